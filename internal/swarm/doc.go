// Package swarm owns load and faults: simulated data owners, each the real program of an owner, who take part in real
// trainings over a real facilitator, and a model owner who opens their sums.
//
// Only what makes them many on one machine is not as an owner has it: their rows are made up, what each proves again of
// one key is computed once, and their obfuscators come from a common stock. Their ciphertexts therefore hide nothing
// from each other; a facilitator cannot tell them from real ones. Requests pass a line that drops out, repeats and sends
// garbage as asked. Every decrypted sum is compared with the sum over the survivors' rows, number by number.
package swarm
