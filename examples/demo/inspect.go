package main

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	_ "modernc.org/sqlite" // opens the running facilitator's store, read only

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/examples/demo/scan"
)

// ciphertextSize is the bytes of one ciphertext under a key of the default length.
const ciphertextSize = 2 * phe.DefaultBits / 8

// keepCiphertext takes one ciphertext out of the facilitator's store while an upload is there. Uploads are erased as
// soon as the model owner has accepted a round, so it is tried at every event.
func (s *demo) keepCiphertext() {
	if s.ciphertext != nil {
		return
	}
	stores, _ := filepath.Glob(file("facilitator", "*.db"))
	for _, store := range stores {
		db, err := sql.Open("sqlite", "file:"+store+"?mode=ro")
		if err != nil {
			continue
		}
		var blob []byte
		err = db.QueryRow(`SELECT b.bytes FROM blobs b JOIN messages m ON m.number = b.message WHERE m.kind = 'upload' LIMIT 1`).Scan(&blob)
		if err == nil && len(blob) >= ciphertextSize {
			s.ciphertext = blob[:ciphertextSize]
		}
		_ = db.Close()
	}
}

// inspect prints one ciphertext from the facilitator's store, and fails if anything that the facilitator kept or
// sent contains a row value.
func (s *demo) inspect() error {
	title("The facilitator's view")
	if s.ciphertext == nil {
		return errors.New("no upload was seen in the facilitator's store")
	}
	text := hex.EncodeToString(s.ciphertext)
	fmt.Printf("One ciphertext of an upload, %d bytes, as it was stored:\n  %s\n  %s\n  … %d more lines like these\n",
		len(s.ciphertext), text[:96], text[96:192], len(text)/96-2)
	if err := s.facilitator.Stop(); err != nil {
		return err
	}
	kept := []byte(s.facilitator.Log() + s.facilitator.Output())
	files := 0
	err := filepath.WalkDir(file("facilitator"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		kept, files = append(kept, b...), files+1
		return err
	})
	if err != nil {
		return err
	}
	set := &scan.Set{}
	values := 0
	for _, o := range s.owners {
		n, err := rowValues(set, o.rows)
		if err != nil {
			return err
		}
		values += n
	}
	if found := set.Search(kept); found != nil {
		return fmt.Errorf("the facilitator holds row values: %v", found[0])
	}
	fmt.Printf("Searched %d bytes in %d files and the log for %d distinctive row values, as text, float32\nand float64, each raw, in hex and in base64: ", len(kept), files, values)
	fmt.Println("none was found.")
	return nil
}

// rowValues adds every number of a CSV file to the search and returns how many are distinctive: a 4 or a year occurs
// anywhere.
func rowValues(set *scan.Set, path string) (values int, err error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	records, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		return 0, fmt.Errorf("failed to read %s: %w", path, err)
	}
	for i, record := range records[1:] {
		for j, text := range record {
			v, err := strconv.ParseFloat(text, 64)
			if err == nil && set.Number(fmt.Sprintf("%s row %d column %d", filepath.Base(path), i+1, j+1), text, v) {
				values++
			}
		}
	}
	return values, nil
}

// goOn prints where everything is and how to go on by hand.
func (s *demo) goOn(joined *participants) {
	title("Results, and how to join by hand")
	if shots, _ := filepath.Glob(file("*.png")); len(shots) > 0 {
		fmt.Printf("%d screenshots of the data owners' pages are in %s.\n", len(shots), output)
	} else if joined.browser == nil {
		fmt.Println("No browser was driven from here, so there are no screenshots.")
	}
	fmt.Printf(`The three parties' folders are in %s as well. Everything that was started ends now.

To be a data owner yourself:  make demo OPEN=1
Or in terminals of your own:
  build/bin/facilitator serve
  build/bin/modelowner keygen
  build/bin/modelowner create -f %s/model.json --facilitator http://127.0.0.1:8080   (prints TRAINING)
  build/bin/modelowner invite TRAINING --count 3   (prints three links)
  build/bin/modelowner train TRAINING
Open one link in a browser and drop %s/owner-1.csv; the other owners may do without:
  build/bin/dataowner join 'LINK' --data %s/owner-2.csv --dir build/owner-2
  build/bin/dataowner join 'LINK' --data %s/owner-3.csv --dir build/owner-3
`, output, example, example, example, example)
}
