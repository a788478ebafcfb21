// Package modelowner owns the model owner's side of a training: its keys and files on disk, the signed log, the
// invites, the admission of data owners and every round's checks, decryption and step. It is the mirror of
// dataowner. cmd/modelowner only reads flags, prints events and calls this package.
//
// # What is checked before anything is decrypted
//
// The model owner trusts the facilitator for delivery only. Package check verifies every finished attempt with the
// verifier that all parties share (protocol/attempt), multiplies the uploads itself, and checks the decrypted sums. If a
// check fails, the answer to the others is the one code round_rejected; the reason stays here. Weights that owners may
// read are sealed to the enrolments that the signed roster names.
//
// # What survives a crash
//
// A signed log entry is on disk before it is sent, a decrypted sum before its round is accepted, what a round is
// opened with before it is opened. Training again replays the recorded sums through the plan and goes on
// where it was; the local log is the authority and what the facilitator lacks is sent again.
//
// # Warning
//
// The files of a training hold sums over all owners, the training key and invite secrets; they are written with
// mode 0600 in folders of mode 0700. The Paillier key lives in memory while a training runs; math/big is not
// constant time, see crypto/privkey.
package modelowner
