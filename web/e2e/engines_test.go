//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/web/engines"
)

// other is a data owner in a browser that is no Chromium.
type other struct {
	*engines.Page
	stage *stage
	name  string
}

func (s *stage) launch(engine, name, address string) *other {
	s.Helper()
	p, err := engines.Launch(s.ctx, engine, s.T.TempDir())
	s.must("start "+engine, err)
	s.Cleanup(func() {
		if err := p.Close(); err != nil {
			s.Error(err)
		}
	})
	s.must("open page", p.Navigate(s.ctx, address))
	return &other{p, s, name}
}

func (o *other) wait(states ...string) {
	o.stage.Helper()
	_, err := o.WaitState(o.stage.ctx, states...)
	o.stage.must("wait for "+states[0]+" of "+o.name, err)
}

func (o *other) shot(name string) {
	o.stage.Helper()
	if b, err := o.Screenshot(o.stage.ctx); err != nil {
		o.stage.Logf("no screenshot %s: %v", name, err)
	} else if err := os.WriteFile(filepath.Join(shots, name+".png"), b, 0o600); err != nil {
		o.stage.Logf("no screenshot %s: %v", name, err)
	}
}

// TestEngines takes a training to its end in Firefox and in WebKit: one page of the facilitator onto which an Excel workbook
// is dropped, one page in one file from disk with a CSV file, beside a program. From the link on each page takes a file and
// two presses. The result is the pooled optimum, as for programs alone.
func TestEngines(t *testing.T) {
	for _, engine := range []string{"firefox", "webkit"} {
		t.Run(engine, func(t *testing.T) {
			s := newStage(t)
			s.must("make folder of screenshots", os.MkdirAll(shots, 0o750))
			facilitator := s.facilitator("127.0.0.1:0")
			training, links := s.invited(s.write("model.json", []byte(modelJSON)), facilitator.URL, 3)
			var tables [][]byte
			for i := range links {
				tables = append(tables, table(i, 20+10*i))
			}
			served := s.launch(engine, "served", links[0])
			served.wait("invitation")
			s.must("drop workbook", served.Drop(s.ctx, "rows.xlsx", workbook(s, tables[0], "")))
			served.wait("ready")
			served.shot("engines-" + engine + "-ready")
			disk := s.launch(engine, "disk", onDisk(t, single(t)))
			disk.wait("link")
			s.must("fill in link", disk.Fill(s.ctx, "#link", links[1]))
			s.must("open link", disk.Click(s.ctx, "[data-action=open]"))
			disk.wait("invitation")
			s.must("choose file", disk.Choose(s.ctx, s.write("rows.csv", tables[1])))
			disk.wait("ready")
			for _, o := range []*other{served, disk} {
				s.must("contribute", o.Click(s.ctx, "[data-action=contribute]"))
				o.wait("waiting", "round")
			}
			program := s.join("program", links[2], s.write("owner.csv", tables[2]))
			cost := s.trained(training, func(programs.Event) {})
			served.wait("done")
			disk.wait("done")
			served.shot("engines-" + engine + "-done")
			if _, err := program.Wait(s.ctx); err != nil {
				t.Error(err)
			}
			if want := optimum(s, []byte(modelJSON), tables...); !near(cost, want) {
				t.Errorf("cost %v, want the pooled optimum %v within 1e-9", cost, want)
			}
		})
	}
}
