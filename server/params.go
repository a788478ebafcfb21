package server

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

// pathTraining returns the training in the path.
func pathTraining(r *http.Request) (wire.TrainingID, error) {
	id, err := wire.ParseTrainingID(r.PathValue("training"))
	if err != nil {
		return id, wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	return id, nil
}

// pathIdentity returns the identity in the path.
func pathIdentity(r *http.Request) (wire.Identity, error) {
	id, err := wire.ParseIdentity(r.PathValue("identity"))
	if err != nil {
		return id, wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	return id, nil
}

// pathRef returns the training, round and attempt in the path.
func pathRef(r *http.Request) (id wire.TrainingID, ref wire.Ref, err error) {
	if id, err = pathTraining(r); err != nil {
		return id, ref, err
	}
	if ref.Round, err = number(r.PathValue("round"), "round", 1, wire.MaxRounds); err != nil {
		return id, ref, err
	}
	ref.Attempt, err = number(r.PathValue("attempt"), "attempt", 1, 1<<31-1)
	return id, ref, err
}

// number parses a canonical decimal number from low to high.
func number(s, name string, low, high int64) (int, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != s || n < low || n > high {
		return 0, wire.Rejectf(wire.CodeMalformed, "malformed %s: must be a number between %d and %d", name, low, high)
	}
	return int(n), nil
}

// query returns the query. Each of its parameters must be in allowed and occur once.
func query(r *http.Request, allowed ...string) (url.Values, error) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, wire.Rejectf(wire.CodeMalformed, "malformed query")
	}
	for name, values := range q {
		if !slices.Contains(allowed, name) || len(values) != 1 {
			return nil, wire.Rejectf(wire.CodeMalformed, "malformed query: parameters must be %s, once each", strings.Join(allowed, ", "))
		}
	}
	return q, nil
}

// waitQuery returns the time for which a request waits. others are the queries that it takes besides.
func waitQuery(r *http.Request, others ...string) (time.Duration, error) {
	q, err := query(r, append(others, "wait")...)
	if err != nil || !q.Has("wait") {
		return 0, err
	}
	return waitOf(q)
}

// waitOf returns the time for which a request waits.
func waitOf(q url.Values) (time.Duration, error) {
	seconds, err := number(q.Get("wait"), "wait", 0, int64(maxWait/time.Second))
	return time.Duration(seconds) * time.Second, err
}
