// Package identity owns the identities of a training and their admission: Ed25519 identities, invite links
// with their fragment, the enrolment MAC, the sealed training file and fingerprints as words.
//
// # Invite links
//
//	https://facilitator.example/join#2.<base64url of fingerprint ‖ training key ‖ secret ‖ check>
//
// A browser never sends the part after "#" to a server. The manifest fingerprint in it pins the Paillier key,
// the training key opens the training file with its column names, and the secret, good for one enrolment,
// proves to the model owner that the enrolling owner was invited. The facilitator sees none of the three.
//
// # Warning
//
// Seeds, training keys and invite secrets live in ordinary memory of the process. crypto/ed25519, crypto/hmac
// and crypto/cipher of the standard library are constant time on common processors; under WebAssembly the
// engine promises nothing. Secrets do not print; Link.URL returns them, because handing out the link is its
// purpose.
package identity
