package ledger_test

import (
	"context"
	"fmt"

	"github.com/blindfit/blindfit/dataowner/disclosure"
	"github.com/blindfit/blindfit/dataowner/ledger"
)

// The course of an exact training as one owner sees it.
func Example() {
	ctx := context.Background()
	disk := &ledger.Disk{} // a program keeps lines and anchor apart
	vault, err := ledger.Open(ctx, disk, disk, vaultSecret("a"), when)
	if err != nil {
		panic(err)
	}
	file, plan := newSheet(40, "age", "outcome"), training("one", "age outcome")

	// Before enrolment: questions about the owner's own rows.
	rows := vault.Read(file)
	look, err := vault.Look(rows, plan, nil)
	if err != nil {
		panic(err)
	}
	report, err := look.Check(disclosure.Options{}, false)
	if err != nil {
		panic(err)
	}
	fmt.Println("findings:", len(report.Findings), "other people:", len(look.Questions()), "limit:", vault.Limit(plan) != nil)

	// In the lobby: the statement is durable before it is sent.
	circle := keys("a b c")
	statement, err := vault.Declare(ctx, look, ledger.Declaration{Members: circle, When: when})
	if err != nil {
		panic(err)
	}
	members := []ledger.Member{{Owner: circle[0], Statement: statement}, {Owner: circle[1], Statement: first()}, {Owner: circle[2], Statement: first()}}
	verdict, err := ledger.Combine(plan.Exact, plan.Share > 0, members)
	if err != nil {
		panic(err)
	}
	fmt.Println("states", statement.Word, "passes silently:", verdict.Silent)
	if err := vault.Pass(ctx, plan.ID, verdict, when); err != nil { // or Strike
		panic(err)
	}

	// Before each upload: the rows that were stated, and no others.
	chosen, err := vault.Stated(ctx, plan, vault.Read(file.add(5)))
	if err != nil {
		panic(err)
	}
	n := 0
	for _, keep := range chosen.Keep {
		if keep {
			n++
		}
	}
	fmt.Println("rows in the sums:", n)

	// Output:
	// findings: 0 other people: 0 limit: false
	// states first passes silently: true
	// rows in the sums: 40
}
