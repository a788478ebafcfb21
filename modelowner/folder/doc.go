// Package folder owns the files of a model owner: the key of its identity, and a folder for each training with its
// manifest, its Paillier key, its log, its rounds, its invites and its model. Every other package reads and writes them
// through this one.
//
//	modelowner.key              the signing key, under a passphrase
//	trainings/ID/
//	    manifest.json           the signed manifest, canonical
//	    training.json           training file, training key, facilitator
//	    paillier.key            the training's private key, under the same passphrase
//	    invites.json            invite secrets and the identities that used them
//	    revoked.json            identities and invites that are not admitted any more
//	    log.jsonl               signed log entries, one a line
//	    rounds.jsonl            points, sums and outcomes of rounds, one record a line
//	    privacy.jsonl           the privacy account of sums with noise, one list a line
//	    weights-N.bin           the bytes that come with the open message of round N, while it is open
//	    model.json              the fitted model
//	    validates.json          the training of the model that this one validates
//	    predict.json            rows that a service predicts
//
// A signed log entry is on disk before it is sent, a decrypted sum before its round is accepted, and everything that a
// round is opened with before it is opened. An appended line is either durable or, after a crash, as if it had not been
// written.
//
// # Warning
//
// The files of a training hold sums over all owners, the training key and invite secrets. They are written with mode 0600
// in folders of mode 0700; only the key files are encrypted.
package folder
