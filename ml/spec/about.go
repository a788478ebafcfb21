package spec

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/protocol/wire"
)

// About is a model owner's description of itself and of its training for the people it asks. It is not checked; the signature of
// the manifest covers it. Every field is text for people and may be empty.
type About struct {
	Organisation   string `json:"organisation,omitempty"`
	Purpose        string `json:"purpose,omitempty"`
	Contact        string `json:"contact,omitempty"`  // a person, with a telephone number or an address
	Approval       string `json:"approval,omitempty"` // the body that approved the project, such as a committee
	ApprovalNumber string `json:"approval_number,omitempty"`
	LegalBasis     string `json:"legal_basis,omitempty"`
	Controller     string `json:"controller,omitempty"` // the controller under the law
	Retention      string `json:"retention,omitempty"`  // how long results are kept
	Closing        string `json:"closing,omitempty"`    // last day to take part, like 2027-03-01
	Return         string `json:"return,omitempty"`     // the benefits for contributors
	Links          []Link `json:"links,omitempty"`      // at most maxLinks
	Logo           string `json:"logo,omitempty"`       // data URL of a picture of at most MaxLogo bytes
	// Consent are sentences that a data owner agrees to, one by one, before it takes part; at most maxConsent.
	Consent []string `json:"consent,omitempty"`
}

// Link is a page about a training.
type Link struct {
	Text string `json:"text"`
	URL  string `json:"url"` // https
}

// Bounds of the texts of About, in characters, and of its lists.
const (
	maxLine    = 200
	maxText    = 2000
	maxLinks   = 5
	maxConsent = 10
	// MaxLogo is the largest size of a logo, in bytes.
	MaxLogo = 30_000
)

// logos are the types of pictures that a logo may have, with the bytes that they begin with. SVG is not among them, as it is
// a document.
var logos = map[string]string{"image/png": "\x89PNG\r\n\x1a\n", "image/jpeg": "\xff\xd8\xff", "image/webp": "RIFF", "image/gif": "GIF8"}

// readAbout reads the section about; it returns nil if there is none.
func readAbout(v strictjson.Value) *About {
	if !v.Present() {
		return nil
	}
	v.Known("organisation", "purpose", "contact", "approval", "approval_number", "legal_basis", "controller", "retention",
		"closing", "return", "links", "logo", "consent")
	line := func(name string) string { return people(v.Field(name), maxLine) }
	text := func(name string) string { return people(v.Field(name), maxText) }
	a := &About{
		Organisation: line("organisation"), Purpose: text("purpose"), Contact: text("contact"), Approval: line("approval"),
		ApprovalNumber: line("approval_number"), LegalBasis: text("legal_basis"), Controller: text("controller"),
		Retention: text("retention"), Closing: v.Field("closing").String(""), Return: text("return"), Logo: v.Field("logo").String(""),
	}
	if _, err := time.Parse(time.DateOnly, a.Closing); v.Field("closing").Present() && err != nil {
		v.Field("closing").Fail("must be a day like 2027-03-01")
	}
	links := v.Field("links").List()
	if len(links) > maxLinks {
		v.Field("links").Fail("at most %d links are accepted", maxLinks)
	}
	for _, item := range links {
		item.Known("text", "url")
		l := Link{Text: people(required(item, "text"), maxLine), URL: required(item, "url").String("")}
		if u, err := url.Parse(l.URL); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || len(l.URL) > maxText {
			item.Field("url").Fail("must be an address that begins with https://")
		}
		a.Links = append(a.Links, l)
	}
	sentences := v.Field("consent").List()
	if len(sentences) > maxConsent {
		v.Field("consent").Fail("at most %d sentences are accepted", maxConsent)
	}
	for _, item := range sentences {
		a.Consent = append(a.Consent, people(item, maxText))
	}
	if rule := logoRule(a.Logo); v.Field("logo").Present() && rule != "" {
		v.Field("logo").Fail("%s", rule)
	}
	return a
}

