package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// role is a party of the protocol, and the tests that run the table of bad messages against it.
type role struct {
	name  string
	tests []string
}

const (
	verifier    = "verifier"
	dataOwner   = "data owner"
	modelOwner  = "model owner"
	facilitator = "facilitator"
	trustee     = "trustee"
	parties     = "test parties"
)

// The tests of ./modelowner name the role that is served bad messages of a training with trustees.
var roles = []role{
	{verifier, []string{"./protocol/attempt", "./protocol/log"}},
	{dataOwner, []string{"./dataowner/attempt", "./dataowner/people", "./dataowner", "./modelowner -run=OwnersRefuseAccepts"}},
	{modelOwner, []string{"./modelowner/check", "./modelowner/folder", "./modelowner/admission", "./modelowner/train", "./modelowner -run=ModelOwnerRefuses"}},
	{facilitator, []string{"./server/round/collect", "./server/round/archive", "./server/round", "./modelowner -run=FacilitatorRefuses|TrusteeAnswersOnce"}},
	{trustee, []string{"./trustee"}},
	{parties, []string{"./internal/testing/parties"}},
}

// hostileTests are the names of tests that meet bad messages; all others of a package take long.
const hostileTests = "Bad|Refused|Repeated|Lists|Fix|LogHas|Attempt|Encapsulations|Product|Rollback|RolledBack|Chain|Enrol|Reveal|Upload|Statement|Start"

// sharedChecks are the packages with checks that all roles share.
var sharedChecks = []string{"protocol/attempt", "protocol/log"}

// relies names, by the function that a check is in, the roles that call it; all but the trustee if it is not listed: a training with
// trustees has no rounds, and one with rounds no trustees.
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
	"Parse":               {dataOwner, modelOwner, facilitator, trustee},
	"parse":               {dataOwner, modelOwner, facilitator, trustee},
	"Belongs":             {dataOwner, modelOwner, facilitator, trustee},
	"Follow":              {dataOwner, modelOwner, facilitator, trustee, parties},

	// Of trainings with trustees.
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

// compareRoles switches the checks that all roles share off and prints, for each, which roles' tests notice.
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
			failed, err := failing(ctx, c)
			if err != nil {
				return err
			}
			var marks []string
			for _, r := range roles {
				mark := "-"
				switch {
				case slices.ContainsFunc(r.tests, func(t string) bool { return failed[t] }):
					mark = "x"
				case r.mustNotice(c):
					mark = "MISSING"
					missing++
				}
				marks = append(marks, r.name+" "+mark)
			}
			fmt.Printf("%s | %s\n", strings.Join(marks, " | "), c)
		}
	}
	fmt.Printf("%d checks switched off, %d roles that rely on one did not notice\n", tried, missing)
	if missing > 0 {
		return fmt.Errorf("%d roles would follow what they must refuse", missing)
	}
	return nil
}

// mustNotice reports whether a role relies on a check.
func (r role) mustNotice(c change) bool {
	if exceptions[c.key()] != "" || unneeded[r.name+": "+c.key()] != "" {
		return false
	}
	who, listed := relies[c.in]
	return r.name == verifier || !listed && r.name != trustee || slices.Contains(who, r.name)
}

// unneeded are the checks that another one of the same role stands in for, by role and change.key, each with the reason.
var unneeded = map[string]string{
	facilitator + ": protocol/attempt/keys.go NewList: never i > 0 && l.Owners[i-1].Compare(s.Signer) >= 0":                  "its store has one message of each owner, in identity order",
	modelOwner + ": protocol/attempt/product.go Add: never !p.uploads.Has(id) || p.in[id]":                                   oneEach,
	modelOwner + ": protocol/attempt/product.go Bytes: never len(p.in) != len(p.uploads.Owners)":                             oneEach,
	modelOwner + ": protocol/attempt/product.go Check: never err != nil":                                                     oneEach,
	modelOwner + ": protocol/log/chain.go one: never next.Head.Length == c.Seen.Length && next.Head.Digest != c.Seen.Digest": "its log is its own file",
	dataOwner + ": protocol/log/entry.go Parse: never s == nil":                                                              values,
	modelOwner + ": protocol/log/entry.go Parse: never s == nil":                                                             values,
	facilitator + ": protocol/log/position.go Follow: never err != nil":                                                      "it calls Belongs itself, before it takes a lock",
	modelOwner + ": protocol/log/statement.go OpenStatement: never p.Roster == nil || !p.isMember(s.Signer)":                 "it looks the members' statements up by their identities",
	facilitator + ": protocol/log/statement.go OpenStatement: never p.Roster == nil || !p.isMember(s.Signer)":                "it asks for the role of a member first",
	parties + ": protocol/log/position.go Follow: never err != nil":                                                          "they write their own log",
}

const (
	oneEach = "it adds the owners of the list itself, each once, and stops at an error"
	values  = "it reads entries as values"
)

// failing runs the tests of all roles with one changed file and returns the packages that fail.
func failing(ctx context.Context, c change) (map[string]bool, error) {
	overlay, remove, err := overlayOf(c)
	if err != nil {
		return nil, err
	}
	defer remove()
	out := map[string]bool{}
	for _, r := range roles {
		for _, t := range r.tests {
			flags := []string{"-timeout", "3m"}
			if !strings.Contains(t, "-run=") {
				flags = append(flags, "-run", hostileTests)
			}
			noticed, err := runTests(ctx, overlay, t, flags...)
			if err != nil {
				return nil, err
			}
			out[t] = noticed
			if noticed {
				break
			}
		}
	}
	return out, nil
}
