package rows

import (
	"bytes"
	"fmt"
	"strings"
)

// Example is the tables of one example. O describes the distribution of one owner's
// rows.
type Example[O any] struct {
	Seed   uint64
	Header string // names of columns, separated by commas
	Owners []Owner[O]
	Others Owner[O] // draws the rows to predict
	Row    func(d Dice, o O) []string
}

// Owner is one owner of an example, and how many rows it has.
type Owner[O any] struct {
	Rows int
	Like O
}

// Files returns the tables by file name: owner-1.csv, owner-2.csv and so on, and
// predict.csv.
func (e *Example[O]) Files() map[string][]byte {
	files := map[string][]byte{"predict.csv": e.table(e.Others, 99)}
	for i, o := range e.Owners {
		files[fmt.Sprintf("owner-%d.csv", i+1)] = e.table(o, uint64(i+1))
	}
	return files
}

// Many returns the tables of n owners like those of Files, with as many rows each.
// Another seed draws other rows.
func (e *Example[O]) Many(n, rows int, seed uint64) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		o := Owner[O]{rows, e.Owners[i%len(e.Owners)].Like}
		out[i] = e.table(o, 1000*(seed+1)+uint64(i))
	}
	return out
}

func (e *Example[O]) table(o Owner[O], seed uint64) []byte {
	d := NewDice(e.Seed, seed)
	var out bytes.Buffer
	out.WriteString(e.Header + "\n")
	for range o.Rows {
		out.WriteString(strings.Join(e.Row(d, o.Like), ",") + "\n")
	}
	return out.Bytes()
}
