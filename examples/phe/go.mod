module github.com/blindfit/blindfit/examples/phe

go 1.26.0

require github.com/blindfit/blindfit v0.0.0

require (
	filippo.io/age v1.3.2 // indirect
	filippo.io/hpke v0.4.0 // indirect
	github.com/didiercrunch/paillier v0.0.0-20180810105046-753322e473bf // indirect
	golang.org/x/crypto v0.58.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
)

replace github.com/blindfit/blindfit => ../..
