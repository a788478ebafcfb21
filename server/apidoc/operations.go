package apidoc

import "github.com/blindfit/blindfit/protocol/wire"

// The parties of operations.
const (
	anyone  = "anyone"
	knows   = "anyone who knows the training's id"
	owner   = "the owner whose identity is in the path, by the signature of the body"
	entered = "enrolled owners and the model owner"
	members = "members of the roster and the model owner"
	mo      = "the model owner"
	closers = "the model owner and the trustees"
)

// operation is one operation of the interface.
type operation struct {
	id, method, path string
	summary, who     string
	query            []string
	body             []content // alternatives for the body
	status           int       // of success; if 0, it is 200, or 204 if there is no answer
	answer           content   // zero for none
	reader           bool      // the request is signed
	operator         bool      // the request needs the operator's token
	codes            []wire.Code
}

// content describes a body.
type content struct {
	media string
	of    any    // a value of the body's type, which is sent as canonical JSON; nil if it is bytes
	is    string // description
}

var (
	ciphertexts = content{wire.BlobType, nil, "ciphertexts: big-endian, of fixed length, one after the other"}
	frames      = content{wire.BlobType, nil, "frames, each after its length in four bytes, in the order of identities; none at the end"}
	plain       = content{"text/plain; charset=utf-8", nil, "the word ok"}
)

func jsonOf(v any, is string) content { return content{"application/json", v, is} }

func signed(is string) content { return jsonOf(wire.Signed{}, "a signed "+is) }

func frame(is, blob string) content {
	return content{wire.FrameType, nil, "a frame: four bytes of length, a signed " + is + " of that length, " + blob}
}

const (
	training = "/v2/trainings/{training}"
	attempt  = training + "/rounds/{round}/{attempt}"
)

