# Everything that is done with this project, one target each; tools/ holds what takes more than a line.
# Results go to build/, but for the page, which goes to web/dist, where the programs embed it.

.PHONY: help build demo test check infra race bench soak fuzz mutate vulnerabilities release clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 17

build: ## build the page and the programs into build/bin
	BROTLI=11 web/build.sh
	tools/programs.sh

demo: ## train one model with three data owners on this machine (OPEN=1: one of them is you; CAMPAIGN=1: five hundred people who send once and leave)
	@tools/demo.sh

test: ## run every check and test (STAGE="go e2e": some stages, CHROME=browser, BLINDFIT_DATA=folder with real tables)
	@tools/test.sh $(STAGE)

check: ## the quick part of test: form, module files, linters, dead code, the page and its unit tests, import laws
	@tools/check.sh

infra: ## run the tests against real proxies, poolers, databases with a standby, Prometheus' tools and an ACME authority, all on this machine
	@tools/infra.sh

race: ## run the tests of every Go package under the race detector (needs a C compiler; about an hour)
	@tools/race.sh

bench: ## measure against other libraries, natively and in a browser, side by side; rows go to build/bench.json (QUICK=1: three minutes)
	@tools/bench.sh $${QUICK:+-quick}

soak: ## the long tests: 10,000 rounds over one facilitator (BLINDFIT_SOAK_HOURS=24: for that long), two facilitators on one database killed in turn (KILLING=1h), 10,000 simulated lives under faults, 20,000 of ledgers and 10,000 with real messages, LIVES (10,000) of a trustee, whole trainings with 3072-bit keys, one of 1,000 rounds; ten minutes on every fuzz target
	CGO_ENABLED=0 go test -tags soak,testkeys -count=1 -timeout 48h -v -run '^TestSoak$$' ./internal/swarm -rounds $${ROUNDS:-10000}
	CGO_ENABLED=0 go test -tags soak,testkeys -count=1 -timeout 24h -run '^Test(Sequences|Kept|WalkRestarts|ManyRounds|KilledAtWrites)' ./server/... ./cmd/facilitator
	CGO_ENABLED=0 go test -tags soak,testkeys,postgres -count=1 -timeout 24h -v -run '^TestSoakKilledInTurn$$' ./internal/swarm -killing $${KILLING:-1h}
	go test -tags soak -count=1 -timeout 24h -v ./modelowner ./ml/dp ./dataowner/ledger
	go test -tags soak,testkeys -count=1 -timeout 24h -v -run '^TestLivesOfMessagesSoak$$' ./dataowner/ledger
	go test -tags soak,testkeys -count=1 -timeout 24h -v -run '^TestLivesOfATrusteeSoak$$' ./trustee -lives $${LIVES:-10000}
	FUZZTIME=$${FUZZTIME:-10m} tools/fuzz.sh

fuzz: ## run every fuzz target for FUZZTIME (30s)
	@tools/fuzz.sh

mutate: ## switch every defence off, one by one, and see that a test notices (ONLY=part of a file's or function's name; ROLES=1: see which roles notice the checks that all share)
	go run ./internal/mutate $${ROLES:+-roles} -only "$${ONLY:-}"

vulnerabilities: ## compare all dependencies with the databases of known vulnerabilities, as far as they can be reached
	@tools/vulnerabilities.sh

release: ## build programs for every system and the page as one file into build/release (BLINDFIT_RELEASE_KEY: sign)
	@tools/release.sh

clean: ## remove all that was built
	rm -rf build web/node_modules web/src/generated
	find web/dist -mindepth 1 ! -name placeholder -delete
