// Package mask owns the masks that hide one data owner's update from everybody, whoever holds the Paillier
// private key: sums modulo n of pseudorandom streams that cancel only over the whole cohort (Bonawitz and
// others, CCS 2017, section 4, here modulo the Paillier modulus and under its encryption).
//
//	owner i adds   Σ_{j>i} PRG(s_ij) − Σ_{j<i} PRG(s_ij)   (mod n) to every plaintext
//	s_ij = HKDF-SHA256(X25519(a_i, A_j), training, round, attempt, cohort digest, ids of the pair)
//
// Over all owners every stream appears once with each sign. Over any smaller set at least one stream per
// missing pair remains, and the sum is uniform modulo n.
//
// The cohort digest covers every keys message of the attempt, so owners who were shown different lists derive
// unrelated masks and their sum is noise. Keys are fresh in every attempt.
//
// # Warning
//
// X25519, HKDF and AES-CTR of the standard library are constant time on common processors; the reduction
// modulo n uses math/big, whose time depends on the masked value's length. Under WebAssembly the engine
// promises nothing.
package mask
