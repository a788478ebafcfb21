package kinds

import "github.com/blindfit/blindfit/ml/schema"

// Describe is a training without a model: counts and sums over the rows of all owners.
const Describe = "describe"

type describe struct{}

func (describe) Name() string  { return Describe }
func (describe) Title() string { return "description" }
func (describe) Hidden() bool  { return false }

func (describe) Check(target schema.Feature) (field, rule string) {
	return untargeted(Describe, target)
}

func (describe) Shares() bool                              { return false }
func (describe) Links() []string                           { return []string{""} }
func (describe) Family(schema.Feature, string) Family      { return nil }
func (describe) LeastSquares(schema.Feature) *LeastSquares { return nil }

// untargeted returns the rule of kinds that have no target.
func untargeted(kind string, target schema.Feature) (field, rule string) {
	if target.Name == "" && target.Type == "" {
		return "", ""
	}
	return "target", kind + " has no target"
}

// Targeted reports whether training files of a kind have a target.
func Targeted(k Kind) bool {
	field, _ := k.Check(schema.Feature{})
	return field != ""
}

// Models reports whether a kind fits a model. A description does not.
func Models(k Kind) bool { return Targeted(k) || k.Family(schema.Feature{}, "") != nil }