// operations lists all operations, in the order of their use in a training.
var operations = []operation{
	{id: "getServer", method: "GET", path: "/v2/server", summary: "Read the facilitator's name, version and clock", who: anyone, answer: jsonOf(wire.Server{}, "name, protocol version, release and time")},
	{id: "getOpenAPI", method: "GET", path: "/v2/openapi.json", summary: "This document", who: anyone, answer: content{"application/json", nil, "an OpenAPI 3.1 document"}},
	{id: "createTraining", method: "POST", path: "/v2/trainings", summary: "Create a training, or confirm one that exists", who: "the operator: from its own machine, or with its token",
		body: []content{signed("manifest")}, status: 201, answer: jsonOf(wire.Created{}, "the training's id; 200 if it existed"), operator: true,
		codes: []wire.Code{wire.CodeVersion, wire.CodeSignature, wire.CodeToken, wire.CodeForbidden, wire.CodeConflict, wire.CodeFull}},
	{id: "getManifest", method: "GET", path: training + "/manifest", summary: "Read the signed manifest", who: knows, answer: signed("manifest"), codes: []wire.Code{wire.CodeNotFound}},
	{id: "enrol", method: "PUT", path: training + "/enrolments/{identity}", summary: "Enrol in the training", who: owner, body: []content{signed("enrolment")},
		codes: []wire.Code{wire.CodeSignature, wire.CodeNotFound, wire.CodeConflict, wire.CodeStale, wire.CodePhase, wire.CodeFull}},
	{id: "strikeEnrolment", method: "DELETE", path: training + "/enrolments/{identity}", summary: "Remove an enrolment without a valid invite from the lobby", who: mo, reader: true, status: 204,
		codes: []wire.Code{wire.CodeForbidden, wire.CodeNotFound, wire.CodePhase}},
	{id: "listEnrolments", method: "GET", path: training + "/enrolments", summary: "Read a page of the enrolments", who: members, query: []string{"after"}, reader: true, answer: jsonOf(wire.List{}, "signed enrolments in the order of identities")},
	{id: "readEntry", method: "GET", path: training + "/entries/{identity}", summary: "Read what is known about an asker and its invite before it enrols", who: knows, query: []string{"invite"}, answer: jsonOf(wire.Entry{}, "phase, counts and the asker's standing"), codes: []wire.Code{wire.CodeNotFound, wire.CodeLate}},
	{id: "putLobby", method: "PUT", path: training + "/lobby/{identity}", summary: "Say which enrolments the model owner would admit", who: mo, body: []content{signed("lobby")},
		codes: []wire.Code{wire.CodeSignature, wire.CodeForbidden, wire.CodeNotFound, wire.CodeStale, wire.CodePhase}},
	{id: "state", method: "PUT", path: training + "/statements/{identity}", summary: "State in which earlier sums a member's rows were", who: "members of the roster", body: []content{signed("statement")},
		codes: []wire.Code{wire.CodeSignature, wire.CodeForbidden, wire.CodeNotFound, wire.CodeConflict, wire.CodeStale, wire.CodePhase}},
	{id: "listStatements", method: "GET", path: training + "/statements", summary: "Read a page of the members' statements", who: members, query: []string{"after"}, reader: true, answer: jsonOf(wire.List{}, "signed statements in the order of identities")},
	{id: "listPresent", method: "GET", path: training + "/present", summary: "Read which enrolled owners are connected", who: mo, reader: true, answer: jsonOf(wire.Owners{}, "identities, in order")},
	{id: "getState", method: "GET", path: training + "/state", summary: "Read the state, immediately or when it changes", who: entered, query: []string{"after", "wait"}, reader: true, answer: jsonOf(wire.State{}, "the state")},
	{id: "followState", method: "GET", path: training + "/events", summary: "Follow the state over a WebSocket: the client sends a signed hello as the first frame, the facilitator sends states", who: entered, status: 101, codes: []wire.Code{wire.CodeForbidden}},
	{id: "leave", method: "POST", path: training + "/leave", summary: "End an owner's presence", who: "enrolled owners", body: []content{signed("hello")},
		codes: []wire.Code{wire.CodeSignature, wire.CodeClock, wire.CodeForbidden, wire.CodeNotFound, wire.CodeStale}},
	{id: "appendLog", method: "POST", path: training + "/log", summary: "Append the next entry of the log, once the one before it is there", who: mo, query: []string{"wait"}, body: []content{signed("roster, start, revoke, open, accept, reject, freeze or done"), frame("open message, closing or close", "ciphertexts, sealed weights, or the contributions or cells that the entry names")},
		codes: []wire.Code{wire.CodeSignature, wire.CodeForbidden, wire.CodeNotFound, wire.CodeConflict, wire.CodeStale, wire.CodePhase, wire.CodeLate, wire.CodeCiphertext}},
	{id: "readLog", method: "GET", path: training + "/log", summary: "Read a page of the log", who: entered, query: []string{"from"}, reader: true, answer: jsonOf(wire.Log{}, "signed entries; none after the end")},
	{id: "readWeights", method: "GET", path: attempt + "/weights", summary: "Read the weights of the open message", who: members, query: []string{"wait"}, reader: true, answer: ciphertexts},
	put("Keys", "keys", frame("keys message", "encapsulations")), listed("Keys", "keys", "the keys messages of the list"),
	{id: "readEncapsulations", method: "GET", path: attempt + "/encapsulations", summary: "Read the encapsulations to the reader, each with its path", who: "owners of the list", query: []string{"wait"}, reader: true, answer: content{wire.BlobType, nil, "encapsulations of the owners before the reader, in the order of identities"}},
	put("Upload", "uploads", frame("upload", "ciphertexts")), listed("Uploads", "uploads", "the heads of the uploads"),
	{id: "readUpload", method: "GET", path: attempt + "/uploads/{identity}", summary: "Read the ciphertexts of an upload", who: "the model owner; members once the round is accepted, if uploads are kept", query: []string{"wait"}, reader: true, answer: ciphertexts},
	put("Reveal", "reveals", signed("reveal")), listed("Reveals", "reveals", "the revealed seeds"),
	{id: "readAggregate", method: "GET", path: attempt + "/aggregate", summary: "Read the product of the uploads", who: mo, query: []string{"wait"}, reader: true, answer: ciphertexts},
	{id: "listTasks", method: "GET", path: "/v2/trustees/{identity}", summary: "Read which trainings name a trustee and have not ended", who: "the trustee", reader: true, answer: jsonOf(wire.TrusteeTasks{}, "trainings, in order")},
	{id: "listAccepts", method: "GET", path: training + "/accepts", summary: "Read the accepts of the trustees", who: knows, answer: jsonOf(wire.List{}, "signed accepts so far, in the order of identities"), codes: []wire.Code{wire.CodeNotFound}},
	answered("Accept", "accepts", "Accept the training", signed("trustee_accept")),
	{id: "contribute", method: "PUT", path: training + "/contributions/{identity}", summary: "Send a contribution, or one that replaces it", who: owner,
		body: []content{frame("contribution", "an encapsulation and a sealed tag for each trustee, then ciphertexts")}, codes: append([]wire.Code{wire.CodeFull, wire.CodeCiphertext, wire.CodeKey}, answers...)},
	{id: "putInvites", method: "PUT", path: training + "/invites/{identity}", summary: "Say which further invites there are", who: mo,
		body: []content{frame("invites", "for each invite its id, how many contributions it is good for, and until when")}, codes: answers},
	{id: "putDay", method: "PUT", path: training + "/days/{identity}", summary: "Put off the day of the close", who: mo, body: []content{signed("day")}, codes: answers},
	{id: "readDay", method: "GET", path: training + "/days/{identity}", summary: "Read the day to which the close was put off last", who: anyone, answer: signed("day"), codes: []wire.Code{wire.CodeNotFound}},
	{id: "putPublication", method: "PUT", path: training + "/publications/{identity}", summary: "Publish results to everybody who has the link", who: mo,
		body: []content{frame("publication", "results, sealed under the training key")}, codes: answers},
	{id: "readPublication", method: "GET", path: training + "/publications/{identity}", summary: "Read published results", who: anyone, answer: frame("publication", "results, sealed under the training key")},
	{id: "withdraw", method: "PUT", path: training + "/withdrawals/{identity}", summary: "Ask that a contribution is not counted", who: owner, body: []content{signed("withdrawal")}, codes: answers},
	{id: "countContributions", method: "GET", path: training + "/counts", summary: "Read how many contributions there are", who: closers, reader: true, answer: jsonOf(wire.Counts{}, "how many are frozen, and how many wait")},
	{id: "listContributions", method: "GET", path: training + "/contributions", summary: "Read a page of the heads of frozen contributions", who: closers, query: []string{"after"}, reader: true, answer: jsonOf(wire.List{}, "signed contributions in the order of identities; none at the end")},
	{id: "readArrivals", method: "GET", path: training + "/arrivals", summary: "Read a page of contributions with their encapsulations and tags, frozen or not, in the order in which they came", who: "the trustees", query: []string{"after"}, reader: true,
		answer: content{wire.BlobType, nil, "the place of the last in that order, in eight bytes, after which the next page goes on; then frames, each after its length in four bytes, none at the end"}},
	{id: "readMasks", method: "GET", path: training + "/masks", summary: "Read a page of frozen contributions with their encapsulations and tags", who: closers, query: []string{"after"}, reader: true, answer: frames},
	{id: "readCiphertexts", method: "GET", path: training + "/ciphertexts", summary: "Read a page of frozen contributions with their ciphertexts", who: mo, query: []string{"after"}, reader: true, answer: frames},
	{id: "readClosing", method: "GET", path: training + "/closings/{number}", summary: "Read the bytes that came with a closing or, number 0, with the close", who: closers, reader: true, answer: content{wire.BlobType, nil, "the contributions of the closing, or the cell of each"}},
	answered("Strikes", "strikes", "Answer the last closing", signed("strikes")),
	{id: "listStrikes", method: "GET", path: training + "/strikes", summary: "Read the trustees' answers to the last closing", who: closers, reader: true, answer: jsonOf(wire.List{}, "signed strikes so far, in the order of identities")},
	answered("Release", "releases", "Release the masks of all cells", frame("release", "for each cell one number for each ciphertext")),
	{id: "listReleases", method: "GET", path: training + "/releases", summary: "Read the heads of the trustees' releases", who: closers, reader: true, answer: jsonOf(wire.List{}, "signed releases so far, in the order of identities")},
	{id: "readRelease", method: "GET", path: training + "/releases/{identity}", summary: "Read the numbers of a release", who: mo, reader: true, answer: content{wire.BlobType, nil, "numbers modulo n: big-endian, of fixed length, one after the other"}},
	{id: "health", method: "GET", path: "/healthz", summary: "Whether the process is alive", who: anyone, answer: plain},
	{id: "ready", method: "GET", path: "/readyz", summary: "Whether the store can be used and the process is not stopping", who: anyone, answer: plain},
}

