package server

import "time"

// SetHeaderTime shortens the time a request's header may take.
func (s *Server) SetHeaderTime(d time.Duration) { s.headerTime = d }

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
