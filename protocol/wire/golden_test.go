package wire

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the golden file anew; a change needs its reason in the commit")

// signer is an Ed25519 key made from a name.
type signer struct{ key ed25519.PrivateKey }

func newSigner(name string) signer {
	seed := sha256.Sum256([]byte(name))
	return signer{ed25519.NewKeyFromSeed(seed[:])}
}

func (s signer) Identity() Identity     { return Identity(s.key.Public().(ed25519.PublicKey)) }
func (s signer) Sign(msg []byte) []byte { return ed25519.Sign(s.key, msg) }

func digest(name string) Digest { return sha256.Sum256([]byte(name)) }

// samples holds one message of every kind, with every field set and text that JSON could spell in two ways.
func samples(t testing.TB) []*Signed {
	t.Helper()
	mo, owner := newSigner("model owner"), newSigner("owner")
	training, ref := TrainingID(digest("training")), Ref{Round: 7, Attempt: 2}
	entry := func(n int) LogEntry { return LogEntry{Training: training, Sequence: n, Previous: digest("previous")} }
	var out []*Signed
	add := func(by signer, kind Kind, body any) {
		s, err := Seal(kind, body, by)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	add(mo, KindManifest, Manifest{Version: Version, ModelOwner: mo.Identity(), Nonce: digest("nonce"), Key: KeyInfo{Modulus: []byte{0x80, 1}, NonceProof: []byte{2, 3}},
		Rounds: []RoundShape{
			{Kind: RoundStatistics, Most: 1, Values: 4, SlotBits: 90, Ciphertexts: 1},
			{Kind: RoundGradient, Most: 49, Weights: 11, Values: 13, SlotBits: 120, Ciphertexts: 1},
		}, Cohort: Cohort{Min: 3, Max: 64, Start: 3, JoinSeconds: 604800},
		Limits: Limits{Rounds: 50, KeysSeconds: 60, UploadSeconds: 600}, Weights: "encrypted", Training: []byte("<sealed> & more")})
	add(mo, KindManifest, Manifest{Version: Version, ModelOwner: mo.Identity(), Nonce: digest("nonce"), Key: KeyInfo{Modulus: []byte{0x80, 1}, NonceProof: []byte{2, 3}},
		Rounds: []RoundShape{{Kind: RoundOneRound, Most: 1, Values: 13, SlotBits: 120, Ciphertexts: 1}}, Cohort: Cohort{Min: 10, Max: 1 << 20, Start: 10, JoinSeconds: 604800},
		Limits: Limits{Rounds: 1, KeysSeconds: 60, UploadSeconds: 600}, Weights: "encrypted", Noise: true, Training: []byte("sealed"),
		Trustees: &Trustees{Keys: []Trustee{{Identity: newSigner("trustee").Identity(), Envelope: digest("envelope"), Box: make([]byte, TrusteeBoxSize)}}, Batch: 10}})
	add(owner, KindEnrolment, Enrolment{Training: training, EnvelopeKey: []byte{9, 8}, KEMKey: []byte{4, 3}, Tag: []byte{6, 5}, Invite: InviteID{1, 2}, MAC: []byte{7}})
	add(mo, KindRoster, Roster{LogEntry: entry(1), Members: []Member{{Identity: owner.Identity(), Enrolment: digest("enrolment")}}})
	oldest := digest("oldest")
	add(owner, KindStatement, Statement{Training: training, Roster: digest("roster"), Claim: Claim{Word: First}})
	add(owner, KindStatement, Statement{Training: training, Roster: digest("roster"), Claim: Claim{Word: Same, Oldest: &oldest, Covers: []Reference{digest("cover")},
		Before: []Before{{Training: digest("before")}, {Training: digest("changed"), Changed: true}}, Sides: true}})
	add(mo, KindStart, Start{LogEntry: entry(2), Roster: digest("roster"), Statements: []Digest{digest("statement"), {}}})
	add(mo, KindRevoke, Revoke{LogEntry: entry(3), Identity: owner.Identity()})
	add(mo, KindOpen, Open{LogEntry: entry(2), Ref: ref, Kind: RoundGradient, Roster: digest("roster"), Weights: digest("weights"), Blob: digest("blob")})
	add(owner, KindKeys, Keys{Training: training, Ref: ref, Open: digest("open"), MaskKey: digest("mask key"), Encapsulations: digest("encapsulations")})
	add(mo, KindKeys, Keys{Training: training, Ref: ref, Open: digest("open"), MaskKey: digest("other mask key")})
	seed := digest("commitment")
	add(owner, KindUpload, Upload{Training: training, Ref: ref, List: digest("list"), Key: digest("key"), Count: 2, Ciphertexts: digest("ciphertexts")})
	add(owner, KindUpload, Upload{Training: training, Ref: ref, List: digest("list"), Key: digest("key"), Count: 2, Ciphertexts: digest("ciphertexts"), Seed: &seed})
	add(owner, KindReveal, Reveal{Training: training, Ref: ref, List: digest("list"), Seed: digest("seed")})
	add(mo, KindAccept, Accept{LogEntry: entry(3), Ref: ref, Aggregate: digest("aggregate"), Uploads: digest("root")})
	add(mo, KindReject, Reject{LogEntry: entry(4), Ref: ref, Code: CodeRoundRejected})
	add(mo, KindDone, Done{LogEntry: entry(5), Rounds: 7, Reason: "finished"})
	add(mo, KindLobby, Lobby{Training: training, Number: 2, Seats: []Seat{{Identity: owner.Identity(), Invite: InviteID{1, 2}, Standing: StandingAdmitted}}, Revoked: []InviteID{{3, 4}}})
	trustee := newSigner("trustee")
	add(trustee, KindTrusteeAccept, TrusteeAccept{Training: training, File: digest("file"), KEMKey: []byte{1, 2}, Min: 10, Ledger: Head{Length: 2, Digest: digest("line")}})
	add(owner, KindContribution, Contribution{Training: training, Sequence: 2, Accepts: digest("accepts"), Key: digest("key"), Count: 3,
		Encapsulations: digest("encapsulations"), Tags: digest("tags"), Ciphertexts: digest("ciphertexts"), Invite: InviteID{1, 2}, MAC: []byte{7}})
	add(owner, KindWithdrawal, Withdrawal{Training: training, Sequence: 3})
	add(mo, KindInvites, Invites{Training: training, Number: 2, Count: 3, Rules: digest("rules"), Address: "2.abc"})
	add(mo, KindPublication, Publication{Training: training, Content: digest("content")})
	add(mo, KindFreeze, Freeze{LogEntry: entry(1), Number: 1})
	add(mo, KindClosing, Closing{LogEntry: entry(2), Number: 1, Count: 30, Contributions: digest("contributions")})
	add(trustee, KindStrikes, Strikes{Training: training, Closing: digest("closing"), Struck: Subset{1, 0}})
	add(mo, KindClose, Close{LogEntry: entry(3), Closing: digest("closing"), Strikes: []Digest{digest("strikes")}, Cells: []Cell{{Count: 10, Root: digest("root")}}, Blob: digest("blob")})
	add(trustee, KindRelease, Release{Training: training, Close: digest("close"), Vectors: digest("vectors"), Ledger: Head{Length: 3, Digest: digest("line")}})
	add(owner, KindRequest, Request{Method: "GET", Target: "/v1/trainings/x/log?from=1&a=<b>", TimeMS: 1234567890123})
	add(owner, KindHello, Hello{Training: training, TimeMS: 1234567890123})
	return out
}

// sample is the first of the samples that is of a kind.
func sample(t testing.TB, kind Kind) *Signed {
	t.Helper()
	for _, s := range samples(t) {
		if s.Kind == kind {
			return s
		}
	}
	t.Fatalf("there is no sample of kind %s", kind)
	return nil
}

// TestGolden: the bytes of every message, of a frame and of the derived digests are those of the file. A
// client of another release, or in another language, depends on each of them.
func TestGolden(t *testing.T) {
	var b bytes.Buffer
	all := samples(t)
	for _, s := range all {
		raw, err := Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "# %s\n%s\n%s\ndigest %s\n", s.Kind, s.Body, raw, s.Digest())
	}
	frame, err := AppendFrame(nil, sample(t, KindUpload), []byte("ciphertexts"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&b, "# frame\n%s\n", hex.EncodeToString(frame))
	entries := []ListEntry{{Identity{1}, digest("mask key"), digest("encapsulations")}, {Identity{2}, digest("other mask key"), Digest{}}}
	fmt.Fprintf(&b, "# list digest of two owners\n%s\n", ListDigest(TrainingID(digest("training")), Ref{7, 2}, digest("open"), entries))
	var leaves []Digest
	for n := range 6 {
		fmt.Fprintf(&b, "# root over %d uploads\n%s\n", n, MerkleRoot(leaves))
		leaves = append(leaves, UploadLeaf(all[n]))
	}
	fmt.Fprintf(&b, "# root over a blob of three parts\n%s\n", BlobRoot([]byte("abcdefgh"), 3))
	auth, err := EncodeAuth(all[12])
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&b, "# header of a signed request\n%s\n", auth)
	for _, v := range []any{
		State{Training: TrainingID(digest("training")), Version: 1700000000001, Phase: PhaseUpload, Ref: Ref{7, 2}, RemainingMS: 5, Log: Head{2, digest("head")},
			Enrolled: 12, Members: 9, Present: 10, Here: Subset{0xfe, 1}, Awaited: Subset{2, 1},
			LastAbort: &AbortState{Ref: Ref{7, 1}, Phase: PhaseUpload, Code: CodeMissing, Missing: Subset{1, 0}}},
		Rejectf(CodeCiphertext, "ciphertext %d: must be a unit", 3), Log{Entries: []Signed{}}, List{Messages: []Signed{}},
		Created{TrainingID(digest("training"))}, Server{"blindfit facilitator", Version, "v1", 5},
	} {
		raw, err := Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "# %T\n%s\n", v, raw)
	}
	const name = "testdata/golden.txt"
	if *update {
		if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	got, lines := bytes.Split(b.Bytes(), []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(got), len(lines)) {
		if !bytes.Equal(got[i], lines[i]) {
			t.Fatalf("line %d of %s differs:\ngot  %s\nwant %s", i+1, name, got[i], lines[i])
		}
	}
	if len(got) != len(lines) {
		t.Errorf("%d lines, want %d", len(got), len(lines))
	}
}