// bodies are the types of the bodies of signed messages, by kind.
var bodies = []struct {
	kind wire.Kind
	of   any
}{
	{wire.KindManifest, wire.Manifest{}}, {wire.KindEnrolment, wire.Enrolment{}}, {wire.KindRoster, wire.Roster{}},
	{wire.KindStatement, wire.Statement{}}, {wire.KindStart, wire.Start{}}, {wire.KindRevoke, wire.Revoke{}}, {wire.KindOpen, wire.Open{}},
	{wire.KindKeys, wire.Keys{}}, {wire.KindUpload, wire.Upload{}}, {wire.KindReveal, wire.Reveal{}}, {wire.KindAccept, wire.Accept{}}, {wire.KindReject, wire.Reject{}}, {wire.KindDone, wire.Done{}}, {wire.KindLobby, wire.Lobby{}},
	{wire.KindTrusteeAccept, wire.TrusteeAccept{}}, {wire.KindContribution, wire.Contribution{}}, {wire.KindWithdrawal, wire.Withdrawal{}}, {wire.KindInvites, wire.Invites{}}, {wire.KindPublication, wire.Publication{}}, {wire.KindDay, wire.Day{}}, {wire.KindFreeze, wire.Freeze{}},
	{wire.KindClosing, wire.Closing{}}, {wire.KindStrikes, wire.Strikes{}}, {wire.KindClose, wire.Close{}}, {wire.KindRelease, wire.Release{}},
	{wire.KindRequest, wire.Request{}}, {wire.KindHello, wire.Hello{}},
}

