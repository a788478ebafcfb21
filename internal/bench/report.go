package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"text/tabwriter"
)

// row is one line of the report.
type row struct {
	Row      string   `json:"row"`
	Ours     float64  `json:"ours"`
	Peer     *float64 `json:"peer"` // null without a peer
	PeerName string   `json:"peer_name"`
	Unit     string   `json:"unit"`   // of ours and peer
	Ratio    *float64 `json:"ratio"`  // how many times better ours is than the peer; null without a peer
	Target   *float64 `json:"target"` // the least ratio or, without a peer, the most ours may be; null for information
	Holds    *bool    `json:"holds"`  // null without a target
}

// report collects rows.
type report struct{ rows []row }

// against adds a row with a peer, both measured in the same unit, of which less is better. A target of 0 means no target.
func (r *report) against(name string, ours, peer float64, peerName, unit string, target float64) {
	r.add(row{Row: name, Ours: ours, Peer: &peer, PeerName: peerName, Unit: unit}, peer/ours, target)
}

// rate is like against for a unit of which more is better.
func (r *report) rate(name string, ours, peer float64, peerName, unit string, target float64) {
	r.add(row{Row: name, Ours: ours, Peer: &peer, PeerName: peerName, Unit: unit}, ours/peer, target)
}

func (r *report) add(x row, ratio, target float64) {
	x.Ratio = &ratio
	if target > 0 {
		holds := ratio >= target
		x.Target, x.Holds = &target, &holds
	}
	r.rows = append(r.rows, x)
}

// alone adds a row without a peer. Its value should be at most limit; there is none if limit is 0.
func (r *report) alone(name string, ours float64, unit string, limit float64) {
	x := row{Row: name, Ours: ours, Unit: unit}
	if limit > 0 {
		holds := ours <= limit
		x.Target, x.Holds = &limit, &holds
	}
	r.rows = append(r.rows, x)
}

// table prints the rows for a person.
func (r *report) table(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "row\tours\tpeer\tunit\tratio\ttarget\tholds\tpeer is")
	for _, x := range r.rows {
		target, holds := "", ""
		if x.Target != nil {
			target = "ours ≤ " + short(*x.Target)
			if x.Ratio != nil {
				target = "ratio ≥ " + short(*x.Target)
			}
			holds = map[bool]string{true: "yes", false: "NO"}[*x.Holds]
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n",
			x.Row, short(x.Ours), maybe(x.Peer), x.Unit, maybe(x.Ratio), target, holds, x.PeerName)
	}
	return t.Flush()
}

// maybe writes a number that may be missing.
func maybe(v *float64) string {
	if v == nil {
		return ""
	}
	return short(*v)
}

// short writes a number with three or four digits.
func short(v float64) string {
	switch {
	case v >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case v >= 1:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// write writes the rows to a file.
func (r *report) write(path string) error {
	b, err := json.MarshalIndent(r.rows, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, append(b, '\n'), 0o644)
}
