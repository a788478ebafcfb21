// Package swarm owns load and faults: simulated data owners, each the real program of an owner, in real trainings over
// a real facilitator, and a model owner that opens their sums.
//
// So that many fit on one machine, three things differ from a real owner: the rows are made up, each key is proved once
// for all, and the obfuscators come from a common stock. The ciphertexts therefore hide nothing from the other owners;
// to a facilitator they look like real ones. Requests pass a line that drops out, repeats and sends garbage as
// configured. Every decrypted sum is compared with the sum over the list's rows, number by number.
package swarm