// people reads a text for people of at most most characters. Invisible characters, among them those that turn the
// direction of the text after them, could make a sentence read otherwise than it is.
func people(v strictjson.Value, most int) string {
	s := v.String("")
	hidden := strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) })
	if v.Present() && (s == "" || s != strings.TrimSpace(s) || utf8.RuneCountInString(s) > most || hidden) {
		v.Fail("must be 1 to %d characters of text without invisible characters or spaces at its ends", most)
	}
	return s
}

// logoRule returns the rule that a logo breaks, or "".
func logoRule(logo string) string {
	kind, data, found := strings.Cut(strings.TrimPrefix(logo, "data:"), ";base64,")
	magic := logos[kind]
	if !found || magic == "" || !strings.HasPrefix(logo, "data:") {
		return `must be "data:image/png;base64,…", or jpeg, gif or webp; modelowner create --logo FILE puts it in`
	}
	b, err := base64.StdEncoding.Strict().DecodeString(data)
	switch {
	case err != nil:
		return "malformed base64"
	case len(b) > MaxLogo:
		return "the picture must have at most 30 kB"
	case !bytes.HasPrefix(b, []byte(magic)):
		return "the picture is not of the type that it says"
	}
	return ""
}

// SetLogo takes a picture in the place of the file's logo. The error names the rule that it breaks.
func (f *File) SetLogo(picture []byte) error {
	if f.About == nil {
		f.About = &About{}
	}
	for kind, magic := range logos {
		if bytes.HasPrefix(picture, []byte(magic)) {
			f.About.Logo = "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(picture)
		}
	}
	if rule := logoRule(f.About.Logo); rule != "" {
		return &strictjson.FieldError{Path: "about.logo", Rule: rule}
	}
	return nil
}

// Lines returns the texts that are not empty, each with its name in English; a may be nil.
func (a *About) Lines() (lines [][2]string) {
	if a == nil {
		return nil
	}
	for _, line := range [][2]string{
		{"organisation", a.Organisation}, {"purpose", a.Purpose}, {"contact", a.Contact}, {"approved by", a.Approval},
		{"approval number", a.ApprovalNumber}, {"legal basis", a.LegalBasis}, {"controller", a.Controller},
		{"results are kept", a.Retention}, {"last day to take part", a.Closing}, {"contributors get", a.Return},
	} {
		if line[1] != "" {
			lines = append(lines, line)
		}
	}
	for _, l := range a.Links {
		lines = append(lines, [2]string{l.Text, l.URL})
	}
	return lines
}

// Missing returns the names of the fields that people ask for first and that are empty; a may be nil.
func (a *About) Missing() (names []string) {
	if a == nil {
		a = &About{}
	}
	for _, field := range []struct{ name, text string }{
		{"organisation", a.Organisation}, {"purpose", a.Purpose}, {"contact", a.Contact}, {"legal_basis", a.LegalBasis},
		{"retention", a.Retention},
	} {
		if field.text == "" {
			names = append(names, field.name)
		}
	}
	return names
}

// Consent returns the sentences that a data owner agrees to before it takes part.
func (f *File) Consent() []string {
	if f.About == nil {
		return nil
	}
	return f.About.Consent
}

// ConsentDigest returns the digest of the sentences of consent in a training, or nil if there are none: SHA-256 over the
// nonce of the manifest and the SHA-256 of each sentence in turn. With the nonce equal sentences of two trainings have two
// digests, so that they cannot be guessed.
func ConsentDigest(nonce wire.Digest, sentences []string) *wire.Digest {
	if len(sentences) == 0 {
		return nil
	}
	text := nonce[:]
	for _, s := range sentences {
		d := wire.DigestOf([]byte(s))
		text = append(text, d[:]...)
	}
	d := wire.DigestOf(text)
	return &d
}
