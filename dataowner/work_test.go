package dataowner

import (
	"bytes"
	"io"
	"testing"
	"testing/synctest"
	"time"
)

// TestWorkIsToldNowAndThen: work is told as far as it is, not more often than a person can see, and short work not at
// all.
func TestWorkIsToldNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []Event
		o := &Owner{cfg: Config{Emit: func(e Event) { told = append(told, e) }}}
		w := o.newWork(WorkFile, 100)
		for range 10 {
			w.add(1)
		}
		if len(told) != 0 {
			t.Errorf("short work is told: %+v", told)
		}
		time.Sleep(toldEvery)
		w.add(5)
		w.add(5)
		time.Sleep(toldEvery)
		if _, err := io.ReadAll(w.reader(bytes.NewReader(make([]byte, 200)))); err != nil {
			t.Error(err)
		}
		if len(told) != 2 || told[0].Done != 15 || told[1].Done != 100 || told[1].Total != 100 || told[1].Work != WorkFile {
			t.Errorf("told %+v", told)
		}
		var none *work
		none.add(1)
	})
}
