package server

import (
	"maps"

	"github.com/blindfit/blindfit/protocol/wire"
)

// handlers are the types that answer requests.
type handlers struct {
	protocol  *protocol
	following *following
	pages     *pages
	ready     *readiness
	manage    *manage
}

// api are the routes of the protocol and of health checks.
func (h *handlers) api() map[string]methods {
	const training, attempt = "/v2/trainings/{training}", "/v2/trainings/{training}/rounds/{round}/{attempt}"
	p, m := h.protocol, h.protocol.machine
	g, c := m.Gather, contributions{p}
	return map[string]methods{
		"/v2/server":                           {"GET": p.getServer},
		"/v2/trainings":                        {"POST": p.postTraining},
		training + "/manifest":                 {"GET": p.getManifest},
		training + "/enrolments":               {"GET": byPage(p, p.machine.Enrolments, p.sendList)},
		training + "/enrolments/{identity}":    {"PUT": p.putOnce(p.access.enrolment, p.machine.Enrol), "DELETE": p.deleteEnrolment},
		training + "/entries/{identity}":       {"GET": p.getEntry},
		training + "/lobby/{identity}":         {"PUT": p.putOnce(always, p.machine.Lobby.Put)},
		training + "/statements":               {"GET": byPage(p, p.machine.Statements, p.sendList)},
		training + "/statements/{identity}":    {"PUT": p.putOnce(always, p.machine.PutStatement)},
		training + "/log":                      {"GET": p.getLog, "POST": p.postLog},
		training + "/state":                    {"GET": h.following.getState},
		training + "/present":                  {"GET": h.following.getPresent},
		training + "/events":                   {"GET": h.following.getEvents},
		training + "/leave":                    {"POST": p.postLeave},
		attempt + "/weights":                   {"GET": p.blob(m.Weights)},
		attempt + "/keys":                      {"GET": p.list(m.Keys)},
		attempt + "/keys/{identity}":           {"PUT": p.putKeys},
		attempt + "/encapsulations":            {"GET": p.blob(m.Encapsulations)},
		attempt + "/uploads":                   {"GET": p.list(m.Uploads)},
		attempt + "/uploads/{identity}":        {"GET": p.getUpload, "PUT": p.putUpload},
		attempt + "/reveals":                   {"GET": p.list(m.Reveals)},
		attempt + "/reveals/{identity}":        {"PUT": p.put(m.PutReveal)},
		attempt + "/aggregate":                 {"GET": p.blob(m.Aggregate)},
		"/v2/trustees/{identity}":              {"GET": c.getTasks},
		training + "/accepts":                  {"GET": c.getAccepts},
		training + "/accepts/{identity}":       {"PUT": p.putOnce(always, g.PutAccept)},
		training + "/contributions":            {"GET": byPage(p, g.Heads, p.sendList)},
		training + "/contributions/{identity}": {"PUT": c.putContribution},
		training + "/publications/{identity}":  {"GET": getPublication(p), "PUT": c.ofModelOwner(wire.MaxPublication, g.PutPublication)},
		training + "/days/{identity}":          {"GET": c.getDay, "PUT": p.putOnce(always, g.Days.Put)},
		training + "/invites/{identity}":       {"PUT": c.ofModelOwner(wire.MaxInviteRules*wire.InviteRuleSize, g.Invites.Put)},
		training + "/withdrawals/{identity}":   {"PUT": p.putOnce(always, g.PutWithdrawal)},
		training + "/counts":                   {"GET": c.getCounts},
		training + "/arrivals":                 {"GET": c.getArrivals},
		training + "/masks":                    {"GET": byPage(p, g.Masks, p.sendBytes)},
		training + "/ciphertexts":              {"GET": byPage(p, g.Ciphertexts, p.sendBytes)},
		training + "/closings/{number}":        {"GET": c.getClosing},
		training + "/strikes":                  {"GET": read(p, g.Strikes, p.sendList)},
		training + "/strikes/{identity}":       {"PUT": p.putOnce(always, g.PutStrikes)},
		training + "/releases":                 {"GET": read(p, g.Releases, p.sendList)},
		training + "/releases/{identity}":      {"GET": c.getRelease, "PUT": c.putRelease},
		"/v2/openapi.json":                     {"GET": h.pages.getOpenAPI},
		"/healthz":                             {"GET": h.ready.getHealth},
		"/readyz":                              {"GET": h.ready.getReady},
	}
}

// site are the routes of the pages that are open to everyone.
func (h *handlers) site() map[string]methods {
	return map[string]methods{
		"/c/{short}":                {"GET": redirectToInvite(h.protocol.machine.Gather.Invites.Address)},
		"/about":                    {"GET": h.pages.getAbout},
		"/imprint":                  {"GET": h.pages.notice("imprint")},
		"/privacy":                  {"GET": h.pages.notice("privacy")},
		"/robots.txt":               {"GET": h.pages.getRobots},
		"/.well-known/security.txt": {"GET": h.pages.getSecurity},
		"/docs/site.css":            {"GET": h.pages.getStyle},
		"/docs/icon.svg":            {"GET": h.pages.getIcon},
		"/docs/api":                 {"GET": h.pages.getAPI},
		"/docs/{name...}":           {"GET": h.pages.getDocument},
	}
}

// operator are the routes that are for the operator only.
func (h *handlers) operator() map[string]methods {
	return map[string]methods{
		"/operator":                             {"GET": h.pages.forOperator(h.pages.getStatusPage)},
		"/operator/status.json":                 {"GET": h.pages.forOperator(h.pages.getStatus)},
		"/operator/audit.json":                  {"GET": h.pages.forOperator(h.manage.getAudit)},
		"/operator/trainings/{training}/end":    {"POST": h.manage.postEnd},
		"/operator/trainings/{training}/forget": {"POST": h.manage.postForget},
		"/metrics":                              {"GET": h.pages.forOperator(h.pages.getMetrics)},
	}
}

// apart are the routes of an address of the operator's own.
func (h *handlers) apart() map[string]methods {
	routes := h.operator()
	maps.Copy(routes, h.site())
	for _, also := range []string{"/healthz", "/readyz", "/v2/openapi.json"} {
		routes[also] = h.api()[also]
	}
	routes["/{$}"] = methods{"GET": h.pages.redirectToStatus}
	return routes
}
