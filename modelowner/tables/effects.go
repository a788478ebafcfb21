package tables

// effects lists average marginal effects: of a number or rank for one unit more, of a level against the first. Those of columns
// that were set aside are empty.
func effects(s Source) *Table {
	i := s.Model.Inference
	if i == nil || len(i.Effects) == 0 {
		return nil
	}
	t := &Table{Columns: []string{"term", "estimate", "std_error"}}
	several := i.Effects[0].Outcome != ""
	if several {
		t.Columns = append([]string{"outcome"}, t.Columns...)
	}
	for _, e := range i.Effects {
		row := []Cell{Text(e.Name), Empty, Empty}
		if !s.Model.IsAside(e.Name) {
			row[1] = Number(e.Value)
			if e.Error > 0 {
				row[2] = Number(e.Error)
			}
		}
		if several {
			row = append([]Cell{Text(e.Outcome)}, row...)
		}
		t.Add(row...)
	}
	return t
}