// put returns the operation for the message of an owner in a phase.
func put(name, segment string, body content) operation {
	codes := []wire.Code{wire.CodeSignature, wire.CodeForbidden, wire.CodeNotFound, wire.CodeConflict, wire.CodeStale, wire.CodePhase, wire.CodeLate}
	if segment == "uploads" {
		codes = append(codes, wire.CodeCiphertext, wire.CodeKey)
	}
	return operation{id: "put" + name, method: "PUT", path: attempt + "/" + segment + "/{identity}", summary: "Send " + body.is, who: owner,
		body: []content{body}, codes: codes}
}

// answers are the codes of messages that are sent to a training with trustees.
var answers = []wire.Code{wire.CodeSignature, wire.CodeForbidden, wire.CodeNotFound, wire.CodeConflict, wire.CodeStale, wire.CodePhase, wire.CodeLate}

// answered returns the operation for a message of a trustee.
func answered(name, segment, summary string, body content) operation {
	return operation{id: "put" + name, method: "PUT", path: training + "/" + segment + "/{identity}", summary: summary, who: "the trustee whose identity is in the path, by the signature of the body",
		body: []content{body}, codes: answers}
}

// listed returns the operation for a page of the messages of a phase.
func listed(name, segment, is string) operation {
	return operation{id: "list" + name, method: "GET", path: attempt + "/" + segment, summary: "Read a page of " + is, who: members,
		query: []string{"after", "wait"}, reader: true, answer: jsonOf(wire.List{}, is+", in the order of identities")}
}

// parameters are the parameters of paths and queries.
var parameters = map[string]parameter{
	"training": {"path", "the training's id", Schema{{"type", "string"}, {"pattern", hex64}}},
	"number":   {"path", "number of a closing, 0 for the close", Schema{{"type", "integer"}, {"minimum", 0}}},
	"identity": {"path", "an owner's or a trustee's identity", Schema{{"type", "string"}, {"pattern", hex64}}},
	"round":    {"path", "number of the round", Schema{{"type", "integer"}, {"minimum", 1}, {"maximum", wire.MaxRounds}}},
	"attempt":  {"path", "number of the attempt", Schema{{"type", "integer"}, {"minimum", 1}}},
	"after":    {"query", "the last identity already seen; for the state, the version already seen; for arrivals, the place in their order", Schema{{"type", "string"}}},
	"wait":     {"query", "seconds to wait: for another version of the state, for the entry before, or for the end of the phase", Schema{{"type", "integer"}, {"minimum", 0}, {"maximum", 30}}},
	"invite":   {"query", "the id of the asker's invite", Schema{{"type", "string"}, {"pattern", "^[0-9a-f]{32}$"}}},
	"from":     {"query", "sequence number of the first entry wanted", Schema{{"type", "integer"}, {"minimum", 1}}},
}

type parameter struct {
	in, is string
	schema Schema
}

const hex64 = "^[0-9a-f]{64}$"
