package server_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server"
)

// TestFloods: one source cannot fill a lobby with invented owners, neither a source nor an identity can send without limit, and
// others are not affected. Row 29 of the fault table.
func TestFloods(t *testing.T) {
	d := newProxied(t, server.Limits{SourceRate: 100, IdentityRate: 1, SourceEnrolments: 3, IdentitySockets: 2}, 1)
	enrol := func(source string, o *parties.Owner) *httptest.ResponseRecorder {
		return d.ask(source, "PUT", wire.PathTraining(d.mo.ID, "enrolments", o.ID().String()), nil, o.Enrolment())
	}
	sybils := parties.NewOwners(t, d.mo.ID, 14)
	for i, o := range sybils[:5] {
		w := enrol("192.0.2.1", o)
		if i < 3 {
			d.want("an owner", w, 204, "")
		} else {
			d.want("one owner too many of an address", w, 429, wire.CodeRate)
		}
	}
	d.want("an owner elsewhere", enrol("192.0.2.2", d.owners[0]), 204, "")
	// An attacker may have many networks, so the lobby has a limit as well.
	full := 0
	for i, o := range sybils[5:] {
		switch w := enrol("2001:db8:"+string(rune('a'+i))+"::1", o); w.Code {
		case 204:
		case 409:
			d.want("an owner when the lobby is full", w, 409, wire.CodeFull)
			full++
		default:
			t.Errorf("an owner: %d %s", w.Code, w.Body)
		}
	}
	if full != 1 { // four times cohort.max of three owners fit
		t.Errorf("%d owners were rejected because the lobby is full", full)
	}
	// Within one /64 every address is the same household.
	next := parties.NewOwners(t, d.mo.ID, 5)
	limited := 0
	for i, o := range next {
		if enrol("2001:db8:ff::"+string(rune('1'+i)), o).Code == 429 {
			limited++
		}
	}
	if limited != 2 {
		t.Errorf("%d of 5 owners of one network were too many, want 2", limited)
	}
	requests := 0
	for d.ask("198.51.100.1", "GET", "/v2/server", nil, nil).Code == 200 && requests < 5000 {
		requests++
	}
	if requests < 1000 || requests > 2500 {
		t.Errorf("one address sent %d requests", requests)
	}
	d.want("another address", d.ask("198.51.100.2", "GET", "/v2/server", nil, nil), 200, "")
	reads := 0
	for i := 0; d.ask("203.0.113."+string(rune('1'+i%8)), "GET", wire.PathTraining(d.mo.ID, "state"), d.owners[0].Key, nil).Code == 200 && reads < 500; i++ {
		reads++
	}
	if reads < 8 || reads > 30 {
		t.Errorf("one identity read %d times from eight addresses", reads)
	}
	d.want("another identity", d.ask("203.0.113.1", "GET", wire.PathTraining(d.mo.ID, "state"), d.mo.Key, nil), 200, "")
}

// TestFloodOfConnections: connections above the cap are closed at once, sockets of one identity above theirs are rejected, and
// new ones are accepted after others have ended. Row 29 of the fault table.
func TestFloodOfConnections(t *testing.T) {
	d := newProxied(t, server.Limits{Connections: 20, IdentitySockets: 2}, 1)
	check(t, d.machine.Enrol(t.Context(), d.mo.ID, d.owners[0].ID(), d.owners[0].Enrolment()))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	ctx := deadline.Bound(context.Background(), t)
	served := make(chan error, 1)
	running, stop := context.WithCancel(ctx)
	go func() { served <- d.h.Serve(running, ln, nil) }()
	t.Cleanup(func() { stop(); check(t, <-served) })
	socket := func() *websocket.Conn {
		conn, _, err := websocket.Dial(ctx, "ws://"+ln.Addr().String()+wire.PathTraining(d.mo.ID, "events"), nil)
		check(t, err)
		hello := d.owners[0].Seal(wire.KindHello, wire.Hello{Training: d.mo.ID, TimeMS: time.Now().UnixMilli()})
		check(t, conn.Write(ctx, websocket.MessageText, must(wire.Marshal(hello))))
		return conn
	}
	read := func(conn *websocket.Conn) string {
		_, b, err := conn.Read(ctx)
		check(t, err)
		return string(b)
	}
	a, b, c := socket(), socket(), socket()
	defer a.CloseNow()
	defer c.CloseNow()
	answers := read(a) + read(b) + read(c)
	if strings.Count(answers, `"code":"rate"`) != 1 || strings.Count(answers, `"phase":"lobby"`) != 2 {
		t.Errorf("three sockets of one identity: %s", answers)
	}
	var open []net.Conn
	refused := false
	for range 40 {
		conn, err := net.Dial("tcp", ln.Addr().String())
		check(t, err)
		defer conn.Close()
		open = append(open, conn)
	}
	for _, conn := range open {
		check(t, conn.SetDeadline(deadline.End(t)))
		if _, err := io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			refused = true
			continue
		}
		if _, err := conn.Read(make([]byte, 1)); err != nil {
			refused = true
		}
	}
	if !refused {
		t.Error("forty connections are served, and the limit is twenty")
	}
	for _, conn := range open {
		conn.Close()
	}
	// Another connection is accepted once the facilitator has noticed the end of one.
	for ctx.Err() == nil {
		if a, err := http.Get("http://" + ln.Addr().String() + "/healthz"); err == nil {
			a.Body.Close()
			return
		}
	}
	t.Error("no connection is accepted after others have ended")
}
