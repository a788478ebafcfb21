// Package wire owns the messages between data owners, the facilitator and the model owner: identifiers, signed
// messages, frames, the public state of a training and the closed list of rejection codes. docs/protocol.md is
// normative; this package is its Go form.
//
// # Canonical JSON
//
// Every JSON text is accepted only in the exact bytes that Marshal returns for the same value: fields in
// declaration order, no white space, no unknown or repeated field, byte strings in base64 or hex by their type,
// "<", ">" and "&" unescaped. A text with two spellings cannot exist, so a digest of the bytes is a digest of
// the message.
//
// # Signed messages
//
// A message travels as Signed: its kind, its canonical body, its signer and the Ed25519 signature over a domain,
// the kind and the body. The messages of the model owner (roster, open, accept, reject, done) form a log: each
// carries its sequence number and the digest of the one before, so a client that has seen one entry notices if
// the log was cut or rewritten.
//
// The package imports the standard library only, so that a client in any place can read messages without
// pulling in cryptography of ours.
package wire

// Version is the protocol version. It is part of the domain of every signature and of the path of every request.
const Version = 2
