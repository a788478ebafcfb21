// Package collect owns what follows from the messages that an attempt has collected: who may still send, when a phase is
// complete, which owners make the list, when an attempt can no longer succeed, and who is to blame for it.
//
//	keys ──list──▸ upload ──(reveal, with noise)──▸ finish
//
// Without noise every list is the whole roster. With noise a list may have fewer owners, and two rules keep a few silent
// owners from stopping a training: an owner whose keys were in and whose upload was not sits out the next attempts of
// the round while enough others are there, and an owner that uploaded and did not reveal its seed is out of the
// training.
//
// Everything is arithmetic on sets: no clock, no I/O, no lock.
package collect
