// Package phe is the public half of Paillier's additively homomorphic
// encryption: it checks keys, encrypts plaintexts, and checks, adds, scales and
// combines ciphertexts by linear forms. Decryption is in package privkey, which
// must not be linked into programs of data owners or of the facilitator.
//
// A plaintext is an integer in [0, n). Most users want [ParsePublicKey],
// [NewEncryptor], [Encryptor.Encrypt], [PublicKey.Add], [PublicKey.MulPlain]
// and, for bytes from a network, [PublicKey.ParseVector]. Package pack turns reals
// into integers.
//
// Ciphertexts cannot be multiplied with each other: Paillier multiplies a
// ciphertext only by a known integer. A product of two encrypted numbers needs
// another scheme or a round trip to the holder of the private key.
//
// # Obfuscators
//
// An encryption is (1 + m·n)·o mod n² with an obfuscator o. No function
// makes a ciphertext without one. There are two kinds:
//
//   - hs^r, r uniform with half the bits of n and hs = (−x² mod n)^n mod n² for a
//     random x drawn by the encryptor itself (Damgård, Jurik and Nielsen, "A
//     generalization of Paillier's public-key system with applications to
//     electronic voting", 2010, section 4.1; the half length rests on factoring
//     by Goldreich and Rosen, "On the security of modular exponentiation with
//     application to the construction of pseudorandom generators", 2003). Fast;
//     for fresh encryptions.
//   - r^n, r uniform in Z*_n. For ciphertexts that are evaluated on ciphertexts of
//     another party and returned to the holder of the private key: it knows the
//     factors of n and sees the nonce of a ciphertext as well as the plaintext, and
//     if it chose a weak key, hs^r hides only a part of that nonce.
//
// # Warning
//
// The arithmetic is math/big (or the BigInt of a JavaScript engine): it is NOT
// constant time in [Encryptor.Encrypt], [Encryptor.Evaluate] or anywhere else.
// [Encryptor.Evaluate] does a number of multiplications that depends on the
// declared sizes alone, never on the scalars, but each of them may take a time
// that depends on its operands. Ciphertexts are malleable by design: anyone can
// add to one or scale it, so integrity must come from signatures over the bytes.
// The scheme is IND-CPA secure and not IND-CCA secure.
package phe
