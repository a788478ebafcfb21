package folder_test

import (
	"encoding/json"
	"math/big"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/internal/testing/trainings"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/protocol/wire"
)

const zeros = "0000000000000000000000000000000000000000000000000000000000000000"

func TestRoundsRefuseRecordsOutOfOrder(t *testing.T) {
	const opened = `{"event":"open","round":1,"attempt":1,"time":"2026-01-01T00:00:00Z","kind":"gradient","point":[0],"weights":"` + zeros + `","blob":"` + zeros + `"}`
	const result = `{"event":"result","round":1,"attempt":1,"time":"2026-01-01T00:00:00Z","sums":[1,2,3],"rows":3,"aggregate":"` + zeros + `","uploads":"` + zeros + `"}`
	const aborted = `{"event":"aborted","round":1,"attempt":1,"time":"2026-01-01T00:00:00Z","phase":"reveal"}`
	for name, test := range map[string]struct {
		lines []string
		bad   bool
	}{
		"nothing":                {nil, false},
		"open":                   {[]string{opened}, false},
		"whole round":            {[]string{opened, aborted, result}, false},
		"result before open":     {[]string{result}, true},
		"result twice":           {[]string{opened, result, result}, true},
		"open twice":             {[]string{opened, opened}, true},
		"abort of no round":      {[]string{aborted}, true},
		"unknown event":          {[]string{opened, strings.Replace(aborted, "aborted", "other", 1)}, true},
		"unknown field":          {[]string{strings.Replace(opened, "time", "tim", 1)}, true},
		"sums of another width":  {[]string{opened, strings.Replace(result, "[1,2,3]", "[1,2,3,4]", 1)}, true},
		"no sums":                {[]string{opened, strings.Replace(result, `"sums":[1,2,3],`, "", 1)}, true},
		"no digest of its bytes": {[]string{strings.Replace(opened, `,"blob":"`+zeros+`"`, "", 1)}, true},
		"weights in two forms":   {[]string{strings.Replace(opened, `"point"`, `"parameters":"AAAA","point"`, 1)}, true},
		"not JSON":               {[]string{"{"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			training, _ := trainings.New(t, trainings.File)
			for _, l := range test.lines {
				must(t, durable.AppendLine(filepath.Join(training.Dir(), "rounds.jsonl"), []byte(l)))
			}
			h, err := training.OpenRounds(true)
			if (err != nil) != test.bad {
				t.Fatalf("got %v", err)
			}
			if name == "whole round" && (h.Finished() != 1 || h.Current() != nil || len(h.Last().Failed) != 1 || h.Last().Result.Rows != 3) {
				t.Errorf("read back %+v", h.Last())
			}
			if name == "open" && (h.Finished() != 0 || h.Current() == nil) {
				t.Error("an open round is not current")
			}
		})
	}
}

func bigs(texts ...string) []*big.Int {
	out := make([]*big.Int, len(texts))
	for i, s := range texts {
		out[i], _ = new(big.Int).SetString(s, 10)
	}
	return out
}

// Big integers are read back with every digit.
func TestRoundsKeepSumsExactly(t *testing.T) {
	training, _ := trainings.New(t, trainings.File)
	h, err := training.OpenRounds(true)
	must(t, err)
	point, g := bigs("-123456789012345678901234567890", "7"), bigs("99999999999999999999999999999999999999", "-1")
	var digest wire.Digest
	for _, r := range []folder.Record{
		{Event: folder.RecordOpen, Ref: wire.Ref{Round: 1, Attempt: 1}, Kind: wire.RoundGradient, Point: point, Weights: &digest, Blob: &digest},
		{Event: folder.RecordResult, Ref: wire.Ref{Round: 1, Attempt: 2}, Sums: append(g, bigs("5", "12")...), Aggregate: &digest, Uploads: &digest},
	} {
		must(t, h.Add(r))
	}
	again, err := training.OpenRounds(false)
	must(t, err)
	want, _ := json.Marshal(h.Last().Result)
	got, _ := json.Marshal(again.Last().Result)
	if string(got) != string(want) || again.Last().Point[0].Cmp(point[0]) != 0 || again.Last().Result.Sums[0].Cmp(g[0]) != 0 {
		t.Errorf("read back %s, want %s", got, want)
	}
}

// Members that had not revealed their seeds when an attempt was aborted are out for the rest of the training; those that
// were missing in earlier phases are not.
func TestMembersThatDidNotRevealAreOut(t *testing.T) {
	training, _ := trainings.New(t, trainings.File)
	h, err := training.OpenRounds(true)
	must(t, err)
	var digest wire.Digest
	must(t, h.Add(folder.Record{Event: folder.RecordOpen, Ref: wire.Ref{Round: 1, Attempt: 1}, Kind: wire.RoundGradient, Weights: &digest, Blob: &digest}))
	for i, phase := range []wire.Phase{wire.PhaseKeys, wire.PhaseUpload, wire.PhaseReveal, wire.PhaseFinish} {
		must(t, h.Add(folder.Record{Event: folder.RecordAborted, Ref: wire.Ref{Round: 1, Attempt: i + 1}, Phase: phase, Missing: []wire.Identity{{byte(i)}}}))
	}
	if got := h.Out(); !slices.Equal(got, []wire.Identity{{2}}) {
		t.Errorf("out are %v", got)
	}
}
