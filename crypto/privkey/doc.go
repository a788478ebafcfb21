// Package privkey is the private half of Paillier encryption: it generates key
// pairs, decrypts, and proves that a modulus is fit for evaluation. Only programs of the model owner may import it.
//
// Start with [Generate] and [Key.Decrypt]; package secretfile keeps the key in a file.
//
// # Warning
//
// The arithmetic is math/big and NOT constant time in [Generate], [Key.Decrypt] and
// [Key.NonceProof]. Ciphertexts are blinded before they are decrypted, so the time
// does not depend on a chosen ciphertext; still, do not offer decryption as a service
// over a network. Secrets stay in memory until the garbage collector frees them.
package privkey
