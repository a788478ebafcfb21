// Package mask owns the masks that hide one data owner's update from all others, including the holder of the Paillier
// private key: sums modulo n of pseudorandom streams that cancel only over the whole list of owners (Bonawitz and
// others, CCS 2017, section 4.0.1, here modulo the Paillier modulus and under its encryption).
//
//	owner i adds   Σ_{j>i} PRG(s_ij) − Σ_{j<i} PRG(s_ij)   (mod n) to every plaintext
//	s_ij = HKDF-SHA256(X25519(a_i, A_j) ‖ k_ij, no salt, "blindfit/2/mask" ‖ 0 ‖ D ‖ lower id ‖ higher id)
//
// k_ij is an ML-KEM-768 shared secret: the lower of two identities encapsulates it to the enrolment key of the higher.
// A pair's masks therefore stay hidden if one of the two key agreements holds. The X25519 keys and the encapsulations
// are fresh in every attempt; the enrolment key is not, so the post-quantum half has forward secrecy only after that
// key is erased.
//
// Over all owners of a list every stream appears once with each sign. Over any smaller set at least one stream per
// missing pair remains, and the sum is uniform modulo n. There is no recovery: if one upload is missing, the sum cannot
// be opened and the attempt is repeated under fresh keys.
//
// D, the list digest, covers every key and encapsulation of the attempt, so owners that were shown different lists derive
// unrelated masks and their sum is noise.
//
// In a round with noise every upload also carries PRG(r_i) for a seed that its owner reveals after all uploads are in
// and its privacy budget is charged. See Seed.
//
// # Warning
//
// X25519, ML-KEM, HKDF and AES-CTR of the standard library run in constant time on common processors; the reduction
// modulo n uses math/big, with a time that depends on the masked value's length. WebAssembly engines promise nothing.
package mask