// TestRoundTrips: every sample comes back from its own bytes, and its body as its own type only.
func TestRoundTrips(t *testing.T) {
	for _, s := range samples(t) {
		raw, err := Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Parse[Signed](raw)
		if err != nil {
			t.Fatalf("%s: %v", s.Kind, err)
		}
		if err := back.Verify(); err != nil || back.Digest() != s.Digest() {
			t.Errorf("%s: came back changed (%v)", s.Kind, err)
		}
		for kind, parse := range bodies {
			if err := parse(s.Body); (err == nil) != (kind == s.Kind) {
				t.Errorf("a body of kind %s parsed as %s: %v", s.Kind, kind, err)
			}
		}
	}
}

// bodies parse a body as the type of a kind.
var bodies = map[Kind]func([]byte) error{
	KindManifest: body[Manifest], KindEnrolment: body[Enrolment], KindRoster: body[Roster],
	KindStatement: body[Statement], KindStart: body[Start], KindRevoke: body[Revoke], KindOpen: body[Open], KindKeys: body[Keys],
	KindUpload: body[Upload], KindReveal: body[Reveal], KindAccept: body[Accept],
	KindReject: body[Reject], KindDone: body[Done], KindLobby: body[Lobby], KindRequest: body[Request], KindHello: body[Hello],
}

func body[T any](b []byte) error {
	_, err := Parse[T](b)
	return err
}
