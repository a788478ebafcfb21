package modelowner

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/ml/onnx"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// The formats of Export.
const (
	FormatJSON = "json" // versioned JSON with the features, their encoding and the weights
	FormatONNX = "onnx" // an ONNX graph with all encoding inside, see ml/onnx
	FormatTidy = "tidy" // a result table as CSV, see modelowner/tables
)

// Formats are the formats of Export, the default first.
var Formats = []string{FormatJSON, FormatONNX, FormatTidy}

// TidyOptions are those of FormatTidy.
type TidyOptions struct {
	Table string       // its name; if it is empty, the first that the result has is written
	Rule  publish.Rule // of a description
}

// Export writes the fitted model, or the description, in one of the formats.
func (t *Training) Export(w io.Writer, format string, opt TidyOptions) error {
	m, err := t.Model()
	if err != nil {
		return err
	}
	var b []byte
	switch format {
	case FormatJSON:
		b, err = m.Marshal()
	case FormatONNX:
		b, err = onnx.Marshal(m)
	case FormatTidy:
		var result *tables.Table
		if result, err = tables.Of(tables.Source{Model: m, Rule: opt.Rule}, opt.Table); err == nil {
			return result.WriteCSV(w)
		}
	default:
		err = problem.As(ErrInput, fmt.Errorf("invalid format: must be one of %s", strings.Join(Formats, ", ")))
	}
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// ExportFile is Export to a file, which holds the old content or the whole new one.
func (t *Training) ExportFile(path, format string, opt TidyOptions) error {
	var b bytes.Buffer
	if err := t.Export(&b, format, opt); err != nil {
		return err
	}
	return durable.WriteFile(path, b.Bytes())
}
