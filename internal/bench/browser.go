package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/internal/bench/forms"
	"github.com/blindfit/blindfit/web/browser"
)

const npm = "npm paillier-bigint"

// browserChapter measures one worker of a Chromium, Blindfit's module with its kernel against paillier-bigint in the
// same worker. Every ciphertext kind is decrypted here once, so that nothing is measured that does not work.
func browserChapter(ctx context.Context, s settings, r *report) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Minute)
	defer cancel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: http.FileServer(http.Dir(s.assets)), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	defer server.Close()
	b, err := browser.Launch(ctx, browser.Options{})
	if err != nil {
		return err
	}
	page, err := b.NewOwner(ctx)
	if err != nil {
		return errors.Join(err, b.Close())
	}
	if err = page.Navigate(ctx, "http://"+listener.Addr().String()+"/"); err == nil {
		err = browserRows(ctx, s, r, page)
	}
	page.Close()
	return errors.Join(err, b.Close())
}

func browserRows(ctx context.Context, s settings, r *report, page *browser.Page) error {
	if err := browserNoise(s, r, &worker{ctx: ctx, page: page}); err != nil {
		return err
	}
	for _, bits := range lengths {
		w := &worker{ctx: ctx, page: page}
		for _, part := range []func(settings, *report, *worker, int) error{browserKey, browserEncrypt, browserForm, browserMask} {
			if err := part(s, r, w, bits); err != nil {
				return fmt.Errorf("%d bits: %w", bits, err)
			}
		}
	}
	return nil
}

// worker calls commands of the page's worker.
type worker struct {
	ctx  context.Context
	page *browser.Page
}

// answer is the result of a command, and the time it took in milliseconds.
type answer struct {
	MS   float64 `json:"ms"`
	Text string  `json:"text"`
}

func (w *worker) call(command string, args ...any) (answer, error) {
	b, err := json.Marshal(append([]any{command}, args...))
	if err != nil {
		return answer{}, err
	}
	return browser.Evaluate[answer](w.ctx, w.page, fmt.Sprintf("bench(...%s)", b))
}

// side returns a side that runs a command count times.
func (w *worker) side(count int, command string) side {
	return func() (float64, error) {
		a, err := w.call(command, count)
		return a.MS / float64(count), err
	}
}

// ciphertext runs a command once and reads the ciphertext it made.
func (w *worker) ciphertext(key *phe.PublicKey, command string, args ...any) (*phe.Ciphertext, error) {
	a, err := w.call(command, append([]any{1}, args...)...)
	if err != nil {
		return nil, err
	}
	raw, err := base64.StdEncoding.DecodeString(a.Text)
	if err != nil {
		return nil, err
	}
	return key.ParseCiphertext(raw)
}

// browserNoise measures the noise of differential privacy, a draw for each value of an update.
func browserNoise(s settings, r *report, w *worker) error {
	const values = 100_000
	got, err := inTurns(w.ctx, max(1, s.samples/2), func() (float64, error) {
		a, err := w.call("noise", values)
		return a.MS, err
	})
	if err != nil {
		return err
	}
	r.alone(fmt.Sprintf("browser: draw exact discrete Gaussian noise for %d values", values), got[0], "ms", 0)
	return nil
}

// browserKey opens the key on both sides and measures the checks an owner's page makes once.
func browserKey(s settings, r *report, w *worker, bits int) error {
	key := s.keys[bits]
	proof, err := key.NonceProof()
	if err != nil {
		return err
	}
	opened, err := w.call("open", encode(key.Public().Bytes()), encode(proof.Bytes(key.Public())))
	if err != nil {
		return err
	}
	got, err := inTurns(w.ctx, max(1, s.samples/2), w.side(1, "check-key"), w.side(1, "check-proof"), w.side(1, "check-proof-go"), w.side(1, "calibrate"), w.side(1, "nth-power"), w.side(1, "nth-power-big"))
	if err != nil {
		return err
	}
	name := func(what string) string { return fmt.Sprintf("browser %d: %s", bits, what) }
	r.alone(name("check a public key"), got[0], "ms", 0)
	r.against(name("check its nonce proof, kernel "+opened.Text), got[1], got[2], "Go in WebAssembly", "ms", 0)
	r.alone(name("calibrate the kernel"), got[3], "ms", 0)
	r.against(name("r^n, kernel "+opened.Text), got[4], got[5], "kernel bigint", "ms", target(bits, 3))
	return nil
}

