// Package house holds the rules of the code base as tests: which package may import which, how long a file may get,
// what every document promises. All its files are tests, and they run at the root of the module.
package house

// room is one package of ours and what it may import directly, test files aside. What a package reaches
// through others is ruled by the bans below.
type room struct {
	path    string   // below the module path
	owns    string   // what it is for, in a few words
	may     []string // packages of ours
	modules []string // modules of others
}

const (
	paillier  = "github.com/didiercrunch/paillier"
	websocket = "github.com/coder/websocket"
	cobra     = "github.com/spf13/cobra"
	chromedp  = "github.com/chromedp/chromedp"
	cdproto   = "github.com/chromedp/cdproto"
	gonum     = "gonum.org/v1/gonum"
)

// house lists every package. One that is not here fails the test, and so does one that is here but gone.
var house = []room{
	{path: "crypto/pack", owns: "fixed point, slots, the bit budget", may: []string{"internal/secret"}},
	{path: "crypto/phe", owns: "the public half of Paillier", modules: []string{paillier}},
	{path: "crypto/phe/jskernel", owns: "the browser's big integers as arithmetic", may: []string{"crypto/phe", "internal/jsvalue"}},
	{path: "crypto/privkey", owns: "the private half of Paillier", may: []string{"crypto/phe", "internal/durable", "internal/secret"},
		modules: []string{paillier, "filippo.io/age"}},
	{path: "crypto/mask", owns: "double masking", may: []string{"internal/secret"}},
	{path: "protocol/identity", owns: "identities, invites, fingerprints", may: []string{"internal/secret", "protocol/wire"}},
	{path: "crypto/envelope", owns: "sealed envelopes", may: []string{"internal/secret"}},

	{path: "ml/internal/longfloat", owns: "long floating point"},
	{path: "internal/strictjson", owns: "JSON without surprises"},
	{path: "ml/schema", owns: "features, checks, encoded rows", may: []string{"internal/strictjson"},
		modules: []string{gonum}},
	{path: "ml/spec", owns: "the training file",
		may: []string{"crypto/pack", "crypto/phe", "ml/dp", "internal/strictjson", "ml/optim", "ml/schema", "protocol/wire"}},
	{path: "ml/model", owns: "models: sums, costs, predictions",
		may: []string{"ml/dp", "ml/internal/longfloat", "internal/strictjson", "ml/schema"}, modules: []string{gonum}},
	{path: "ml/optim", owns: "optimisers and the least-squares solver", may: []string{"ml/internal/longfloat"},
		modules: []string{gonum}},
	{path: "ml/dp", owns: "differential privacy: noise, accountant, ledgers", modules: []string{gonum}},
	{path: "ml/plan", owns: "the plan of a training: its rounds, what owners compute, what sums lead to",
		may: []string{"ml/dp", "ml/model", "ml/optim", "ml/schema", "ml/spec", "protocol/wire"}},
	{path: "ml/rounds", owns: "the rounds of a training as a manifest lists them",
		may: []string{"crypto/envelope", "crypto/pack", "ml/plan", "ml/spec", "protocol/wire"}},
	{path: "ml/simulate", owns: "the same training in the clear",
		may: []string{"ml/plan", "ml/model", "ml/optim", "ml/schema", "ml/spec", "protocol/attempt", "protocol/wire"}},
	{path: "ml/onnx", owns: "models as ONNX files", may: []string{"ml/model", "ml/schema"},
		modules: []string{"google.golang.org/protobuf"}},
	{path: "modelowner", owns: "the model owner's side of every round",
		may: []string{"crypto/envelope", "protocol/identity", "crypto/mask", "crypto/phe", "crypto/privkey",
			"internal/durable", "internal/secret", "ml/dp", "ml/plan", "ml/model", "ml/optim", "ml/onnx", "ml/schema", "ml/rounds", "ml/spec", "modelowner/check",
			"protocol/attempt", "protocol/client", "protocol/log", "protocol/wire"}},
	{path: "modelowner/check", owns: "opening and checking one finished attempt",
		may: []string{"crypto/mask", "crypto/privkey", "ml/plan", "ml/rounds", "ml/spec", "protocol/attempt", "protocol/wire"}},
	{path: "modelowner/service", owns: "the model owner's HTTP interface",
		may: []string{"internal/loopback", "internal/strictjson", "modelowner", "ml/schema", "ml/spec", "protocol/wire"}},

	{path: "modelowner/report", owns: "the report of a training", may: []string{"ml/dp", "ml/model", "modelowner", "ml/schema", "ml/spec", "protocol/wire"}},

	{path: "protocol/wire", owns: "what travels"},
	{path: "server/store", owns: "the store's contract", may: []string{"protocol/wire"}},
	{path: "server/store/storetest", owns: "the store's conformance suite", may: []string{"server/store", "protocol/wire"},
		modules: []string{"github.com/google/go-cmp"}},
	{path: "server/store/sqlite", owns: "the store on SQLite", may: []string{"internal/durable", "server/store", "protocol/wire"},
		modules: []string{"github.com/pressly/goose/v3", "modernc.org/sqlite"}},
	{path: "server/store/postgres", owns: "the store on PostgreSQL", may: []string{"server/store", "protocol/wire"},
		modules: []string{"github.com/jackc/pgx/v5", "github.com/pressly/goose/v3"}},
	{path: "internal/testing/pgtest", owns: "throw-away database servers for tests"},
	{path: "server/round", owns: "the round state machine",
		may: []string{"crypto/phe", "protocol/attempt", "protocol/log", "protocol/wire", "server/store"}},
	{path: "server/simulation", owns: "random lives of trainings under faults, for tests"},
	{path: "server/page", owns: "how the page is served"},
	{path: "protocol/log", owns: "the one verifier of the log and of enrolments",
		may: []string{"crypto/mask", "protocol/identity", "protocol/wire"}},
	{path: "protocol/attempt", owns: "the one verifier of an attempt", may: []string{"crypto/mask", "crypto/phe", "protocol/log", "protocol/wire"}},
	{path: "protocol/client", owns: "the client of the protocol", may: []string{"internal/jsvalue", "internal/loopback", "internal/secret", "protocol/wire"}, modules: []string{websocket}},
	{path: "internal/testing/parties", owns: "hand-made owners for tests",
		may: []string{"crypto/mask", "crypto/phe", "internal/secret", "protocol/attempt", "protocol/identity", "protocol/log", "protocol/wire"}},
	{path: "internal/testing/vectors", owns: "the known answers of the protocol, for tests"},
	{path: "internal/testing/hostile", owns: "bad messages that every role must refuse", may: []string{"protocol/wire"}},
	{path: "server/guard", owns: "who asks and how much they may ask", may: []string{"internal/secret"}, modules: []string{"golang.org/x/time"}},
	{path: "server/metrics", owns: "what a facilitator tells Prometheus", modules: []string{"github.com/prometheus/client_golang"}},
	{path: "server/apidoc", owns: "the description of the interface", may: []string{"protocol/wire"}},
	{path: "server/site", owns: "the facilitator's own pages", may: []string{"docs", "server/apidoc"}, modules: []string{"github.com/yuin/goldmark"}},
	{path: "docs", owns: "the documents, for the facilitator to serve"},
	{path: "server/admission", owns: "how much work is taken on at a time: connections, requests, bodies", may: []string{"protocol/wire", "server/guard"},
		modules: []string{"golang.org/x/sync"}},
	{path: "server/events", owns: "event sockets", may: []string{"protocol/wire"}, modules: []string{websocket}},
	{path: "server/report", owns: "the figures of a facilitator", may: []string{"protocol/wire", "server/admission", "server/metrics", "server/round", "server/site"}},
	{path: "server", owns: "routes, and who may send and read what",
		may: []string{"internal/loopback", "protocol/wire", "server/admission", "server/apidoc", "server/events", "server/guard", "server/metrics", "server/page", "server/report", "server/round", "server/site"}},

	{path: "dataowner", owns: "one data owner in one training, for page and program",
		may: []string{"crypto/mask", "dataowner/account", "dataowner/attempt", "dataowner/estimate", "dataowner/event", "dataowner/follow",
			"dataowner/invitation", "dataowner/people", "dataowner/problem", "dataowner/receipt", "dataowner/rows", "dataowner/store",
			"dataowner/update", "dataowner/vault", "protocol/client", "protocol/identity", "protocol/wire"}},
	{path: "dataowner/account", owns: "ε that an owner spent, and its limit",
		may: []string{"dataowner/problem", "dataowner/store", "ml/dp", "ml/spec", "protocol/wire"}},
	{path: "dataowner/attempt", owns: "an owner's messages of one attempt",
		may: []string{"crypto/mask", "protocol/attempt", "protocol/identity", "protocol/wire"}},
	{path: "dataowner/disclosure", owns: "checks against accident on an owner's rows", modules: []string{gonum}},
	{path: "dataowner/estimate", owns: "what a training costs an owner in bytes and time",
		may: []string{"crypto/mask", "crypto/phe", "dataowner/invitation", "dataowner/update", "ml/model", "ml/plan", "ml/rounds", "ml/schema",
			"ml/spec", "protocol/wire"}},
	{path: "dataowner/event", owns: "what a person is shown of a running training",
		may: []string{"dataowner/account", "protocol/client", "protocol/identity", "protocol/wire"}},
	{path: "dataowner/filevault", owns: "a data owner's entries in files", may: []string{"dataowner/store", "internal/durable", "protocol/wire"}},
	{path: "dataowner/follow", owns: "an owner's way through a training",
		may: []string{"dataowner/account", "dataowner/attempt", "dataowner/event", "dataowner/invitation", "dataowner/people", "dataowner/problem",
			"dataowner/progress", "dataowner/receipt", "dataowner/release", "dataowner/rows", "dataowner/update", "dataowner/vault", "ml/dp", "ml/plan",
			"ml/rounds", "protocol/attempt", "protocol/client", "protocol/identity", "protocol/log", "protocol/wire"}},
	{path: "dataowner/invitation", owns: "the verified manifest of a training, and its description",
		may: []string{"crypto/pack", "crypto/phe", "dataowner/problem", "ml/rounds", "ml/schema", "ml/spec", "protocol/client", "protocol/identity",
			"protocol/log", "protocol/wire"}},
	{path: "dataowner/people", owns: "the other owners of a training",
		may: []string{"dataowner/problem", "dataowner/store", "protocol/identity", "protocol/log", "protocol/wire"}},
	{path: "dataowner/problem", owns: "errors that stop an owner", may: []string{"protocol/wire"}},
	{path: "dataowner/progress", owns: "how far long work is"},
	{path: "dataowner/receipt", owns: "proofs of what left an owner",
		may: []string{"crypto/phe", "dataowner/account", "protocol/client", "protocol/wire"}},
	{path: "dataowner/release", owns: "the exact sums that an owner gave",
		may: []string{"dataowner/problem", "dataowner/store", "protocol/identity", "protocol/wire"}},
	{path: "dataowner/rows", owns: "an owner's file, read and described",
		may: []string{"dataowner/estimate", "dataowner/problem", "dataowner/progress", "ml/plan", "ml/schema", "ml/spec", "protocol/wire"}},
	{path: "dataowner/store", owns: "where a platform keeps an owner's entries"},
	{path: "dataowner/update", owns: "the ciphertexts of an update",
		may: []string{"crypto/envelope", "crypto/phe", "dataowner/invitation", "dataowner/problem", "dataowner/progress", "internal/secret", "ml/plan",
			"ml/rounds", "protocol/log", "protocol/wire"}},
	{path: "dataowner/vault", owns: "an owner's secrets and records",
		may: []string{"crypto/envelope", "crypto/mask", "dataowner/problem", "dataowner/receipt", "dataowner/store", "internal/secret", "ml/dp",
			"protocol/identity", "protocol/wire"}},
	{path: "wasm", owns: "the bridge to the page", may: []string{"crypto/phe", "crypto/phe/jskernel", "dataowner", "dataowner/problem", "dataowner/store", "internal/jsvalue"}},

	{path: "web", owns: "the embedded page"},
	{path: "web/browser", owns: "a Chromium that records what leaves it, for tests and the demonstration",
		modules: []string{chromedp, cdproto}},
	{path: "web/e2e", owns: "the end-to-end tests"},
	{path: "web/internal/single", owns: "the page in one file"},
	{path: "web/internal/precompress", owns: "brotli forms of the page's files",
		modules: []string{"github.com/andybalholm/brotli"}},

	{path: "internal/house", owns: "the rules of the code base, as tests"},
	{path: "internal/mutate", owns: "defences switched off, to see tests notice"},
	{path: "internal/bench", owns: "the measurements",
		may: []string{"protocol/identity", "crypto/pack", "crypto/phe", "crypto/privkey", "internal/programs", "internal/bench/forms", "internal/swarm", "ml/dp",
			"modelowner", "internal/testing/pgtest", "protocol/wire", "web/browser"}},
	{path: "internal/bench/forms", owns: "linear forms to measure", may: []string{"crypto/phe"}},
	{path: "internal/bench/page", owns: "the measurements in a browser",
		may: []string{"protocol/identity", "crypto/mask", "crypto/phe", "crypto/phe/jskernel", "internal/bench/forms", "ml/dp", "protocol/wire"}},
	{path: "internal/swarm", owns: "load and faults: many simulated owners",
		may: []string{"crypto/mask", "protocol/attempt", "protocol/log", "protocol/identity", "crypto/phe", "internal/programs", "ml/model", "modelowner", "ml/schema", "ml/spec",
			"protocol/client", "protocol/wire", "dataowner", "dataowner/store"}},
	{path: "internal/testing/diskfault", owns: "disks that fail under SQLite, for tests",
		modules: []string{"modernc.org/libc", "modernc.org/sqlite"}},
	{path: "internal/loopback", owns: "which names stand for this machine"},
	{path: "internal/testing/inmemory", owns: "a model owner and a facilitator in memory, for tests of data owners",
		may: []string{"crypto/envelope", "crypto/mask", "crypto/phe", "crypto/privkey", "ml/plan", "ml/rounds", "ml/spec", "protocol/attempt",
			"protocol/client", "protocol/identity", "protocol/log", "protocol/wire"}},
	{path: "internal/testing/hosts", owns: "a table of hosts for servers on loopback, for tests"},
	{path: "internal/jsvalue", owns: "values between Go and JavaScript"},
	{path: "internal/durable", owns: "files that survive a crash"},
	{path: "internal/secret", owns: "values that do not print"},
	{path: "internal/testing/leaks", owns: "the search for printed secrets, for tests"},

	{path: "cmd/internal/cli", owns: "how the programs speak", modules: []string{cobra, "github.com/spf13/pflag"}},
	{path: "cmd/facilitator", owns: "flags and wiring of the facilitator",
		may: []string{"cmd/internal/cli", "internal/durable", "internal/loopback", "server", "server/guard", "server/page", "server/round", "server/site", "server/store", "server/store/postgres", "server/store/sqlite", "web"}, modules: []string{cobra, "golang.org/x/crypto"}},
	{path: "cmd/modelowner", owns: "flags and wiring of the model owner",
		may: []string{"cmd/internal/cli", "protocol/identity", "crypto/phe", "crypto/privkey", "ml/dp", "internal/durable", "internal/loopback", "internal/strictjson", "ml/model", "modelowner", "modelowner/report", "modelowner/service",
			"ml/simulate", "ml/schema", "ml/spec", "protocol/client", "protocol/wire"},
		modules: []string{cobra, "github.com/guptarohit/asciigraph", "github.com/vbauerster/mpb/v8", "golang.org/x/term", "gonum.org/v1/plot"}},
	{path: "cmd/dataowner", owns: "flags and wiring of the data owner",
		may: []string{"cmd/internal/cli", "protocol/identity", "internal/durable", "internal/loopback", "server/page", "protocol/wire", "dataowner", "dataowner/account",
			"dataowner/filevault", "dataowner/invitation", "dataowner/people", "dataowner/problem", "dataowner/receipt", "dataowner/rows", "dataowner/store",
			"dataowner/vault", "web"},
		modules: []string{cobra}},

	{path: "cmd/swarm", owns: "flags and wiring of the swarm", may: []string{"cmd/internal/cli", "crypto/phe", "internal/swarm", "protocol/wire"},
		modules: []string{cobra, "golang.org/x/term"}},

	{path: "examples/internal/rows", owns: "the drawing of example rows"},
	{path: "internal/testing/federation", owns: "whole trainings in one process, for tests",
		may: []string{"modelowner", "ml/spec", "server", "server/round", "server/store/sqlite", "dataowner", "dataowner/store"}},
	{path: "examples/internal/exampletest", owns: "what the tests of every example ask",
		may: []string{"internal/testing/federation", "ml/model", "ml/simulate", "ml/schema", "ml/spec"}},
	{path: "examples/fuel", owns: "example rows", may: []string{"examples/internal/rows"}},
	{path: "examples/fuel/generate", owns: "writes the example rows", may: []string{"examples/fuel", "examples/internal/rows"}},
	{path: "examples/clinic", owns: "example rows", may: []string{"examples/internal/rows"}},
	{path: "examples/clinic/generate", owns: "writes the example rows", may: []string{"examples/clinic", "examples/internal/rows"}},
	{path: "examples/privacy", owns: "accuracy against privacy, as a table",
		may: []string{"examples/clinic", "examples/fuel", "ml/simulate", "ml/schema", "ml/spec"}},
	{path: "examples/orchard", owns: "example rows", may: []string{"examples/internal/rows"}},
	{path: "examples/orchard/generate", owns: "writes the example rows", may: []string{"examples/orchard", "examples/internal/rows"}},
	{path: "examples/heating", owns: "example rows", may: []string{"examples/internal/rows"}},
	{path: "examples/heating/generate", owns: "writes the example rows", may: []string{"examples/heating", "examples/internal/rows"}},
	{path: "internal/programs", owns: "the programs as processes"},
	{path: "examples/demo/scan", owns: "the search for leaked values"},
	{path: "examples/demo", owns: "the demonstration",
		may:     []string{"crypto/phe", "internal/programs", "examples/demo/scan", "ml/model", "ml/simulate", "ml/schema", "ml/spec", "web/browser"},
		modules: []string{"modernc.org/sqlite"}},
}

