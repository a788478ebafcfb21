//go:build !js

package trustee

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"path/filepath"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/protocol/identity"
)

// A model owner makes codes (modelowner invite --codes) and does not know the people; a trustee knows the people, and hands out the
// codes: each person gets one that nobody else has, by chance, so that the maker of the codes cannot tell which person has which.

// handedFile holds the digests of the codes that were handed out, one a line, so that none is handed out twice.
const handedFile = "codes.handed"

// Columns of the file of codes, which are added to the file of people.
const (
	codeColumn = "code"
	linkColumn = "link"
)

// handed is one code with its link.
type handed struct{ code, link, digest string }

// HandOut returns the people of one file, in CSV with a line of names, each with a code and its link from a file that modelowner invite
// wrote. It deals codes at random from those that dir does not list as handed out, and lists the new ones before it returns. left is how
// many codes nobody has. Errors name a line and a rule, never a code.
func HandOut(dir string, codes, people []byte) (letters []byte, left int, err error) {
	all, err := readCodes(codes)
	if err != nil {
		return nil, 0, err
	}
	rows, err := csv.NewReader(bytes.NewReader(people)).ReadAll()
	if err != nil {
		return nil, 0, fmt.Errorf("malformed file of people: %w", err)
	}
	if len(rows) < 2 {
		return nil, 0, errors.New("invalid file of people: must have a line of names and one line for each person")
	}
	if slices.Contains(rows[0], codeColumn) || slices.Contains(rows[0], linkColumn) {
		return nil, 0, errors.New("invalid file of people: it has a column code or link already; is it a file of letters?")
	}
	release, err := durable.Lock(filepath.Join(dir, handedFile+".lock"))
	if err != nil {
		return nil, 0, err
	}
	defer release()
	record := filepath.Join(dir, handedFile)
	lines, err := durable.ReadLines(record, true)
	if err != nil {
		return nil, 0, err
	}
	gone := map[string]bool{}
	for _, l := range lines {
		gone[string(l)] = true
	}
	free := slices.DeleteFunc(all, func(h handed) bool { return gone[h.digest] })
	n := len(rows) - 1
	if len(free) < n {
		return nil, 0, fmt.Errorf("there are %d people and %d codes that nobody has: ask the model owner for %d more", n, len(free), n-len(free))
	}
	if err := deal(free); err != nil {
		return nil, 0, err
	}
	var list []string
	for _, h := range free[:n] {
		list = append(list, h.digest)
	}
	if err := durable.AppendLine(record, []byte(strings.Join(list, "\n"))); err != nil {
		return nil, 0, err
	}
	rows[0] = append(rows[0], codeColumn, linkColumn)
	for i, h := range free[:n] {
		rows[i+1] = append(rows[i+1], h.code, h.link)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(rows); err != nil {
		return nil, 0, fmt.Errorf("failed to write letters: %w", err)
	}
	return b.Bytes(), len(free) - n, nil
}

// readCodes reads a file of codes and checks each of them.
func readCodes(b []byte) ([]handed, error) {
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		return nil, errors.New("malformed file of codes: is not the CSV that 'modelowner invite --codes' wrote")
	}
	if len(rows) < 2 || !slices.Equal(rows[0], []string{codeColumn, linkColumn}) {
		return nil, errors.New("invalid file of codes: must be the one that 'modelowner invite --codes' wrote, with the columns code and link")
	}
	var out []handed
	seen := map[string]bool{}
	for i, row := range rows[1:] {
		code, err := identity.ParseCode(row[0])
		if err != nil {
			return nil, fmt.Errorf("invalid file of codes: line %d: %w", i+2, err)
		}
		link, err := identity.ParseLink(row[1])
		if err != nil {
			return nil, fmt.Errorf("invalid file of codes: line %d: %w", i+2, err)
		}
		if link.WithCode(code).URL() != link.URL() {
			return nil, fmt.Errorf("invalid file of codes: line %d: the link is not that of the code", i+2)
		}
		sum := sha256.Sum256([]byte("blindfit/2/code handed out\x00" + code.Text()))
		h := handed{code.Text(), row[1], hex.EncodeToString(sum[:])}
		if seen[h.digest] {
			return nil, fmt.Errorf("invalid file of codes: line %d: the code of an earlier line", i+2)
		}
		seen[h.digest] = true
		out = append(out, h)
	}
	return out, nil
}

// deal puts codes into a random order (R. Durstenfeld, Comm. ACM 7(7), 1964).
func deal(list []handed) error {
	for i := len(list) - 1; i > 0; i-- {
		j, err := rand.Int(rand.Reader, big.NewInt(int64(i)+1))
		if err != nil {
			return fmt.Errorf("failed to draw: %w", err)
		}
		k := int(j.Int64())
		list[i], list[k] = list[k], list[i]
	}
	return nil
}