func browserEncrypt(s settings, r *report, w *worker, bits int) error {
	key := s.keys[bits]
	slots, err := packing(bits)
	if err != nil {
		return err
	}
	name := func(what string) string { return fmt.Sprintf("browser %d: %s", bits, what) }
	for _, job := range append(jobs[:len(jobs):len(jobs)], slots.Ciphertexts()) {
		built, err := w.call("tables", job)
		if err != nil {
			return err
		}
		if job == slots.Ciphertexts() {
			break // kept for the measurements that follow
		}
		var bytes float64
		if _, err := fmt.Sscan(built.Text, &bytes); err != nil {
			return err
		}
		r.alone(name(fmt.Sprintf("build tables for %d ciphertexts", job)), built.MS, "ms", 0)
		r.alone(name(fmt.Sprintf("memory of tables for %d ciphertexts", job)), bytes/1e6, "MB", 0)
	}
	for _, command := range []string{"encrypt", "peer-encrypt"} {
		c, err := w.ciphertext(key.Public(), command)
		if err != nil {
			return fmt.Errorf("%s: %w", command, err)
		}
		if err := opens(key, c, someValue); err != nil {
			return fmt.Errorf("%s: %w", command, err)
		}
	}
	const pooled = 16
	got, err := inTurns(w.ctx, s.samples,
		w.side(8, "encrypt"), w.side(1, "peer-encrypt"),
		w.side(pooled, "fill-fresh"), w.side(pooled, "encrypt"), // from the pool
		w.side(1, "fill-full"), w.side(1, "drop-full"),
	)
	if err != nil {
		return err
	}
	r.against(name(fmt.Sprintf("encrypt one value, one thread, %d a ciphertext for %d owners", slots.ValuesPerCiphertext(), updateOwners)),
		got[0]/float64(slots.ValuesPerCiphertext()), got[1], npm, "ms", target(bits, 10_000))
	r.against(name("encrypt one ciphertext, one thread"), got[0], got[1], npm, "ms", target(bits, 120))
	r.alone(name("encrypt one ciphertext, obfuscator ready"), got[3], "ms", target(bits, 1))
	r.alone(name("make one obfuscator hs^r for the pool"), got[2], "ms", 0)
	r.alone(name("make one obfuscator r^n for the pool"), got[4], "ms", 0)
	return nil
}

func browserForm(s settings, r *report, w *worker, bits int) error {
	if _, err := w.call("form"); err != nil {
		return err
	}
	key := s.keys[bits]
	ours, err := w.ciphertext(key.Public(), "evaluate")
	if err != nil {
		return err
	}
	theirs, err := w.ciphertext(key.Public(), "peer-output")
	if err != nil {
		return err
	}
	// The first output is the lowest slot of the first ciphertext.
	packed, err := key.Decrypt(ours)
	if err != nil {
		return err
	}
	slot := new(big.Int).Lsh(big.NewInt(1), forms.SlotBits)
	if err := opens(key, theirs, packed.Mod(packed, slot)); err != nil {
		return fmt.Errorf("linear forms: %w", err)
	}
	got, err := inTurns(w.ctx, max(1, s.samples/3), w.side(1, "evaluate"), w.side(1, "peer-output"))
	if err != nil {
		return err
	}
	r.against(fmt.Sprintf("browser %d: linear form 100 × 100, 44-bit scalars, r^n included", bits),
		got[0], got[1]*forms.Size, npm+", separate exponentiations", "ms", target(bits, 25))
	return nil
}

func encode(b []byte) string { return base64.StdEncoding.EncodeToString(b) }
