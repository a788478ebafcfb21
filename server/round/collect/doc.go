// Package collect owns the conclusions from the messages of an attempt: the owners that may still send, when a phase is
// complete, the owners of the list, when an attempt can no longer succeed, and the owners that caused it.
//
//	keys ──list──▸ upload ──(reveal, with noise)──▸ finish
//
// Without noise every list is the whole roster. With noise a list may have fewer owners, and two rules keep a few
// silent owners from stopping a training: if an owner sent keys and no upload, it sits out the next attempts of the
// round, as long as enough others are there; and an owner that uploaded and did not reveal its seed is out of the
// training.
//
// Everything is arithmetic on sets: no clock, no I/O, no lock.
package collect
