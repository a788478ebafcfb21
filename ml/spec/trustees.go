package spec

import (
	"math"
	"math/big"
	"net/url"
	"time"

	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/protocol/wire"
)

// How uploads are masked, and the form of one data owner's rows.
const (
	maskingPairwise    = "pairwise"
	MaskingTrustees    = "trustees" // one message from each data owner; trustees hold the masks
	contributionTable  = "table"
	ContributionPerson = "person" // one row, about the person that sends it
)

// Trustee is a trustee of a training as its file names it.
type Trustee struct {
	Name      string `json:"name"`
	Key       string `json:"key"`                 // one line, as `trustee keygen` prints it
	Published string `json:"published,omitempty"` // address at which the trustee publishes its key
}

// TrusteeKeys returns the keys of the trustees, in the file's order; none without trustees.
func (f *File) TrusteeKeys() []string {
	var keys []string
	for _, t := range f.Trustees {
		keys = append(keys, t.Key)
	}
	return keys
}

// Fewest contributions of a cell in a file without a number.
const (
	tableBatch  = 10
	personBatch = 100
)

// readTrustees reads the fields that depend on the masking.
func readTrustees(v strictjson.Value, f *File) {
	if f.Masking == maskingPairwise {
		f.Masking = "" // one canonical form of the default
		for _, name := range []string{"trustees", "contribution"} {
			if v.Field(name).Present() {
				v.Field(name).Fail("belongs to the masking %s", MaskingTrustees)
			}
		}
		return
	}
	if f.Contribution = word(v.Field("contribution"), "contribution"); f.Contribution == contributionTable {
		f.Contribution = ""
	}
	if f.Circle {
		v.Field("circle").Fail("belongs to the masking %s", maskingPairwise)
	}
	list := required(v, "trustees").List()
	if len(list) < 1 || len(list) > wire.MaxTrustees {
		v.Field("trustees").Fail("must name 1 to %d trustees", wire.MaxTrustees)
	}
	for i, item := range list {
		item.Known("name", "key", "published")
		t := Trustee{Name: item.Field("name").String(""), Key: item.Field("key").String(""), Published: item.Field("published").String("")}
		if t.Name == "" || len(t.Name) > maxNameLength || hasControl(t.Name) {
			item.Field("name").Fail("must be 1 to %d bytes of text without control characters", maxNameLength)
		}
		if t.Key == "" || len(t.Key) > maxNameLength || hasControl(t.Key) {
			item.Field("key").Fail("must be the line trustee1… that the trustee's keygen printed")
		}
		if u, err := url.Parse(t.Published); t.Published != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
			item.Field("published").Fail("must be an address that begins with https://")
		}
		for _, other := range f.Trustees {
			if other.Key == t.Key {
				list[i].Field("key").Fail("repeats that of an earlier trustee")
			}
		}
		f.Trustees = append(f.Trustees, t)
	}
}

// readGathered reads the cohort of a training with trustees: there is no limit to the number of data owners but that of a
// closing, and the training starts when it is closed.
func readGathered(v strictjson.Value, f *File) Cohort {
	batch := int64(tableBatch)
	if f.Contribution == ContributionPerson {
		batch = personBatch
	}
	c := Cohort{Batch: int(v.Field("batch").Int(batch, wire.MinBatch, wire.MaxContributions)), JoinTimeout: readJoinTimeout(v)}
	c.Min = int(v.Field("min").Int(int64(c.Batch), int64(c.Batch), wire.MaxContributions))
	c.Max = int(v.Field("max").Int(wire.MaxContributions, int64(c.Min), wire.MaxContributions))
	c.Start = int(v.Field("start").Int(int64(c.Min), int64(c.Min), int64(c.Max)))
	c.Close = v.Field("close").String("")
	if _, err := time.Parse(time.DateOnly, c.Close); c.Close != "" && err != nil {
		v.Field("close").Fail("must be a day like 2027-03-01")
	}
	return c
}

// mostCells is the number of cells of a close if there are enough contributions: with three a bad contribution costs a third.
const mostCells = 3

// Cells returns in how many cells so many contributions are opened unless the model owner asks for another number.
func (f *File) Cells(contributions int) int {
	return max(1, min(mostCells, contributions/max(1, f.Cohort.Batch)))
}

// NoiseVariance returns the variance of the noise in the sum of all cells, relative to the square of Noise.Deviation: with trustees
// each adds all of it, in every cell, of which the cells share a part (dp.CellVariance). Without trustees it is 1.
func (f *File) NoiseVariance(cells int) float64 {
	if len(f.Trustees) == 0 {
		return 1
	}
	return float64(len(f.Trustees)) * float64(cells) * dp.CellShare(cells)
}

// noiseRoom returns the room for noise in the largest magnitude of one owner's value. With trustees each adds all of it.
func (f *File) noiseRoom(n dp.Noise) *big.Int {
	room := n.Room()
	if k := len(f.Trustees); k > 1 {
		room.Mul(room, big.NewInt(int64(math.Ceil(math.Sqrt(float64(k))))))
	}
	return room
}
