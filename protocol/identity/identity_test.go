package identity

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/wire"
)

func testLink() Link {
	return Link{
		Facilitator: "https://facilitator.example:8443/blind",
		Training:    wire.TrainingID{1, 2, 3},
		Key:         secret.New([32]byte{4, 5, 6}),
		Secret:      Secret{secret.New([32]byte{7, 8, 9})},
	}
}

func TestLinkRoundTrip(t *testing.T) {
	want := testLink()
	got, err := ParseLink("  " + want.URL() + "\n")
	if err != nil {
		t.Fatal(err)
	}
	if got.URL() != want.URL() || got.Key.Reveal() != want.Key.Reveal() || got.Secret.Reveal() != want.Secret.Reveal() {
		t.Error("link changed on its way through URL and ParseLink")
	}
}

// The fragment is on paper, in mails and in other programs: its form must not move.
func TestLinkGolden(t *testing.T) {
	const want = "https://facilitator.example:8443/blind/join#2." +
		"AQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEBQYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAcICQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAtbNjqA"
	if got := testLink().URL(); got != want {
		t.Errorf("link is %s, want %s", got, want)
	}
}

func TestLinksThatAreRefused(t *testing.T) {
	good := testLink().URL()
	base, fragment, _ := strings.Cut(good, "#")
	altered := []byte(fragment)
	altered[50] ^= 1
	for name, link := range map[string]string{
		"empty":                 "",
		"no fragment":           base,
		"empty fragment":        base + "#",
		"other version":         base + "#1." + fragment[2:],
		"cut by one":            good[:len(good)-1],
		"one too many":          good + "A",
		"one character altered": base + "#" + string(altered),
		"not base64":            base + "#2." + strings.Repeat("!", len(fragment)-2),
		"no scheme":             "facilitator.example/join#" + fragment,
		"javascript":            "javascript:alert(1)#" + fragment,
		"file":                  "file:///join#" + fragment,
		"password":              "https://me:secret@facilitator.example/join#" + fragment,
		"no host":               "https:///join#" + fragment,
	} {
		_, err := ParseLink(link)
		if err == nil {
			t.Errorf("%s: accepted", name)
			continue
		}
		if strings.Contains(err.Error(), fragment[10:30]) {
			t.Errorf("%s: the error repeats the secret part", name)
		}
	}
}

func FuzzParseLink(f *testing.F) {
	f.Add(testLink().URL())
	f.Add("https://a/join#2.")
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLink(s)
		if err != nil {
			return
		}
		again, err := ParseLink(l.URL())
		if err != nil || again.URL() != l.URL() {
			t.Errorf("an accepted link does not survive its own URL: %v", err)
		}
	})
}

func TestEnrolment(t *testing.T) {
	l := testLink()
	l.Secret = NewSecret()
	key, _ := NewKey()
	signed, err := Enrol(l, key, []byte("envelope key"), []byte("kem key"), []byte("tag"))
	if err != nil {
		t.Fatal(err)
	}
	know := func(id wire.InviteID) (Secret, bool) { return l.Secret, id == l.Secret.InviteID() }
	e, err := wire.Unseal[wire.Enrolment](signed, wire.KindEnrolment)
	if err != nil {
		t.Fatal(err)
	}
	if err := CheckInvite(&e, key.Identity(), know); err != nil {
		t.Fatal(err)
	}
	// Whoever saw an enrolment, for example the facilitator, cannot reuse its MAC for a different one.
	for name, change := range map[string]func(*wire.Enrolment){
		"training":     func(e *wire.Enrolment) { e.Training[0]++ },
		"envelope key": func(e *wire.Enrolment) { e.EnvelopeKey = []byte("another key") },
		"KEM key":      func(e *wire.Enrolment) { e.KEMKey = []byte("another key") },
		"tag":          func(e *wire.Enrolment) { e.Tag = []byte("another tag") },
		"MAC":          func(e *wire.Enrolment) { e.MAC = append([]byte{e.MAC[0] ^ 1}, e.MAC[1:]...) },
	} {
		bent := e
		change(&bent)
		if err := CheckInvite(&bent, key.Identity(), know); !errors.Is(err, ErrNotInvited) {
			t.Errorf("an enrolment with a different %s: %v", name, err)
		}
	}
	thief, _ := NewKey()
	if err := CheckInvite(&e, thief.Identity(), know); !errors.Is(err, ErrNotInvited) {
		t.Errorf("an enrolment with a stolen MAC: %v", err)
	}
	none := func(wire.InviteID) (Secret, bool) { return Secret{}, false }
	if err := CheckInvite(&e, key.Identity(), none); !errors.Is(err, ErrUnknown) {
		t.Errorf("an enrolment under an unknown invite: %v", err)
	}
}

func TestSealedTrainingFile(t *testing.T) {
	k, nonce, file := NewTrainingKey(), wire.Digest{1}, []byte(`{"name":"x"}`)
	sealed, err := SealTraining(k, nonce, file)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := OpenTraining(k, nonce, sealed); err != nil || string(got) != string(file) {
		t.Fatalf("opened %q, %v", got, err)
	}
	altered := append([]byte{}, sealed...)
	altered[len(altered)-1] ^= 1
	for name, try := range map[string]func() ([]byte, error){
		"another key":      func() ([]byte, error) { return OpenTraining(NewTrainingKey(), nonce, sealed) },
		"another manifest": func() ([]byte, error) { return OpenTraining(k, wire.Digest{2}, sealed) },
		"altered":          func() ([]byte, error) { return OpenTraining(k, nonce, altered) },
		"cut":              func() ([]byte, error) { return OpenTraining(k, nonce, sealed[:10]) },
		"empty":            func() ([]byte, error) { return OpenTraining(k, nonce, nil) },
	} {
		if _, err := try(); !errors.Is(err, ErrTrainingKey) {
			t.Errorf("%s: got %v, want ErrTrainingKey", name, err)
		}
	}
}

// Spelling follows the examples of the proquint article: 127.0.0.1 is "lusab-babad".
func TestProquint(t *testing.T) {
	if got := proquint(0x7f00) + "-" + proquint(0x0001); got != "lusab-babad" {
		t.Errorf("127.0.0.1 is spelled %s", got)
	}
	if w := Words([32]byte{1}); strings.Count(w, "-") != WordCount-1 || len(w) != 6*WordCount-1 {
		t.Errorf("words are %q", w)
	}
}

func TestLinkFragmentLength(t *testing.T) {
	_, fragment, _ := strings.Cut(testLink().URL(), "#")
	if want := len(linkVersion) + base64.RawURLEncoding.EncodedLen(fragmentSize); len(fragment) != want {
		t.Errorf("fragment has %d characters, want %d", len(fragment), want)
	}
}
