package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// role is a party of the protocol, and the tests that run the table of bad messages against it.
type role struct {
	name     string
	tests    []string
	gathered []string // of trainings with trustees
}

const (
	verifier    = "verifier"
	dataOwner   = "data owner"
	modelOwner  = "model owner"
	facilitator = "facilitator"
	trustee     = "trustee"
	parties     = "test parties"
)

var roles = []role{
	{verifier, []string{"./protocol/attempt", "./protocol/log"}, []string{"./protocol/attempt"}},
	{dataOwner, []string{"./dataowner/attempt", "./dataowner/people", "./dataowner"}, []string{"./modelowner -run=OwnersRefuseAccepts"}},
	{modelOwner, []string{"./modelowner/check", "./modelowner/folder", "./modelowner/admission", "./modelowner/train"}, []string{"./modelowner -run=ModelOwnerRefuses"}},
	{facilitator, []string{"./server/round/collect", "./server/round/archive", "./server/round"},
		[]string{"./server/round/gather", "./modelowner -run=FacilitatorRefuses|TrusteeAnswersOnce"}},
	{trustee, nil, []string{"./trustee"}},
	{parties, []string{"./internal/testing/parties"}, nil},
}

// hostileTests are the names of tests that meet bad messages; all others of a package take long.
const hostileTests = "Bad|Refused|Repeated|Lists|Fix|LogHas|Attempt|Encapsulations|Product|Rollback|RolledBack|Chain|Enrol|Reveal|Upload|Statement|Start"

// sharedChecks are the packages with checks that roles share.
var sharedChecks = []string{"protocol/attempt", "protocol/log"}

// relies names, by the function that a check is in, the roles that call it in trainings with rounds; all of them but the trustee if it is
// not listed.
var relies = map[string][]string{
	"CheckEncapsulations": {facilitator},                      // they reach the others through it
	"OpenEncapsulations":  {dataOwner, parties},               // only they are served any
	"Add":                 {modelOwner, parties},              // the facilitator's product is package fold
	"Bytes":               {modelOwner},                       // parties add all blobs that they have
	"Check":               {modelOwner},                       // of an aggregate
	"ParseUpload":         {modelOwner, facilitator, parties}, // data owners read heads only
	"OpenReveal":          {modelOwner, facilitator, parties}, // data owners send reveals and read none
	"Seeds":               {modelOwner, parties},              // the facilitator passes them on one by one
	"one":                 {dataOwner, modelOwner},            // the other roles follow entry by entry
	"Append":              {dataOwner, modelOwner},
	"CaughtUp":            {dataOwner}, // only a data owner is served a log
	"OpenEnrolment":       {dataOwner, modelOwner, facilitator},
	"Enrolments":          {dataOwner, modelOwner},
	"OpenStatement":       {dataOwner, modelOwner, facilitator},
	"Statements":          {dataOwner, modelOwner},
	"Parse":               {dataOwner, modelOwner, facilitator},
	"parse":               {dataOwner, modelOwner, facilitator},
	"Belongs":             {dataOwner, modelOwner, facilitator},
}

// gathered is relies for the functions of trainings with trustees.
var gathered = map[string][]string{
	"openTrustee":       {dataOwner, modelOwner, facilitator, trustee},
	"OpenAccept":        {dataOwner, modelOwner, facilitator, trustee},
	"NewAccepts":        {dataOwner, modelOwner, trustee}, // the facilitator takes them one by one
	"OpenContribution":  {modelOwner, facilitator, trustee},
	"OpenWithdrawal":    {facilitator}, // nobody else is sent any
	"OpenMaskPart":      {facilitator, trustee},
	"OpenCiphertexts":   {modelOwner, facilitator},
	"CheckContribution": {facilitator}, // the others are served parts
	"NewClosing":        {trustee},     // the model owner's is its own file, and the facilitator passes it on
	"OpenStrikes":       {modelOwner, facilitator, trustee},
	"NewStruck":         {modelOwner, trustee},
	"lists":             {trustee}, // the model owner divides itself
	"NewCells":          {trustee},
	"OpenRelease":       {modelOwner, facilitator}, // the model owner alone reads them
	"ParseVectors":      {modelOwner},
	"applyTrustees":     {facilitator, trustee}, // the model owner's log is its own, and data owners read none
	"checkClosing":      {facilitator, trustee},
	"checkClose":        {facilitator, trustee},
}

