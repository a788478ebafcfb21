package main

// exceptions are the changes that no test can notice, by change.key, each with the reason.
var exceptions = map[string]string{
	"crypto/mask/kem.go NewKEMKey: never err != nil of mlkem.GenerateKey768":                                         randomness,
	"crypto/mask/mask.go NewKeyPair: never err != nil of ecdh.X25519().GenerateKey":                                  randomness,
	"crypto/mask/mask.go CheckPoint: never err != nil of ecdh.X25519().NewPrivateKey":                                "a constant is a private key",
	"crypto/mask/mask.go agree: never err != nil of ecdh.X25519().NewPublicKey":                                      "32 bytes are always a public key",
	"crypto/mask/mask.go Pairwise: never err != nil of addStream":                                                    derivation,
	"crypto/mask/seed.go RevealSeed: never err != nil of hkdf.Key":                                                   derivation,
	"crypto/mask/seed.go apply: never err != nil of hkdf.Key":                                                        derivation,
	"crypto/mask/stream.go newStream: never err != nil of aes.NewCipher":                                             derivation,
	"crypto/mask/stream.go addStream: never err != nil of newStream":                                                 derivation,
	"protocol/attempt/product.go Add: never err != nil of p.uploads.ParseUpload (number 2)":                          "sums fail for vectors of a different key or length only, which ParseUpload refuses",
	"modelowner/check/check.go decrypt: never err != nil of attempt.ParseVector":                                     "the aggregate equals a product of checked ciphertexts",
	"modelowner/check/check.go decrypt: never err != nil of a.Key.DecryptVector":                                     "checked ciphertexts fail to decrypt because of a fault of the machine only",
	"modelowner/check/check.go decrypt: never err != nil of seed.Remove":                                             derivation,
	"dataowner/attempt/noise.go NoiseOf: never err != nil of hkdf.Key":                                               derivation,
	"dataowner/attempt/noise.go NoiseOf: never err != nil of mask.NewReader":                                         derivation,
	"dataowner/attempt/offer.go Begin: never err != nil of mask.NewKeyPair":                                          randomness,
	"dataowner/attempt/part.go Masks: never err != nil of p.offer.self.KEM.Decapsulate":                              "an encapsulation of the right length always decapsulates",
	"dataowner/attempt/part.go Masks: never err != nil of p.offer.self.seed":                                         derivation,
	"dataowner/attempt/part.go Head: never err != nil of p.offer.self.seed":                                          derivation,
	"dataowner/attempt/part.go seed: never err != nil of mask.RevealSeed":                                            derivation,
	"dataowner/attempt/reveal.go Message: never err != nil of s.self.seed":                                           derivation,
	"dataowner/ledger/ledger.go append: never err != nil of l.apply":                                                 "every line is made by a method that refuses before what applying it refuses",
	"dataowner/ledger/line.go parseLine: never err != nil of d.Decode":                                               canonicalLine,
	"dataowner/ledger/sum.go UnmarshalText: never err != nil of decode":                                              canonicalLine,
	"dataowner/invitation/pin.go Check: never err != nil of fields":                                                  canonical,
	"dataowner/invitation/pin.go Check: never err != nil of fields (number 2)":                                       canonical,
	"dataowner/invitation/pin.go fields: never err != nil of d.Decode":                                               canonical,
	"dataowner/follow/reveal.go sendReveal: never err != nil of sealed.Message":                                      derivation,
	"dataowner/follow/follow.go Answer: never f.aside":                                                               "it connects an owner again that stepped aside: a training waits for it at most, and nothing is given",
	"dataowner/invitation/terms.go checkCircle: never f.Bounds.Weight > spec.MaxCircleWeight":                        "a training file of a circle with a larger bound cannot be read",
	"dataowner/invitation/terms.go checkKey: never m.Weights == wire.WeightsEncrypted && len(m.Key.NonceProof) == 0": "a proof of no bytes cannot be read either",
	"dataowner/invitation/terms.go checkKey: never err != nil of phe.ParseNonceProof":                                "a proof that cannot be read is nil, which is refused",
	"dataowner/invitation/terms.go checkShape: never err != nil of rounds.For":                                       "without a list of rounds the manifest's are not those that follow",
	"dataowner/invitation/terms.go checkShape: never (m.Trustees != nil) != (f.Masking == spec.MaskingTrustees)":     "the rules of a cohort have another form with trustees, and are compared before",
	"trustee/answer/closing.go closing: never err != nil of bytes":                                                   "the digest in a closing is not that of no bytes",
	"trustee/answer/checked.go open: never err != nil of h.mask(c.Encapsulations, g.Head.Signer).TagKey":             derivation,
	"trustee/answer/closing.go Check: never len(list) < least":                                                       "a trustee accepts no training with smaller cells than it asks for, and cells are as large as the training's",
	"trustee/answer/closing.go Release: never err != nil of h.mask(p.encapsulations, who.Identity).AddMask":          derivation,
	"trustee/answer/closing.go Release: never err != nil of h.addNoise":                                              derivation,
	"trustee/answer/closing.go addNoise: never err != nil of mask.TrusteeNoise":                                      derivation,
	"trustee/answer/closing.go addNoise: never err != nil of draw":                                                   "a stream of zeros does not end",
	"trustee/answer/training.go check: never f.Masking != spec.MaskingTrustees || !f.Private() || !m.Noise":          "a manifest or a training file with trustees and without noise cannot be read, and one without trustees does not name this one",
	"trustee/answer/training.go check: never err != nil of rounds.For":                                               "without a list of rounds the manifest's are not those that follow",
	"trustee/duty.go writeAccept: never err != nil of mask.NewTrusteeKey":                                            randomness,
	"trustee/duty.go writeAccept: never err != nil of kem.Secret":                                                    derivation,
	"trustee/duty.go writeAccept: never err != nil of d.keys.seal":                                                   derivation,
	"trustee/duty.go strike: never err != nil of wire.Seal":                                                          jsonOfOwnTypes,
	"trustee/duty.go release: never err != nil of wire.Seal":                                                         jsonOfOwnTypes,
	"trustee/duty.go accept: never err != nil of wire.Seal":                                                          jsonOfOwnTypes,
	"trustee/duty.go open: never err != nil of mask.ParseTrusteeKey":                                                 "a key that opens was sealed by this key file, which seals nothing else",
	"trustee/ledger/ledger.go Create: never err != nil of Begin":                                                     jsonOfOwnTypes,
	"trustee/ledger/ledger.go marshal: never err != nil of json.Marshal":                                             jsonOfOwnTypes,
	"trustee/ledger/ledger.go write: never err != nil of marshal":                                                    jsonOfOwnTypes,
	"trustee/ledger/ledger.go read: never err != nil of d.Decode":                                                    "a line that cannot be read does not follow from the one before either",
	"trustee/ledger/ledger.go Open: never err != nil of durable.AppendLine":                                          "a medium that can be read and not written; the next line then fails, or ends the key",
	"trustee/answer/checked.go open: never err != nil of h.KEM.Decapsulate":                                          "the tag of a contribution does not open under another secret",
}

const (
	jsonOfOwnTypes = "these types always have JSON"
	randomness     = "crypto/rand ends the program if it cannot read"
	canonicalLine  = "a line that cannot be read is not in the form in which it was written either, which is refused"
	canonical      = "the canonical form of a training file is JSON"
	derivation     = "HKDF and AES fail for lengths that are constants here"
)
