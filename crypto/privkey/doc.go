// Package privkey is the private half of Paillier encryption: it generates key
// pairs, decrypts, proves that a modulus is fit for evaluation and keeps secrets in files.
// It runs in the model owner's own programs and nowhere else; neither the
// facilitator nor a page may import it.
//
// [Generate] makes keys, [Key.Decrypt] opens ciphertexts, [WriteSecretFile] and
// [ReadSecretFile] keep secrets on disk.
//
// # Warning
//
// The arithmetic is math/big and NOT constant time, in [Generate],
// [Key.Decrypt] and [Key.NonceProof] alike. Ciphertexts are blinded before they
// are decrypted, so what is timed does not depend on a ciphertext that somebody chose,
// but do not offer decryption as a service over a network.
// Secrets stay in memory until the garbage collector takes them.
package privkey
