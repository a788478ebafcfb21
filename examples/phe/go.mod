module github.com/blindfit/blindfit/examples/phe

go 1.26.0

require github.com/blindfit/blindfit v0.0.0

require (
	github.com/didiercrunch/paillier v0.0.0-20180810105046-753322e473bf // indirect
	golang.org/x/sys v0.49.0 // indirect
)

replace github.com/blindfit/blindfit => ../..
