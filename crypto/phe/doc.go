// Package phe is the public half of Paillier's additively homomorphic
// encryption: keys are checked, plaintexts encrypted, ciphertexts checked,
// added, scaled and combined by linear forms. Decryption is in package privkey,
// which nothing that runs at a data owner or at the facilitator may import.
//
// A plaintext is an integer in [0, n). Most users want [ParsePublicKey],
// [NewEncryptor], [Encryptor.Encrypt], [PublicKey.Add], [PublicKey.MulPlain]
// and, for what came over a wire, [PublicKey.ParseVector]. Reals become integers in package pack.
//
// Ciphertext times ciphertext does not exist: Paillier multiplies a ciphertext
// only by a known integer. A product of two encrypted numbers needs another
// scheme or a round trip to whoever holds the private key.
//
// # Obfuscators
//
// An encryption is (1 + m·n)·o mod n² with an obfuscator o. There is no way to
// make a ciphertext without one. Two kinds exist:
//
//   - hs^r, r uniform with half the bits of n and hs = (−x² mod n)^n mod n² for a
//     random x drawn by the encryptor itself (Damgård, Jurik and Nielsen, "A
//     generalization of Paillier's public-key system with applications to
//     electronic voting", 2010, section 4.1; the half length rests on factoring
//     by Goldreich and Rosen, "On the security of modular exponentiation with
//     application to the construction of pseudorandom generators", 2003). Fast;
//     for fresh encryptions.
//   - r^n, r uniform in Z*_n. For ciphertexts evaluated on somebody else's
//     ciphertexts and sent back to the holder of the private key: whoever knows
//     the factors of n also sees the nonce of what it decrypts, and hs^r hides
//     only a part of that nonce under a key chosen to be weak.
//
// # Warning
//
// The arithmetic is math/big (or the BigInt of a JavaScript engine): it is NOT
// constant time in [Encryptor.Encrypt], [Encryptor.Evaluate] or anywhere else.
// [Encryptor.Evaluate] does a number of multiplications that depends on the
// declared sizes alone, never on the scalars, but each of them may take a time
// that depends on its operands. Ciphertexts are malleable by design: whoever
// holds one can add to it or scale it, so integrity must come from signatures
// over the bytes. IND-CPA is what holds, IND-CCA does not.
package phe
