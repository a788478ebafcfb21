package modelowner

import (
	"bytes"
	"fmt"
	"io"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/ml/onnx"
	"github.com/blindfit/blindfit/modelowner/problem"
)

// The formats of Export.
const (
	FormatJSON = "json" // versioned JSON with the features, their encoding and the weights
	FormatONNX = "onnx" // an ONNX graph with all encoding inside, see ml/onnx
)

// Export writes the fitted model in one of the formats.
func (t *Training) Export(w io.Writer, format string) error {
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
	default:
		err = problem.As(ErrInput, fmt.Errorf("invalid format: must be %s or %s", FormatJSON, FormatONNX))
	}
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// ExportFile is Export to a file, which holds the old content or the whole new one.
func (t *Training) ExportFile(path, format string) error {
	var b bytes.Buffer
	if err := t.Export(&b, format); err != nil {
		return err
	}
	return durable.WriteFile(path, b.Bytes())
}
