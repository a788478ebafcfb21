package server

import "time"

// SetHeaderTime shortens the time within which the header of a request must arrive.
func (o *Options) SetHeaderTime(d time.Duration) { o.headerTime = d }

// SetHelloTime shortens the time within which a new event socket must send its hello.
func (o *Options) SetHelloTime(d time.Duration) { o.helloTime = d }

// SetReadyTime sets the time for which the result of a readiness check is used again.
func (o *Options) SetReadyTime(d time.Duration) { o.readyTime = &d }

// SetPingTime sets the time within which the store must answer a readiness check.
func (o *Options) SetPingTime(d time.Duration) { o.pingTime = d }

// Routes lists the methods of every path of the interface.
func (s *Server) Routes() map[string][]string {
	out := map[string][]string{}
	for pattern, m := range s.handlers.api() {
		for method := range m {
			out[pattern] = append(out[pattern], method)
		}
	}
	return out
}

// Fixed returns the names of the texts that are kept because they never change.
func (s *Server) Fixed() (names []string) {
	s.handlers.pages.fixed.Range(func(name, _ any) bool {
		names = append(names, name.(string))
		return true
	})
	return names
}
