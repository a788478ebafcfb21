// Package modelowner owns the model owner's side of a training as programs use it: create a training, invite data owners,
// train, and use the model. cmd/modelowner only reads flags, prints results and calls this package; the parts are
// beneath it:
//
//	folder      the files of a model owner and of a training
//	admission   which data owners a training takes in
//	check       opening one finished attempt
//	account     the privacy account of sums with noise
//	train       the loop that runs a training
//	problem     errors that callers distinguish, and hints
//	report      a training as a report
//	service     the HTTP interface
//
// # Warning
//
// A training's Paillier key is in memory while the training runs; math/big is not constant time, see crypto/privkey.
package modelowner
