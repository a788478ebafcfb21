package tablefile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// openText reads text in any encoding. Text in UTF-8 is read as it is.
func openText(f file, size int64, named string) (*Text, error) {
	if named == "" {
		plain, err := isUTF8(f)
		if err != nil {
			return nil, err
		}
		if plain {
			_, err := f.Seek(0, io.SeekStart)
			return &Text{ReadSeeker: f}, err
		}
	}
	if size > maxBytes {
		return nil, unread("save it as UTF-8", "it is not UTF-8 text and has %d MB; only text in UTF-8 may have more than %d", size>>20, maxBytes>>20)
	}
	raw := make([]byte, size)
	if _, err := f.ReadAt(raw, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("failed to read rows: %w", err)
	}
	name, from, err := choice(raw, named)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if _, err := io.Copy(&out, io.LimitReader(transform.NewReader(bytes.NewReader(raw), from.NewDecoder()), maxText)); err != nil {
		return nil, unread("name the encoding with --encoding", "it is not text in %s (%v)", name, err)
	}
	notes := []string{"read as text in " + name}
	if named == "" {
		notes[0] += ": name another encoding with --encoding"
	}
	return &Text{ReadSeeker: bytes.NewReader(out.Bytes()), Notes: notes}, nil
}

// isUTF8 reports whether a whole file is text in UTF-8.
func isUTF8(f file) (bool, error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return false, fmt.Errorf("failed to read rows: %w", err)
	}
	r := bufio.NewReaderSize(f, 1<<20)
	var rest []byte
	block := make([]byte, 1<<20)
	for {
		n, err := r.Read(block[:cap(block)-len(rest)-utf8.UTFMax])
		b := append(rest, block[:n]...) //nolint:gocritic // rest is short and its own
		cut := len(b)
		for i := 1; i < utf8.UTFMax && i <= len(b); i++ { // a character may go on in the next block
			if utf8.RuneStart(b[len(b)-i]) {
				if !utf8.FullRune(b[len(b)-i:]) {
					cut = len(b) - i
				}
				break
			}
		}
		if !utf8.Valid(b[:cut]) || bytes.IndexByte(b[:cut], 0) >= 0 {
			return false, nil
		}
		rest = bytes.Clone(b[cut:])
		switch {
		case errors.Is(err, io.EOF):
			return len(rest) == 0, nil
		case err != nil:
			return false, fmt.Errorf("failed to read rows: %w", err)
		}
	}
}

// choice returns the encoding of a text, by its name or by evidence.
func choice(raw []byte, named string) (string, encoding.Encoding, error) {
	if named == "" {
		named = guessEncoding(raw[:min(len(raw), 1<<20)])
	}
	switch strings.ToLower(named) {
	case "":
		return "", nil, unread("save the table as CSV", "it is not text")
	case "utf-32", "utf-32le":
		return named, utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), nil
	case "utf-32be":
		return named, utf32.UTF32(utf32.BigEndian, utf32.UseBOM), nil
	case "cp850", "ibm850":
		return named, charmap.CodePage850, nil
	case "cp437", "ibm437":
		return named, charmap.CodePage437, nil
	}
	from, err := htmlindex.Get(named)
	if err != nil {
		return "", nil, errors.New("invalid --encoding: no encoding of that name is known; known are utf-8, utf-16le, utf-16be, windows-1250 to windows-1258, iso-8859-2 to -16, macintosh, cp850, koi8-r, shift_jis, euc-jp, gb18030, big5, euc-kr")
	}
	return strings.ToLower(named), from, nil
}

// guessEncoding finds out the encoding of text that is not UTF-8, or "" for other bytes: by marks at the start, by
// zeros between letters, by a detector for the scripts of Asia and of Cyrillic and Greek, and else the one of the
// western encodings under which letters stand among letters.
func guessEncoding(raw []byte) string {
	zeros := [2]int{}
	for i, c := range raw {
		if c == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe, 0, 0}):
		return "utf-32le"
	case bytes.HasPrefix(raw, []byte{0, 0, 0xfe, 0xff}):
		return "utf-32be"
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}), zeros[0] == 0 && 5*zeros[1] > len(raw):
		return "utf-16le"
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}), zeros[1] == 0 && 5*zeros[0] > len(raw):
		return "utf-16be"
	case zeros[0]+zeros[1] > 0:
		return ""
	}
	var lines [][]byte // ASCII is no evidence
	for line := range bytes.Lines(raw) {
		if bytes.IndexFunc(line, func(r rune) bool { return r >= 0x80 }) >= 0 {
			lines = append(lines, line)
		}
	}
	telling := bytes.Join(lines, nil)
	best, bestScore := "", -1000.0
	for _, name := range candidates {
		from, err := htmlindex.Get(name)
		if err != nil {
			from = charmap.CodePage850 // which the web does not know
		}
		if s := score(telling, from); s > bestScore {
			best, bestScore = name, s
		}
	}
	if !slices.Contains(wide, best) {
		return best
	}
	found := strings.ToLower(chardet.Detect(telling).Encoding)
	switch {
	case strings.HasPrefix(found, "gb"):
		found = "gb18030"
	case found == "cp932":
		found = "shift_jis"
	case found == "cp949":
		found = "euc-kr"
	}
	// Which of these it is, only the frequency of characters can show.
	if from, err := htmlindex.Get(found); err == nil && slices.Contains(wide, found) && score(telling, from) > bestScore-0.3 {
		return found
	}
	return best
}

// wide are encodings of several bytes for a character, candidates all that are tried, the likely ones first.
var (
	wide       = []string{"shift_jis", "euc-jp", "gb18030", "big5", "euc-kr"}
	candidates = append([]string{"windows-1252", "windows-1250", "cp850", "macintosh", "windows-1251", "koi8-r", "windows-1253", "windows-1254"}, wide...)
)

// score rates how well the characters beyond ASCII fit a table: letters next to letters of their kind, from 2 for each down
// to far below 0.
func score(raw []byte, from encoding.Encoding) float64 {
	decoded, err := from.NewDecoder().Bytes(raw)
	if err != nil {
		return -100
	}
	total, n, before := 0, 0, ' '
	for _, r := range string(decoded) {
		if r == 'ª' || r == 'º' || r == 'µ' { // letters by their category alone
			r = '°'
		}
		if mixed(before, r) || mixed(r, before) {
			total -= 3
		}
		caseless := unicode.IsLetter(r) && !unicode.IsUpper(r) && !unicode.IsLower(r)
		if r >= 0x80 {
			n++
		}
		switch {
		case r < 0x80:
		case r == utf8.RuneError || unicode.IsControl(r):
			total -= 20
		case caseless:
			total += 2
		case unicode.IsLetter(r):
			total++
			if unicode.IsUpper(r) && unicode.IsLower(before) {
				total -= 3
			}
			switch {
			case before >= 0x80 && unicode.Is(unicode.Latin, before) && unicode.Is(unicode.Latin, r): // hardly a word has two
				total--
			case unicode.IsLower(r) && unicode.IsLetter(before):
				total++
			}
		case strings.ContainsRune("€£°²³µ–—’‘“”«»§½¼×·…\u00a0、。・ー", r):
			if !unicode.IsLetter(before) { // as in "12 °C" and "(€)"; within a word it is more likely a letter of another encoding
				total++
			}
		default:
			total -= 3
		}
		before = r
	}
	return float64(total) / float64(max(1, n))
}

// mixed reports whether a is a letter of ASCII and b one of another script.
func mixed(a, b rune) bool {
	return a < 0x80 && unicode.IsLetter(a) && unicode.IsLetter(b) && !unicode.Is(unicode.Latin, b)
}
