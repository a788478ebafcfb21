// Package admission owns how much work a facilitator takes on at a time: in which order connections are accepted and how
// many requests are in flight, how long a header, a body and an answer may take, and how much memory and disk bodies hold
// while they are received. It knows no route and no training.
//
// A client must not be able to make others wait by being slow. So a request that waits for its client is not counted as in
// flight (see Control.Pause), and a large body holds no memory until it has arrived (see Control.ReceiveFrame).
package admission

import (
	"log/slog"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/blindfit/blindfit/server/guard"
)

const (
	// bodyMemory is the size of all ciphertexts of uploads and weights held in memory at one time, in bytes. Further
	// senders wait.
	bodyMemory = 32 << 20
	// bodyDisk is the size of all bodies on the disk at one time, in bytes. Further senders wait.
	bodyDisk = 1 << 30
	// keptConnections is the number of connections of all clients together that stay open between requests. The buffers
	// and the stack of each are several times those of an event socket. If more are open, every answer is the last on its
	// connection, and the client opens another one for its next request.
	keptConnections = 32
)

// Options configures a Control. Connections is required.
type Options struct {
	// Connections are the caps on open connections.
	Connections *guard.Conns
	// SpoolDir is the folder where large bodies are received, as files without a name or with a random one; default:
	// the system's folder for temporary files.
	SpoolDir string
	// HeaderTime is the time within which the header of a request must arrive; default: ten seconds.
	HeaderTime time.Duration
	// Log receives failures of the disk. If it is nil, they are dropped.
	Log *slog.Logger
}

// Control is the admission control of one facilitator. It is safe for concurrent use.
type Control struct {
	connections  *guard.Conns
	sockets      atomic.Int64
	memory, disk *budget
	buffers      buffers
	dir          string
	headerTime   time.Duration
	log          *slog.Logger
}

// New returns a control with nothing in flight.
func New(o Options) *Control {
	c := &Control{connections: o.Connections, memory: newBudget(bodyMemory), disk: newBudget(bodyDisk),
		buffers: newBuffers(runtime.GOMAXPROCS(0) + 1), dir: o.SpoolDir, headerTime: o.HeaderTime, log: o.Log}
	if c.headerTime == 0 {
		c.headerTime = headerTime
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	return c
}

// Figures are the connections and bytes that a control holds at one moment.
type Figures struct {
	Connections  int64 // open
	Refused      int64 // connections that were closed at once because there were too many, since the start
	Sockets      int64 // connections that are event sockets
	Memory, Disk int64 // bytes reserved for bodies
}

// Figures returns the present figures.
func (c *Control) Figures() Figures {
	return Figures{Connections: c.connections.Open(), Refused: c.connections.Refused(), Sockets: c.sockets.Load(),
		Memory: c.memory.held.Load(), Disk: c.disk.held.Load()}
}

// Socket counts one connection as an event socket, which may stay open however many others are, until release is called.
// before is the number of sockets that were open already.
func (c *Control) Socket() (before int64, release func()) {
	return c.sockets.Add(1) - 1, func() { c.sockets.Add(-1) }
}

// Crowded reports whether so many connections are open that an answer must be the last on its own.
func (c *Control) Crowded() bool {
	return c.connections.Open()-c.sockets.Load() > keptConnections
}
