//go:build e2e

package e2e

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/blindfit/blindfit/examples/demo/scan"
	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/web/browser"
)

// TestTraining is the whole product: three pages in one Chromium train against a real facilitator and a real model
// owner. The result is the pooled optimum, and nothing that left a page or that the facilitator holds betrays a
// row, a column name or a secret of a link.
func TestTraining(t *testing.T) {
	s := newStage(t)
	facilitator, err := s.Facilitate(s.ctx, "127.0.0.1:0", filepath.Join(s.dir, "facilitator"), "--log-level", "debug")
	s.must("start facilitator", err)
	file := s.write("model.json", []byte(modelJSON))
	training, links := s.invited(file, facilitator.URL, 3)

	rowsSet, namesSet := &scan.Set{}, &scan.Set{}
	secrets(s, namesSet, links)
	netLog := filepath.Join(s.dir, "netlog.json")
	chromium, err := browser.Launch(s.ctx, browser.Options{NetLog: netLog})
	s.must("start browser", err)
	closeBrowser := sync.OnceValue(chromium.Close)
	s.Cleanup(func() { _ = closeBrowser() })
	var tables [][]byte
	var visitors []*visitor
	for i, link := range links {
		name := fmt.Sprintf("owner-%d", i+1)
		rows := table(i, 40+10*i)
		tables = append(tables, rows)
		rowValues(s, rowsSet, name, rows)
		v := s.visit(chromium, name, link)
		v.bring(s.write(name+".csv", rows))
		visitors = append(visitors, v)
	}
	visitors[0].shot("training-ready")
	for _, v := range visitors {
		v.contribute()
	}

	train, err := s.Train(training, s.owner)
	s.must("start training", err)
	rounds := 0
	done, err := train.Events(s.ctx, func(e programs.Event) bool {
		if e.Event == "round" {
			if rounds++; rounds == 2 {
				visitors[0].shot("training-round")
			}
		}
		return e.Event == "done"
	})
	s.must("train", err)
	_, err = train.Wait(s.ctx)
	s.must("end training", err)
	for _, v := range visitors {
		v.wait("done")
	}
	visitors[0].shot("training-done")

	want := optimum(s, []byte(modelJSON), tables...)
	if done.Cost == nil {
		t.Fatal("the training ended without a cost")
	}
	if !near(*done.Cost, want) {
		t.Errorf("cost %v, want the pooled optimum %v within 1e-9", *done.Cost, want)
	}
	t.Logf("%d rounds, cost %v, pooled optimum %v", done.Rounds, *done.Cost, want)

	for _, v := range visitors {
		v.clean()
		if where := v.elsewhere(facilitator.URL); where != nil {
			t.Errorf("%s asked elsewhere: %v", v.name, where)
		}
		out, in, requests, frames := v.traffic()
		t.Logf("%s: %d requests, %d frames, %d bytes out, %d bytes in", v.name, requests, frames, len(out), len(in))
		// What was not recorded cannot be searched: every upload, of one ciphertext at least, must be there.
		if n := v.uploads(); n < done.Rounds || frames == 0 || len(in) < done.Rounds*ciphertextSize {
			t.Errorf("%s: %d uploads in %d rounds: the record is not whole", v.name, n, done.Rounds)
		}
		s.report("what left "+v.name, rowsSet.Search(out))
		s.report("what left "+v.name, namesSet.Search(out))
		s.report("what came to "+v.name, rowsSet.Search(in))
		s.report("what came to "+v.name, namesSet.Search(in))
	}
	s.must("close browser", closeBrowser())
	s.recorded(netLog, facilitator.URL, visitors...)
	s.blind(facilitator, rowsSet, namesSet)
}

// blind stops the facilitator and searches everything that it kept and said.
func (s *stage) blind(facilitator *programs.Facilitator, sets ...*scan.Set) {
	s.Helper()
	s.must("stop facilitator", facilitator.Stop())
	kept, files := s.folder(filepath.Join(s.dir, "facilitator"))
	if files == 0 || len(kept) < ciphertextSize {
		s.Errorf("the facilitator kept %d bytes in %d files: there is nothing to search", len(kept), files)
	}
	said := []byte(facilitator.Log() + facilitator.Output())
	for _, set := range sets {
		s.report("the facilitator's store", set.Search(kept))
		s.report("the facilitator's log", set.Search(said))
	}
}
