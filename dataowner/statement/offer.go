package statement

import (
	"slices"

	"github.com/blindfit/blindfit/dataowner/consent"
)

// Choice holds an owner's own wishes about its rows in a training.
type Choice struct {
	MinRows  int      // the least of its rows in an exact sum; the training's minimum counts if it is higher
	LeaveOut []string // words of the offers to take; one that is not offered changes nothing
}

// offer looks for choices of fewer rows in an exact training, and takes those that the owner wants. New rows are left out
// only while there are fewer than least.
func (c *Case) offer(want []string, least int) error {
	if !c.training.Exact {
		return nil
	}
	take := func(o consent.Offer, keep []bool) (err error) {
		if o.Taken = slices.Contains(want, o.Word); o.Taken {
			c.look, err = c.Ledger.Look(c.rows, c.training, func(i int) bool { return keep[i] })
		}
		c.Offers = append(c.Offers, o)
		return err
	}
	if keep, left := c.look.Complete(); left > 0 {
		if err := take(consent.Offer{Word: consent.Blank, Rows: left}, keep); err != nil {
			return err
		}
	}
	answers := consent.Answers(c.look.Questions(), []string{consent.Others})
	offers, err := c.Ledger.Offers(c.look, nil, answers)
	if err != nil {
		return err
	}
	for _, o := range offers {
		if o.Left < least {
			return take(consent.Offer{Word: consent.New, Rows: o.Left, Past: o.Past, Until: least}, o.Keep)
		}
	}
	return nil
}