// compareRoles switches the checks that all roles share off and prints, for each, whether the tests of those that
// rely on it notice.
func compareRoles(ctx context.Context, only string) error {
	tried, missing := 0, 0
	for _, dir := range sharedChecks {
		changes, err := changesIn(dir)
		if err != nil {
			return err
		}
		for _, c := range changes {
			if !strings.Contains(c.String(), only) {
				continue
			}
			tried++
			overlay, remove, err := overlayOf(c)
			if err != nil {
				return err
			}
			var marks []string
			for _, r := range roles {
				mark := "-"
				if tests, must := r.mustNotice(c); must {
					noticed, err := failing(ctx, overlay, tests)
					if err != nil {
						remove()
						return err
					}
					if mark = "x"; !noticed {
						mark = "MISSING"
						missing++
					}
				}
				marks = append(marks, r.name+" "+mark)
			}
			remove()
			fmt.Printf("%s | %s\n", strings.Join(marks, " | "), c)
		}
	}
	fmt.Printf("%d checks switched off, %d roles that rely on one did not notice\n", tried, missing)
	if missing > 0 {
		return fmt.Errorf("%d roles would follow what they must refuse", missing)
	}
	return nil
}

// mustNotice reports whether a role relies on a check, and the tests that should show it.
func (r role) mustNotice(c change) (tests []string, must bool) {
	if exceptions[c.key()] != "" || unneeded[r.name+": "+c.key()] != "" {
		return nil, false
	}
	if who, ok := gathered[c.in]; ok {
		return r.gathered, r.name == verifier || slices.Contains(who, r.name)
	}
	who, listed := relies[c.in]
	return r.tests, r.name == verifier || !listed && r.name != trustee || slices.Contains(who, r.name)
}

// unneeded are the checks that another one of the same role stands in for, by role and change.key, each with the reason.
var unneeded = map[string]string{
	facilitator + ": protocol/attempt/keys.go NewList: never i > 0 && l.Owners[i-1].Compare(s.Signer) >= 0":                  "its store has one message of each owner, in identity order",
	modelOwner + ": protocol/attempt/product.go Add: never !p.uploads.Has(id) || p.in[id]":                                   oneEach,
	modelOwner + ": protocol/attempt/product.go Bytes: never len(p.in) != len(p.uploads.Owners)":                             oneEach,
	modelOwner + ": protocol/attempt/product.go Check: never err != nil of p.Bytes":                                          oneEach,
	modelOwner + ": protocol/log/chain.go one: never next.Head.Length == c.Seen.Length && next.Head.Digest != c.Seen.Digest": "its log is its own file",
	dataOwner + ": protocol/log/entry.go Parse: never s == nil":                                                              values,
	modelOwner + ": protocol/log/entry.go Parse: never s == nil":                                                             values,
	facilitator + ": protocol/log/position.go Follow: never err != nil of p.Belongs":                                         "it calls Belongs itself, before it takes a lock",
	modelOwner + ": protocol/log/statement.go OpenStatement: never p.Roster == nil || !p.isMember(s.Signer)":                 "it looks the members' statements up by their identities",
	facilitator + ": protocol/log/statement.go OpenStatement: never p.Roster == nil || !p.isMember(s.Signer)":                "it asks for the role of a member first",
	parties + ": protocol/log/position.go Follow: never err != nil of p.Belongs":                                             "they write their own log",
}

const (
	oneEach = "it adds the owners of the list itself, each once, and stops at an error"
	values  = "it reads entries as values"
)

// failing runs tests with one changed file, and reports whether one of them fails.
func failing(ctx context.Context, overlay string, tests []string) (bool, error) {
	for _, t := range tests {
		flags := []string{"-timeout", "3m"}
		if !strings.Contains(t, "-run=") {
			flags = append(flags, "-run", hostileTests)
		}
		if noticed, err := runTests(ctx, overlay, t, flags...); noticed || err != nil {
			return noticed, err
		}
	}
	return false, nil
}
