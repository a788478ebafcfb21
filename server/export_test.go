package server

import "time"

// SetHeaderTime shortens the time a request's header may take.
func (s *Server) SetHeaderTime(d time.Duration) { s.headerTime = d }

// SetHelloTime shortens the time a new event socket may take to say who it is.
func (s *Server) SetHelloTime(d time.Duration) { s.helloTime = d }

// Routes lists the methods of every path of the interface.
func (s *Server) Routes() map[string][]string {
	out := map[string][]string{}
	for pattern, m := range s.interfaceRoutes() {
		for method := range m {
			out[pattern] = append(out[pattern], method)
		}
	}
	return out
}
