package guess

import (
	"math"
	"strconv"
	"strings"

	"github.com/blindfit/blindfit/ml/schema"
)

// unit finds the largest step of which all numbers of a column are whole multiples, as they are written.
type unit struct {
	decimals int   // of the number with most
	divisor  int64 // the greatest common one of all numbers, in units of the last decimal
	broken   bool  // some number has too many digits
}

// mostDigits is how many digits a float64 keeps.
const mostDigits = 15

// see counts the number v, which is written as text.
func (u *unit) see(text string, v float64) {
	n := decimals(text)
	if u.broken = u.broken || n > mostDigits; u.broken {
		return
	}
	for ; u.decimals < n; u.decimals++ {
		if u.divisor *= 10; u.divisor > 1<<59 {
			u.broken = true
			return
		}
	}
	whole := math.Abs(math.Round(v * math.Pow10(u.decimals)))
	if u.broken = !(whole < 1<<53); u.broken {
		return
	}
	a, b := u.divisor, int64(whole)
	for b != 0 {
		a, b = b, a%b
	}
	u.divisor = a
}

// decimals returns how many decimals a number is written with.
func decimals(text string) int {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	n := 0
	if i := strings.IndexAny(mantissa, ".,"); i >= 0 {
		n = len(strings.TrimRight(mantissa[i+1:], "0"))
	}
	if e, err := strconv.Atoi(exponent); err == nil {
		n -= e
	}
	return max(0, n)
}

// step returns the unit of the last decimal if a range holds few enough of them, and else the greatest common divisor. It
// returns nil if that is too small too.
func (u *unit) step(low, high float64) *float64 {
	if u.broken {
		return nil
	}
	for _, units := range []int64{1, u.divisor} {
		step, err := strconv.ParseFloat(strconv.FormatInt(units, 10)+"e-"+strconv.Itoa(u.decimals), 64)
		f := schema.Feature{Name: "x", Type: schema.Continuous, Min: &low, Max: &high, Step: &step}
		if err == nil && f.Validate() == nil && f.Exact() {
			return &step
		}
	}
	return nil
}
