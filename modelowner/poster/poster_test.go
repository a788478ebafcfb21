package poster_test

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"

	"github.com/blindfit/blindfit/modelowner/poster"
)

// TestPosterHasTheCode: the drawing has exactly the dark modules of the QR code of the link, with the white margin that readers
// need, is a well-formed document, and shows text as text.
func TestPosterHasTheCode(t *testing.T) {
	link := "https://facilitator.example/join#2." + strings.Repeat("aB3_", 33)
	b, err := poster.SVG(poster.Invite{Title: `Pay & <script>alert("1")</script>`, Link: link, Address: "https://facilitator.example/c/0123456789", Words: "hajir tulok", Code: true})
	if err != nil {
		t.Fatal(err)
	}
	want, err := qr.Encode(link, qr.M, qr.Auto)
	if err != nil {
		t.Fatal(err)
	}
	size := want.Bounds().Dx()
	dark := map[[2]int]bool{}
	for _, m := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`).FindAllSubmatch(b, -1) {
		var n [4]int
		for i := range n {
			n[i], _ = strconv.Atoi(string(m[i+1]))
		}
		for x := range n[2] {
			dark[[2]int{n[0] + x, n[1]}] = true
		}
	}
	for y := -4; y < size+4; y++ {
		for x := -4; x < size+4; x++ {
			inside := x >= 0 && y >= 0 && x < size && y < size
			r := uint32(0xffff)
			if inside {
				r, _, _, _ = want.At(x, y).RGBA()
			}
			if dark[[2]int{x + 4, y + 4}] != (r == 0) {
				t.Fatalf("module %d, %d differs from the code", x, y)
			}
		}
	}
	d := xml.NewDecoder(strings.NewReader(string(b)))
	elements, text := map[string]bool{}, ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			elements[token.Name.Local] = true
		case xml.CharData:
			text += string(token)
		}
	}
	if elements["script"] || elements["image"] {
		t.Errorf("the drawing has the elements %v", elements)
	}
	for _, part := range []string{`Pay & <script>`, "https://facilitator.example/c/0123456789", "hajir tulok", "the code"} {
		if !strings.Contains(text, part) {
			t.Errorf("the drawing does not show %q", part)
		}
	}
}

func TestTooLong(t *testing.T) {
	if _, err := poster.SVG(poster.Invite{Link: strings.Repeat("x", 5000)}); err == nil {
		t.Error("a link of 5,000 characters was drawn")
	}
}
