package swarm

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"sync"
	"time"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Audience is a training to measure the facilitator alone, with as many owners as one machine can connect. Its owners
// have no rows, secrets or masks: their messages pass the facilitator's checks, but the sums mean nothing. All owners
// must upload in every attempt.
type Audience struct {
	ID     wire.TrainingID
	Owners []*identity.Key // in identity order; all of them members

	url     string
	keys    *modelowner.Keys
	public  *phe.PublicKey
	client  *client.Client // the model owner's
	shape   wire.RoundShape
	weights []byte
	blob    []byte // of every upload
	kem     []byte // of every enrolment
	log     log.Position
	ref     wire.Ref
	list    wire.Digest
}

// phaseTime is how long the phases of an audience's attempts may take: they end when all have sent.
const phaseTime = 12 * time.Hour

// senders is how many owners of an audience send at the same time.
const senders = 16

// NewAudience creates a training of n owners at a facilitator, from 3 to wire.MaxOwners, with columns many weights,
// enrols the owners and admits them. kind is the kind of its rounds: uploads of wire.RoundGradient hold two numbers
// more than there are columns, those of wire.RoundOneRound about half the square of the columns. The model owner keeps
// its folder below dir; the training's key has that many bits.
func NewAudience(ctx context.Context, url, dir string, keys *modelowner.Keys, bits, n, columns int, kind wire.RoundKind) (*Audience, error) {
	c := &Config{Rounds: 1000, Columns: columns, KeyBits: bits, OneRound: kind == wire.RoundOneRound}
	file, err := c.trainingFile(n, n)
	if err != nil {
		return nil, err
	}
	t, err := modelowner.Create(ctx, dir, keys, file, url, modelowner.CreateOptions{KeysTimeout: phaseTime, UploadTimeout: phaseTime})
	if err != nil {
		return nil, err
	}
	a := &Audience{ID: t.ID, url: url, keys: keys, ref: wire.Ref{Round: 1}}
	if a.public, err = t.PublicKey(); err != nil {
		return nil, err
	}
	if a.client, err = client.New(url, keys.Identity); err != nil {
		return nil, err
	}
	var ok bool
	if a.shape, ok = t.Manifest.Round(kind); !ok {
		return nil, fmt.Errorf("the training has no rounds of kind %q", kind)
	}
	signed, err := a.client.Manifest(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	a.log = log.Start(t.Manifest, signed)
	kem, err := mask.NewKEMKey()
	if err != nil {
		return nil, err
	}
	a.kem = kem.Public()
	if err := a.encrypt(); err != nil {
		return nil, err
	}
	for range n {
		k, err := identity.NewKey()
		if err != nil {
			return nil, err
		}
		a.Owners = append(a.Owners, k)
	}
	slices.SortFunc(a.Owners, func(x, y *identity.Key) int { return x.Identity().Compare(y.Identity()) })
	return a, a.admit(ctx)
}

// encrypt makes the ciphertexts of open messages and uploads, all of them the same one.
func (a *Audience) encrypt() error {
	public := a.public
	enc, err := phe.NewEncryptor(public, nil, phe.EncryptorOptions{})
	if err != nil {
		return err
	}
	c, err := enc.Encrypt(big.NewInt(1))
	if err != nil {
		return err
	}
	repeat := func(n int) []byte { return public.AppendVector(nil, slices.Repeat([]*phe.Ciphertext{c}, n)) }
	a.weights, a.blob = append([]byte{}, repeat(a.shape.Weights)...), repeat(a.shape.Ciphertexts)
	return nil
}

// admit enrols every owner, signs the roster and starts the training.
func (a *Audience) admit(ctx context.Context) error {
	members := make([]wire.Member, len(a.Owners))
	err := a.each(func(i int, c *client.Client) error {
		e := wire.Enrolment{Training: a.ID, EnvelopeKey: make([]byte, 1216), KEMKey: a.kem, Tag: make([]byte, identity.TagSize), MAC: make([]byte, 32)}
		rand.Read(e.Tag)
		s, err := wire.Seal(wire.KindEnrolment, e, a.Owners[i])
		if err != nil {
			return err
		}
		members[i] = wire.Member{Identity: s.Signer, Enrolment: s.Digest()}
		return c.Enrol(ctx, a.ID, s)
	})
	if err != nil {
		return fmt.Errorf("failed to enrol: %w", err)
	}
	if err := a.append(ctx, wire.KindRoster, wire.Roster{LogEntry: a.log.Next(), Members: members}, nil); err != nil {
		return err
	}
	start := wire.Start{Roster: a.log.RosterDigest, Statements: make([]wire.Digest, len(members))}
	err = a.each(func(i int, c *client.Client) error {
		s, err := wire.Seal(wire.KindStatement, wire.Statement{Training: a.ID, Roster: a.log.RosterDigest, Claim: wire.Claim{Word: wire.First}}, a.Owners[i])
		if err != nil {
			return err
		}
		start.Statements[i] = s.Digest()
		return c.PutStatement(ctx, a.ID, s)
	})
	if err != nil {
		return fmt.Errorf("failed to state rows: %w", err)
	}
	start.LogEntry = a.log.Next()
	return a.append(ctx, wire.KindStart, start, nil)
}

// append signs and posts the next log entry.
func (a *Audience) append(ctx context.Context, kind wire.Kind, body any, blob []byte) error {
	s, err := wire.Seal(kind, body, a.keys.Identity)
	if err != nil {
		return err
	}
	if err := a.client.Append(ctx, a.ID, s, blob); err != nil {
		return fmt.Errorf("failed to post %s: %w", kind, err)
	}
	e, err := log.Parse(s)
	if err != nil {
		return err
	}
	a.log, err = a.log.Follow(e)
	return err
}

// Open opens the next attempt at round 1 and returns it.
func (a *Audience) Open(ctx context.Context) (wire.Ref, error) {
	a.ref.Attempt++
	digest := wire.DigestOf(a.weights)
	err := a.append(ctx, wire.KindOpen, wire.Open{LogEntry: a.log.Next(), Ref: a.ref, Kind: a.shape.Kind, Roster: a.log.RosterDigest,
		Weights: digest, Blob: digest}, a.weights)
	return a.ref, err
}

// Abort ends the attempt before its uploads: an owner sends that it leaves.
func (a *Audience) Abort(ctx context.Context) error {
	c, err := a.dial(0)
	if err != nil {
		return err
	}
	return c.Leave(ctx, a.ID)
}

// SendKeys has every owner send its keys, after which uploads are taken.
func (a *Audience) SendKeys(ctx context.Context) error {
	all := make([]wire.Signed, len(a.Owners))
	err := a.each(func(i int, c *client.Client) error {
		blob := make([]byte, wire.EncapsulationBytes(i, len(a.Owners)))
		rand.Read(blob)
		k := wire.Keys{Training: a.ID, Ref: a.ref, Open: a.log.OpenDigest, Encapsulations: wire.BlobRoot(blob, wire.EncapsulationSize)}
		rand.Read(k.MaskKey[:])
		s, err := wire.Seal(wire.KindKeys, k, a.Owners[i])
		if err != nil {
			return err
		}
		all[i] = *s
		return c.PutKeys(ctx, a.ID, a.ref, s, blob)
	})
	if err != nil {
		return err
	}
	l, err := attempt.TermsOf(a.log, a.public).NewList(all)
	if err != nil {
		return err
	}
	a.list = l.Digest
	return nil
}

func (a *Audience) upload(ctx context.Context, i int, c *client.Client) error {
	s, err := wire.Seal(wire.KindUpload, wire.Upload{Training: a.ID, Ref: a.ref, List: a.list, Count: a.shape.Ciphertexts,
		Key: wire.Digest(a.public.Fingerprint()), Ciphertexts: wire.BlobRoot(a.blob, a.public.CiphertextSize())}, a.Owners[i])
	if err != nil {
		return err
	}
	return c.PutUpload(ctx, a.ID, a.ref, s, a.blob)
}

// UploadBytes is the size of one upload's ciphertexts.
func (a *Audience) UploadBytes() int { return len(a.blob) }

// State reads the training's state as its model owner does.
func (a *Audience) State(ctx context.Context) (*wire.State, error) {
	return a.client.State(ctx, a.ID, -1, 0)
}

// dial makes the client of owner number i.
func (a *Audience) dial(i int, opts ...client.Option) (*client.Client, error) {
	return client.New(a.url, a.Owners[i], opts...)
}

// UploadBut has every owner but the last left many upload.
func (a *Audience) UploadBut(ctx context.Context, left int) error {
	return a.each(func(i int, c *client.Client) error {
		if i >= len(a.Owners)-left {
			return nil
		}
		return a.upload(ctx, i, c)
	})
}

// each calls f for every owner, some at a time.
func (a *Audience) each(f func(i int, c *client.Client) error) error {
	var wait sync.WaitGroup
	errs := make([]error, senders)
	for s := range senders {
		wait.Go(func() {
			for i := s; i < len(a.Owners) && errs[s] == nil; i += senders {
				c, err := a.dial(i)
				if err == nil {
					err = f(i, c)
				}
				errs[s] = err
			}
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}
