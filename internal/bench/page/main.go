//go:build js && wasm

// Command page is the part of the benchmark that runs in the browser: Blindfit's side of every comparison.
package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"syscall/js"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/phe/jskernel"
	"github.com/blindfit/blindfit/internal/bench/forms"
	"github.com/blindfit/blindfit/ml/dp"
)

func main() {
	b := &bench{}
	// Its answer is a text, or an Error.
	js.Global().Set("benchModule", js.FuncOf(func(_ js.Value, args []js.Value) any {
		text, err := b.run(args[0].String(), args[1:])
		if err != nil {
			return js.Global().Get("Error").New(err.Error())
		}
		return text
	}))
	select {}
}

// bench holds the results of earlier commands.
type bench struct {
	key     *phe.PublicKey
	kernel  phe.Kernel // the fastest
	bigint  phe.Kernel // on the engine's large integers, for comparison
	proof   *phe.NonceProof
	enc     *phe.Encryptor
	forms   *forms.Forms
	company *company
}

// value is the plaintext encrypted: as good as any, as its length makes no difference.
var value = big.NewInt(0xdeadbeef)

// run runs one command; the page takes its time.
func (b *bench) run(command string, args []js.Value) (string, error) {
	switch command {
	case "open":
		return b.open(args[0].String(), args[1].String())
	case "tables":
		return b.tables(args[0].Int())
	case "form":
		return b.form()
	case "gather":
		return "", b.gather(args[0].Int())
	}
	job, ok := map[string]func(count int) (*phe.Ciphertext, error){
		"check-key":      b.checkKey,
		"check-proof":    b.checkProof,
		"check-proof-go": func(int) (*phe.Ciphertext, error) { return nil, b.key.CheckNonceProof(b.proof) },
		"nth-power":      func(int) (*phe.Ciphertext, error) { return nil, nthPower(b.kernel) },
		"nth-power-big":  func(int) (*phe.Ciphertext, error) { return nil, nthPower(b.bigint) },
		"calibrate":      func(int) (*phe.Ciphertext, error) { jskernel.Calibrate(b.key); return nil, nil },
		"encrypt":        b.encrypt,
		"fill-fresh":     func(n int) (*phe.Ciphertext, error) { return nil, b.enc.Precompute(context.Background(), n, 0) },
		"fill-full":      func(n int) (*phe.Ciphertext, error) { return nil, b.enc.Precompute(context.Background(), 0, n) },
		"drop-full":      func(n int) (*phe.Ciphertext, error) { b.enc.ExportObfuscators(0, n); return nil, nil },
		"evaluate":       b.evaluate,
		"noise":          noise,
		"mask":           b.mask,
	}[command]
	if !ok {
		return "", fmt.Errorf("unknown command %q", command)
	}
	c, err := job(args[0].Int())
	if c == nil || err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(c.Bytes()), nil
}

// open takes a key and its proof and answers with the kernel's name.
func (b *bench) open(n, proof string) (string, error) {
	raw, err := base64.StdEncoding.DecodeString(n)
	if err != nil {
		return "", err
	}
	if b.key, err = phe.ParsePublicKey(raw); err != nil {
		return "", err
	}
	if raw, err = base64.StdEncoding.DecodeString(proof); err != nil {
		return "", err
	}
	if b.proof, err = phe.ParseNonceProof(b.key, raw); err != nil {
		return "", err
	}
	var name string
	b.kernel, name = jskernel.Calibrate(b.key)
	b.bigint, err = jskernel.New(b.key, jskernel.BigInt)
	return name, err
}

// nthPower raises a number to n.
func nthPower(k phe.Kernel) error {
	_, err := k.NthPower(value)
	return err
}

func (b *bench) checkKey(int) (*phe.Ciphertext, error) {
	_, err := phe.ParsePublicKey(b.key.Bytes())
	return nil, err
}

func (b *bench) checkProof(int) (*phe.Ciphertext, error) {
	return nil, b.key.CheckNonceProofWith(b.kernel, b.proof)
}

// tables makes an encryptor for a job and answers with the bytes of its tables.
func (b *bench) tables(job int) (string, error) {
	var err error
	if b.enc, err = phe.NewEncryptor(b.key, b.kernel, phe.EncryptorOptions{Encryptions: job}); err != nil {
		return "", err
	}
	if _, err := b.enc.Encrypt(value); err != nil {
		return "", err
	}
	return fmt.Sprint(b.enc.TableBytes()), nil
}

func (b *bench) encrypt(count int) (c *phe.Ciphertext, err error) {
	for range count {
		if c, err = b.enc.Encrypt(value); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// noise draws noise for an update of count values, with a deviation like that of a real one.
func noise(count int) (*phe.Ciphertext, error) {
	s, err := dp.NewSampler(new(big.Int).Lsh(big.NewInt(3), 50))
	if err != nil {
		return nil, err
	}
	for range count {
		if _, err := s.Draw(); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// form draws linear forms and answers with the bases and the first output's scalars, for the peer.
func (b *bench) form() (string, error) {
	var err error
	if b.forms, err = forms.New(b.enc); err != nil {
		return "", err
	}
	out := struct {
		Bases   []string `json:"bases"`
		Scalars []string `json:"scalars"`
	}{}
	for j, c := range b.forms.Bases {
		out.Bases = append(out.Bases, base64.StdEncoding.EncodeToString(c.Bytes()))
		out.Scalars = append(out.Scalars, b.forms.Rows[0][j].String())
	}
	text, err := json.Marshal(out)
	return string(text), err
}

// evaluate computes all outputs and answers with the first ciphertext.
func (b *bench) evaluate(int) (*phe.Ciphertext, error) {
	out, err := b.forms.Evaluate()
	if err != nil {
		return nil, err
	}
	return out[0], nil
}
