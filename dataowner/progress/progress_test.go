package progress_test

import (
	"bytes"
	"io"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blindfit/blindfit/dataowner/progress"
)

// Work is reported as far as it is, not more often than a person can see, and short work not at all.
func TestWorkIsReportedNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var done []int
		w := progress.New(func(what string, at, total int) {
			if what != progress.File || total != 100 {
				t.Errorf("reported %s of %d", what, total)
			}
			done = append(done, at)
		}, progress.File, 100)
		for range 10 {
			w.Add(1)
		}
		if len(done) != 0 {
			t.Errorf("short work is reported: %v", done)
		}
		time.Sleep(time.Second)
		w.Add(5)
		w.Add(5)
		time.Sleep(time.Second)
		if _, err := io.ReadAll(w.Reader(bytes.NewReader(make([]byte, 200)))); err != nil {
			t.Error(err)
		}
		if !slices.Equal(done, []int{15, 100}) {
			t.Errorf("reported %v", done)
		}
		var none *progress.Work
		none.Add(1)
	})
}
