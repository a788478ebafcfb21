package server

import "time"

// SetHeaderTime shortens the time a request's header may take.
func (s *Server) SetHeaderTime(d time.Duration) { s.headerTime = d }
