package tablefile

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// openParquet reads a Parquet file of plain columns.
func openParquet(f io.ReaderAt, size int64) (t *Text, err error) {
	defer func() { // the library panics on some broken files
		if r := recover(); r != nil {
			t, err = nil, unread("write it again", "the Parquet file is broken")
		}
	}()
	file, err := parquet.OpenFile(f, size)
	if err != nil {
		return nil, unread("write it again", "the Parquet file is broken (%v)", err)
	}
	var names []string
	var columns []func(parquet.Value) string
	for _, column := range file.Root().Columns() {
		if !column.Leaf() || column.Repeated() {
			return nil, unread("write plain columns only", "column %s holds lists or groups", column.Name())
		}
		names, columns = append(names, column.Name()), append(columns, cellWriter(column))
	}
	w := &writer{}
	if err := w.row(names); err != nil {
		return nil, err
	}
	buffer, fields := make([]parquet.Row, 128), make([]string, len(names))
	for _, group := range file.RowGroups() {
		if err := groupRows(group, buffer, func(row parquet.Row) error {
			clear(fields)
			for _, v := range row {
				if i := v.Column(); i >= 0 && i < len(fields) && !v.IsNull() {
					fields[i] = columns[i](v)
				}
			}
			return w.row(fields)
		}); err != nil {
			return nil, err
		}
	}
	return w.text(), nil
}

// groupRows visits the rows of one group.
func groupRows(group parquet.RowGroup, buffer []parquet.Row, visit func(parquet.Row) error) error {
	rows := group.Rows()
	defer rows.Close()
	for {
		n, err := rows.ReadRows(buffer)
		for _, row := range buffer[:n] {
			if err := visit(row); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return unread("write it again", "the Parquet file is broken (%v)", err)
		}
	}
}

// cellWriter returns how the values of a column are written.
func cellWriter(column *parquet.Column) func(parquet.Value) string {
	const day, both = "2006-01-02", "2006-01-02 15:04:05"
	if logical := column.Type().LogicalType(); logical != nil {
		switch is := logical.Value.(type) {
		case *format.DateType:
			return func(v parquet.Value) string { return time.Unix(int64(v.Int32())*86400, 0).UTC().Format(day) }
		case *format.TimestampType:
			per := int64(time.Second / max(is.Unit.Value.Duration(), 1))
			return func(v parquet.Value) string { return time.Unix(v.Int64()/per, 0).UTC().Format(both) }
		case *format.DecimalType:
			return func(v parquet.Value) string { return decimal(v, int(is.Scale)) }
		}
	}
	return func(v parquet.Value) string {
		switch v.Kind() {
		case parquet.Boolean:
			return map[bool]string{true: "TRUE", false: "FALSE"}[v.Boolean()]
		case parquet.Float:
			return strconv.FormatFloat(float64(v.Float()), 'g', -1, 32)
		case parquet.Double:
			return strconv.FormatFloat(v.Double(), 'g', -1, 64)
		case parquet.ByteArray, parquet.FixedLenByteArray:
			return string(v.ByteArray())
		}
		return v.String()
	}
}

// decimal writes a whole number with a decimal point.
func decimal(v parquet.Value, scale int) string {
	var n *big.Int
	switch v.Kind() {
	case parquet.Int32:
		n = big.NewInt(int64(v.Int32()))
	case parquet.Int64:
		n = big.NewInt(v.Int64())
	default: // two's complement, big-endian
		b := v.ByteArray()
		n = new(big.Int).SetBytes(b)
		if len(b) > 0 && b[0] >= 0x80 {
			n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
		}
	}
	sign := ""
	if n.Sign() < 0 {
		sign = "-"
	}
	text := fmt.Sprintf("%0*s", scale+1, new(big.Int).Abs(n).String())
	if scale == 0 {
		return sign + text
	}
	return sign + text[:len(text)-scale] + "." + text[len(text)-scale:]
}