// ban forbids packages to reach others, directly or, where deep is set, through any chain of imports. A
// pattern ending in "/..." covers a folder and all below; patterns below the module are written without its path.
type ban struct {
	from []string
	to   []string
	deep bool
	why  string
}

var bans = []ban{
	{from: []string{"server/...", "protocol/...", "dataowner/...", "wasm/...", "web/...", "cmd/facilitator", "cmd/dataowner"}, to: []string{"crypto/privkey"}, deep: true,
		why: "whoever runs the facilitator or the page must never be able to decrypt"},
	{from: []string{"server/...", "protocol/...", "dataowner/...", "wasm/...", "web/...", "cmd/facilitator", "cmd/dataowner"}, to: []string{"modelowner/..."}, deep: true,
		why: "the model owner's side holds the private key"},
	{from: []string{"server/...", "cmd/facilitator"}, to: []string{"ml/..."}, deep: true,
		why: "the facilitator works blind: it must not know what is learned"},
	{from: []string{"crypto/..."}, to: []string{"net", "net/http"}, deep: true,
		why: "cryptography works on the bytes it is given"},
	{from: []string{"crypto/pack", "crypto/phe", "crypto/mask", "crypto/envelope", "protocol/..."}, to: []string{"crypto/privkey"}, deep: true,
		why: "the public half must not need the private half"},
	{from: []string{"crypto/pack", "crypto/phe", "crypto/mask", "crypto/envelope", "protocol/identity"}, to: []string{"os", "syscall/js"},
		why: "these packages run alike natively and in the page, and touch neither"},
	{from: []string{"crypto/...", "protocol/...", "server/...", "dataowner/...", "wasm/...", "ml/dp", "modelowner/..."}, to: []string{"math/rand", "math/rand/v2"},
		why: "secrets, masks and noise come from crypto/rand"},
	{from: []string{"ml/schema", "ml/spec", "ml/model", "ml/optim", "ml/plan", "ml/onnx", "ml/simulate"}, to: []string{"net", "net/http"}, deep: true,
		why: "learning knows no network"},
	{from: []string{"ml/..."}, to: []string{"syscall/js"},
		why: "learning runs alike natively and in the page"},
	{from: []string{"ml/model", "ml/schema", "ml/optim"}, to: []string{"crypto/...", "protocol/...", "server/..."}, deep: true,
		why: "a model is the same in the clear and under encryption"},
	{from: []string{"ml/optim"}, to: []string{"time", "os"},
		why: "the next step follows from what was observed, never from a clock"},
	{from: []string{"protocol/wire"}, to: []string{"crypto/...", "ml/...", "web/...", "wasm/...", "server/...", "dataowner/...", "modelowner/..."}, deep: true,
		why: "a client must get the messages without anything else of ours"},
	{from: []string{"server/store/..."}, to: []string{"server/round"}, deep: true,
		why: "the store keeps what it is given and decides nothing"},
	{from: []string{"server/round"}, to: []string{"net/http", "database/sql"}, deep: true,
		why: "a round is driven by messages and a clock, not by a transport or a database"},
	{from: []string{"protocol/..."}, to: []string{"server/...", "dataowner/...", "modelowner/...", "ml/..."}, deep: true,
		why: "the client stays small enough for the page"},
	{from: []string{"dataowner/..."}, to: []string{"syscall/js"},
		why: "the same code runs natively as dataowner join and is tested there"},
	{from: []string{"dataowner/...", "modelowner/...", "wasm/...", "cmd/dataowner"}, to: []string{"server/round", "server/store/..."}, deep: true,
		why: "a data owner needs the client, not the server"},
	{from: []string{"cmd/...", "server/...", "protocol/...", "dataowner/...", "modelowner/...", "ml/...", "crypto/...", "wasm/...", "web"}, to: []string{chromedp + "/..."}, deep: true,
		why: "a browser driver belongs to the tests and the demonstration"},
}

// portable is the file with the packages that also run as WebAssembly, in the form the test stages read.
const portable = "tools/wasm-packages.txt"

// maxLines is the most lines a source file may have: above that it owns more than one thing.
const maxLines = 500
