//go:build testkeys

package dataowner_test

import (
	"math"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/protocol/wire"
)

// traffic is what an owner sent and got in rounds, without and with the notices of phases.
type traffic struct{ up, down, states int }

// rounds returns the traffic of an owner from its first keys message on.
func (m *member) traffic() (x traffic) {
	begun := false
	for len(m.events) > 0 {
		e := <-m.events
		if e.Event != "transfer" {
			continue
		}
		begun = begun || e.Method == "PUT" && strings.Contains(e.Path, "/keys/")
		switch {
		case strings.HasSuffix(e.Path, "/state"):
			x.states += e.Down
		case strings.Contains(e.Path, "/rounds/") || begun && strings.HasSuffix(e.Path, "/log"):
			x.up, x.down = x.up+e.Up, x.down+e.Down
		}
	}
	return x
}

// The bytes of a training that its model owner and its owners are told beforehand are those that are sent, within 5 %.
func TestBytesOfARound(t *testing.T) {
	for name, file := range map[string]string{
		"encrypted": kindFile(number, `"missing":"drop_row"`),
		"shared":    kindFile(number, `"circle":true,"model":{"weights":"shared"},"training":{"rounds":6},"missing":"mean"`),
		"noise":     privateFile(privateRounds),
	} {
		p := fiveOwners(t, file, true)
		p.begin()
		course, err := plan.New(p.File)
		inmemory.Must(t, err)
		list, err := rounds.For(p.File, p.File.KeyBits)
		inmemory.Must(t, err)
		up, down, n := 0, 0, 0
		for round := 1; ; round++ {
			point, done, err := course.Next()
			inmemory.Must(t, err)
			if done {
				break
			}
			n++
			size := p.Key.Public().CiphertextSize()
			up, down = up+list.Of(point.Kind).Up(size, len(p.owners)), down+list.Of(point.Kind).Down(size, len(p.owners))
			got := p.Run(wire.Ref{Round: round, Attempt: 1}, point)
			inmemory.Must(t, course.Observe(point, plan.Sums{Values: got, Owners: len(p.owners)}))
		}
		p.Done()
		var sum traffic
		for _, m := range p.owners {
			if err := <-m.ended; err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			x := m.traffic()
			sum = traffic{sum.up + x.up, sum.down + x.down, sum.states + x.states}
		}
		owners := len(p.owners)
		// How many notices of phases come depends on how the owners' answers fall together.
		states := n * rounds.StateBytes
		down -= states
		for what, c := range map[string]struct{ told, was int }{"up": {up, sum.up / owners}, "down": {down, sum.down / owners}} {
			if off := math.Abs(float64(c.told)/float64(c.was) - 1); off > 0.05 {
				t.Errorf("%s, %d rounds: told of %d bytes %s, there were %d", name, n, c.told, what, c.was)
			}
		}
		if was := sum.states / owners; was > 3*states || was < states/3 {
			t.Errorf("%s, %d rounds: told of %d bytes of notices, there were %d", name, n, states, was)
		}
	}
}
