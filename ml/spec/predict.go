package spec

import (
	"slices"

	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/schema"
)

// maxPredict is the most rows a training file may carry for prediction.
const maxPredict = 10000

// readPredict reads and checks the rows under "predict": a list of objects with one number or string for each feature,
// null or nothing for a missing value, and the target if it is known.
func (f *File) readPredict(v strictjson.Value) *schema.Records {
	items := v.List()
	if len(items) == 0 {
		return nil
	}
	if len(items) > maxPredict {
		v.Fail("at most %d rows are accepted", maxPredict)
		return nil
	}
	var header []string
	for _, feature := range f.Features {
		header = append(header, feature.Name)
	}
	if slices.ContainsFunc(items, func(item strictjson.Value) bool { return item.Field(f.Target.Name).Present() }) {
		header = append(header, f.Target.Name)
	}
	known := append(slices.Clone(header[:len(f.Features)]), f.Target.Name)
	records := &schema.Records{Header: header}
	for _, item := range items {
		item.Known(known...)
		row := make([]string, len(header))
		for i, name := range header {
			cell := item.Field(name)
			if cell.Present() && !cell.IsNull() && !cell.IsNumber() && !cell.IsString() {
				cell.Fail("must be a number or a string")
			}
			row[i] = cell.Text()
		}
		records.Rows = append(records.Rows, row)
	}
	_, report, err := f.Schema().ReadRecords(*records, schema.ReadOptions{MaxRows: maxPredict})
	if err == nil {
		return records
	}
	for _, problem := range report.Problems {
		if problem.Row > 0 && problem.Column != "" {
			items[problem.Row-1].Field(problem.Column).Fail("%s", problem.Rule)
		}
	}
	v.Fail("%v", err)
	return nil
}
