//go:build e2e

package e2e

import (
	"encoding/json"
	"net/url"
	"os"
	"strings"
)

// netLog reads Chromium's own log of a browser that has ended, and returns the address of every request that a page or
// a worker of origin made. It sees what the browser did, whatever our recorder saw.
func (s *stage) netLog(path, origin string) []string {
	s.Helper()
	b, err := os.ReadFile(path)
	s.must("read Chromium's log", err)
	var log struct {
		Constants struct {
			Types map[string]int `json:"logEventTypes"`
		} `json:"constants"`
		Events []struct {
			Type   int `json:"type"`
			Params struct {
				URL       string `json:"url"`
				Initiator string `json:"initiator"`
			} `json:"params"`
		} `json:"events"`
	}
	s.must("read Chromium's log", json.Unmarshal(b, &log))
	started, known := log.Constants.Types["URL_REQUEST_START_JOB"]
	if !known {
		s.Fatal("Chromium's log has no events for requests")
	}
	var list []string
	for _, e := range log.Events {
		if e.Type == started && strings.HasPrefix(e.Params.Initiator, origin) {
			list = append(list, e.Params.URL)
		}
	}
	return list
}

// recorded fails the test when Chromium's log holds a request of these visitors that the record does not.
func (s *stage) recorded(path, origin string, visitors ...*visitor) {
	s.Helper()
	have := map[string]int{}
	for _, v := range visitors {
		for _, c := range v.Captured() {
			have[plainAddress(c.URL)]++
		}
	}
	requests := s.netLog(path, origin)
	for _, address := range requests {
		if plain := plainAddress(address); have[plain] == 0 {
			s.Errorf("the browser made a request that is not on record: %s", plain)
		}
	}
	if len(requests) < 10*len(visitors) {
		s.Errorf("Chromium's log has %d requests of %d pages: it is not whole", len(requests), len(visitors))
	}
	s.Logf("Chromium's own log: %d requests, each on record", len(requests))
}

// plainAddress drops the fragment, which is never sent, and tells WebSockets from requests no longer: Chromium
// logs a socket's opening as a request.
func plainAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Fragment = ""
	u.Scheme = strings.Replace(strings.Replace(u.Scheme, "wss", "https", 1), "ws", "http", 1)
	return u.String()
}
