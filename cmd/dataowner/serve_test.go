package main

import (
	"net/http"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/hosts"
)

// The page is for this machine: a page on the web must not reach it under a name that resolves to loopback.
func TestPageAnswersThisMachineOnly(t *testing.T) {
	hosts.Run(t, loopbackOnly(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})), "/")
	for addr, want := range map[string]bool{
		"127.0.0.1:5000": true, "LOCALHOST:0": true, "[::1]:5000": true,
		":5000": false, "0.0.0.0:5000": false, "192.0.2.1:5000": false, "127.0.0.1": false,
	} {
		if got := checkLoopback(addr) == nil; got != want {
			t.Errorf("--addr %s is accepted: %v, want %v", addr, got, want)
		}
	}
}
