package log

import "github.com/blindfit/blindfit/protocol/wire"

// Entry is a log entry with a valid signature.
type Entry struct {
	Signed *wire.Signed
	Head   wire.LogEntry
	Body   any // *wire.Roster, *wire.Start, *wire.Revoke, *wire.Open, *wire.Accept, *wire.Reject, *wire.Freeze, *wire.Closing, *wire.Close or *wire.Done
}

// Parse checks the signature of a log entry and parses its body. It does not know the model owner; Follow does.
func Parse(s *wire.Signed) (*Entry, error) {
	if s == nil {
		return nil, wire.Rejectf(wire.CodeMalformed, "malformed log entry: message is missing")
	}
	switch s.Kind {
	case wire.KindRoster:
		return parse(s, func(b *wire.Roster) wire.LogEntry { return b.LogEntry })
	case wire.KindStart:
		return parse(s, func(b *wire.Start) wire.LogEntry { return b.LogEntry })
	case wire.KindRevoke:
		return parse(s, func(b *wire.Revoke) wire.LogEntry { return b.LogEntry })
	case wire.KindOpen:
		return parse(s, func(b *wire.Open) wire.LogEntry { return b.LogEntry })
	case wire.KindAccept:
		return parse(s, func(b *wire.Accept) wire.LogEntry { return b.LogEntry })
	case wire.KindReject:
		return parse(s, func(b *wire.Reject) wire.LogEntry { return b.LogEntry })
	case wire.KindFreeze:
		return parse(s, func(b *wire.Freeze) wire.LogEntry { return b.LogEntry })
	case wire.KindClosing:
		return parse(s, func(b *wire.Closing) wire.LogEntry { return b.LogEntry })
	case wire.KindClose:
		return parse(s, func(b *wire.Close) wire.LogEntry { return b.LogEntry })
	case wire.KindDone:
		return parse(s, func(b *wire.Done) wire.LogEntry { return b.LogEntry })
	}
	return nil, wire.Rejectf(wire.CodeInvalid, "invalid log entry: kind must be roster, start, revoke, open, accept, reject, freeze, closing, close or done")
}

func parse[T any](s *wire.Signed, head func(*T) wire.LogEntry) (*Entry, error) {
	b, err := wire.OpenMessage[T](s, s.Kind)
	if err != nil {
		return nil, err
	}
	return &Entry{Signed: s, Head: head(b), Body: b}, nil
}
