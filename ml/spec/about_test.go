package spec_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

func withAbout(about string) []byte {
	return []byte(`{"about": ` + about + `, "features": [{"name": "a", "type": "continuous", "min": 0, "max": 1}],
"target": {"name": "y", "type": "continuous", "min": 0, "max": 1}}`)
}

func picture(size int) string {
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, size)...))
}

func TestAbout(t *testing.T) {
	f, err := spec.Parse(withAbout(`{"organisation": "University of X", "purpose": "To learn.\nMore.", "contact": "A. B., +41 31 000 00 00", "approval": "Ethics board",
"approval_number": "2026-17", "legal_basis": "Consent", "controller": "University of X", "retention": "5 years", "closing": "2027-03-01", "return": "The report",
"links": [{"text": "Study", "url": "https://example.org/study"}], "logo": "` + picture(100) + `", "consent": ["I may give these rows.", "I read the notice."]}`))
	if err != nil {
		t.Fatal(err)
	}
	again, err := spec.Parse(f.Canonical())
	if err != nil || !bytes.Equal(again.Canonical(), f.Canonical()) {
		t.Errorf("the canonical form is not read back: %v", err)
	}
	if len(f.About.Missing()) != 0 || len(f.Consent()) != 2 || f.About.Closing != "2027-03-01" {
		t.Errorf("about is %+v", f.About)
	}
	if got := (*spec.About)(nil).Missing(); len(got) < 4 {
		t.Errorf("a file without about lacks %v only", got)
	}
}

func TestAboutThatIsRefused(t *testing.T) {
	for about, path := range map[string]string{
		`{"organization": "X"}`: "about.organization", `{"organisation": ""}`: "about.organisation", `{"purpose": " X"}`: "about.purpose",
		`{"contact": "` + strings.Repeat("x", 2001) + `"}`: "about.contact", `{"organisation": "` + strings.Repeat("x", 201) + `"}`: "about.organisation",
		`{"purpose": "a\u202eb"}`: "about.purpose", `{"purpose": "a\u200bb"}`: "about.purpose", `{"closing": "March"}`: "about.closing",
		`{"links": [{"text": "x", "url": "javascript:alert(1)"}]}`:      "about.links[0].url",
		`{"links": [{"text": "x", "url": "https://user@example.org"}]}`: "about.links[0].url", `{"links": [{"url": "https://example.org"}]}`: "about.links[0].text",
		`{"logo": "logo.png"}`: "about.logo", `{"logo": "data:image/svg+xml;base64,PHN2Zz4="}`: "about.logo", `{"logo": "data:image/png;base64,PHN2Zz4="}`: "about.logo",
		`{"logo": "` + picture(30_001) + `"}`: "30 kB", `{"consent": [""]}`: "about.consent[0]", `{"consent": "yes"}`: "about.consent",
		`{"consent": [` + strings.Repeat(`"a",`, 10) + `"a"]}`: "about.consent", `[]`: "about",
	} {
		if _, err := spec.Parse(withAbout(about)); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%.60s: %v", about, err)
		}
	}
}

// The digest of the sentences tells neither sentences nor that two trainings ask for the same.
func TestConsentDigest(t *testing.T) {
	one, two := wire.Digest{1}, wire.Digest{2}
	yes := []string{"I may.", "I want."}
	if spec.ConsentDigest(one, nil) != nil {
		t.Error("no sentence has a digest")
	}
	base := *spec.ConsentDigest(one, yes)
	for name, other := range map[string]wire.Digest{
		"nonce": *spec.ConsentDigest(two, yes), "order": *spec.ConsentDigest(one, []string{yes[1], yes[0]}), "joined": *spec.ConsentDigest(one, []string{"I may.I want."}),
	} {
		if other == base {
			t.Errorf("the digest does not depend on the %s", name)
		}
	}
	if *spec.ConsentDigest(one, yes) != base {
		t.Error("the digest changes")
	}
}

func TestLogoOfAFile(t *testing.T) {
	f, err := spec.Parse(withAbout(`{"purpose": "x"}`))
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"svg": []byte("<svg>"), "empty": nil, "large": append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, spec.MaxLogo)...)} {
		f.About.Logo = ""
		if err := f.SetLogo(b); err == nil {
			t.Errorf("a logo that is %s was taken", name)
		}
	}
	if err := f.SetLogo([]byte("\xff\xd8\xff\xe0 jpeg")); err != nil || !strings.HasPrefix(f.About.Logo, "data:image/jpeg;base64,") {
		t.Errorf("%v: %.30s", err, f.About.Logo)
	}
}
