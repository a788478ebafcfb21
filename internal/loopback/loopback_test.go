package loopback_test

import (
	"testing"

	"github.com/blindfit/blindfit/internal/loopback"
	"github.com/blindfit/blindfit/internal/testing/hosts"
)

func TestHost(t *testing.T) {
	for host, want := range hosts.Table {
		if got := loopback.Host(host); got != want {
			t.Errorf("%q: got %v, want %v", host, got, want)
		}
	}
	if loopback.Host(":8080") {
		t.Error("every address of this machine counts as loopback")
	}
}
