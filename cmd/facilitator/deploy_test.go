package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/blindfit/blindfit/server/metrics"
)

func deployed(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// flags lists the flags of the program's commands.
func flags() []string {
	var names []string
	for _, c := range newRoot().Commands() {
		c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	}
	return append(names, "help", "version")
}

// TestDeployedFlagsExist: the program has every flag that the files and the document use.
func TestDeployedFlagsExist(t *testing.T) {
	known := flags()
	// Of other programs.
	others := []string{"format", "upload-timeout", "file", "now", "network", "reference"}
	for _, name := range []string{"deploy/facilitator.service", "deploy/Dockerfile", "deploy/compose.yaml", "deploy/kustomize/facilitator.yaml", "docs/operations.md"} {
		text := deployed(t, name)
		if name == "deploy/Dockerfile" { // the lines for the program itself
			text = strings.Join(regexp.MustCompile(`(?m)^(CMD|ENTRYPOINT|HEALTHCHECK.*CMD) .*$`).FindAllString(text, -1), "\n")
			text = regexp.MustCompile(`HEALTHCHECK.*CMD`).ReplaceAllString(text, "")
		}
		if strings.HasSuffix(name, ".yaml") {
			text = strings.Join(regexp.MustCompile(`(?m)^ +- --.*$|FACILITATOR_[A-Z_]+:`).FindAllString(text, -1), "\n")
		}
		found := 0
		for _, m := range regexp.MustCompile("(?:^|[\\s\"`(])--([a-z][a-z-]+)").FindAllStringSubmatch(text, -1) {
			found++
			if !slices.Contains(known, m[1]) && !slices.Contains(others, m[1]) {
				t.Errorf("%s names --%s, which no command has", name, m[1])
			}
		}
		for _, m := range regexp.MustCompile(`\bFACILITATOR_([A-Z_]+)`).FindAllStringSubmatch(text, -1) {
			flag := strings.ToLower(strings.ReplaceAll(m[1], "_", "-"))
			if !slices.Contains(known, flag) && flag != "domain" && flag != "upstreams" { // of the proxy
				t.Errorf("%s sets FACILITATOR_%s, which is no flag", name, m[1])
			}
		}
		if found == 0 {
			t.Errorf("%s: no flag was found", name)
		}
	}
}

// TestLimitsAreDocumented: the table of limits has every limit with its default.
func TestLimitsAreDocumented(t *testing.T) {
	text := deployed(t, "docs/operations.md")
	fs := newServe().Flags()
	for _, m := range regexp.MustCompile("(?m)^\\| `--([a-z-]+)` \\| ([0-9.]+) \\|").FindAllStringSubmatch(text, -1) {
		f := fs.Lookup(m[1])
		if f == nil || f.DefValue != m[2] {
			t.Errorf("--%s: its default in the document is %s", m[1], m[2])
		}
	}
	for _, name := range []string{"source-rate", "identity-rate", "source-enrolments", "source-connections", "connections", "identity-sockets"} {
		if !strings.Contains(text, "| `--"+name+"` |") {
			t.Errorf("--%s is not in the table", name)
		}
	}
}

// TestService: the unit confines the program. If systemd is installed, it checks the unit.
func TestService(t *testing.T) {
	unit := deployed(t, "deploy/facilitator.service")
	for _, line := range []string{"DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "PrivateDevices=yes",
		"MemoryDenyWriteExecute=yes", "RestrictNamespaces=yes", "SystemCallFilter=@system-service", "UMask=0077", "RestartPreventExitStatus=2 10 11", "StartLimitBurst=20", "ExecReload=/bin/kill -HUP $MAINPID", "StateDirectoryMode=0700"} {
		if !strings.Contains(unit, "\n"+line+"\n") {
			t.Errorf("%s is missing", line)
		}
	}
	tool, err := exec.LookPath("systemd-analyze")
	if err != nil {
		return // nothing else can be checked here
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "facilitator.service")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(unit, "/usr/local/bin/facilitator", program)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(tool, "verify", file).CombinedOutput(); err != nil || strings.Contains(string(out), "facilitator.service") {
		t.Errorf("systemd rejects the unit: %v\n%s", err, out)
	}
	if out, err := exec.Command(tool, "security", "--offline=true", "--threshold=20", file).CombinedOutput(); err != nil {
		t.Errorf("systemd rates the unit as exposed: %v\n%s", err, out)
	}
}

// TestImage: the last stage contains the program and no other, and does not run as root; the sources it is built from exist.
func TestImage(t *testing.T) {
	file := deployed(t, "deploy/Dockerfile")
	stages := strings.Split(file, "\nFROM ")
	last := stages[len(stages)-1]
	for _, line := range []string{"scratch\n", "\nUSER 65532:65532\n", "\nENTRYPOINT [\"/facilitator\"]\n", "\nHEALTHCHECK ", "\nENV TMPDIR=/data", "\nVOLUME /data\n"} {
		if !strings.Contains("\n"+last, line) && !strings.HasPrefix(last, strings.TrimPrefix(line, "\n")) {
			t.Errorf("the last stage has no line %q", strings.TrimSpace(line))
		}
	}
	if strings.Contains(last, "RUN ") {
		t.Error("the last stage runs something")
	}
	for _, m := range regexp.MustCompile(`(web/build\.sh|\./cmd/\w+)`).FindAllString(file, -1) {
		if _, err := os.Stat(filepath.Join("..", "..", filepath.FromSlash(m))); err != nil {
			t.Errorf("%s is missing, but the image is built from it", m)
		}
	}
	if !strings.Contains(file, "CGO_ENABLED=0") || !strings.Contains(file, "-trimpath") {
		t.Error("the program is not built static and without paths")
	}
	if !strings.Contains(deployed(t, "go.mod"), "\ngo "+regexp.MustCompile(`golang:([\d.]+)`).FindStringSubmatch(file)[1]) {
		t.Error("the Go version of the image is not that of go.mod")
	}
}

// TestCompose: the facilitators are confined and share one database. If docker is installed, it checks the file.
func TestCompose(t *testing.T) {
	text := deployed(t, "deploy/compose.yaml")
	for _, line := range []string{"read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "FACILITATOR_POSTGRES:", "facilitator-1: *facilitator", "facilitator-2: *facilitator", "internal: true", "443:443/udp"} {
		if !strings.Contains(text, line) {
			t.Errorf("%s is missing", line)
		}
	}
	subnet := regexp.MustCompile(`subnet: ([\d./]+)`).FindStringSubmatch(text)
	if subnet == nil || !strings.Contains(text, "--trusted-proxy="+subnet[1]+"\n") {
		t.Error("the proxy's network is not the one that is trusted")
	}
	cmd := exec.Command("docker", "compose", "-f", filepath.Join("..", "..", "deploy", "compose.yaml"), "config", "--quiet")
	cmd.Env = append(os.Environ(), "FACILITATOR_DOMAIN=facilitator.example")
	if exec.Command("docker", "compose", "version").Run() != nil {
		return // nothing else can be checked here
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("docker rejects the file: %v\n%s", err, out)
	}
}

// TestProxies: the examples forward the client's address and sockets, and not the operator's pages.
func TestProxies(t *testing.T) {
	for name, lines := range map[string][]string{
		"deploy/nginx.conf": {"proxy_set_header X-Forwarded-For $remote_addr;", "proxy_set_header X-Forwarded-Proto $scheme;", "proxy_set_header Upgrade $http_upgrade;", "hash $remote_addr", "listen [::]:443", "client_max_body_size 0;", "location ~ ^/(operator|metrics)"},
		"deploy/Caddyfile":  {"lb_policy ip_hash", "@operator path /operator /operator/* /metrics", "health_uri /readyz", "reverse_proxy {$FACILITATOR_UPSTREAMS}"},
	} {
		for _, line := range lines {
			if !strings.Contains(deployed(t, name), line) {
				t.Errorf("%s: %s is missing", name, line)
			}
		}
	}
	// Paths name identities, so the log of a proxy has neither them nor addresses.
	if log := regexp.MustCompile(`(?m)^log_format facilitator '(.*)';$`).FindStringSubmatch(deployed(t, "deploy/nginx.conf")); log == nil ||
		regexp.MustCompile(`remote|realip|forwarded|uri|request |request$|args|path|host`).MatchString(log[1]) ||
		!strings.Contains(deployed(t, "deploy/nginx.conf"), " facilitator;\n") {
		t.Errorf("the format of nginx's access log is %q", log)
	}
}

// TestDashboard: Grafana's dashboard has the fields of its schema, panels that do not overlap, and only metrics that exist.
func TestDashboard(t *testing.T) {
	var d struct {
		Title         string `json:"title"`
		UID           string `json:"uid"`
		SchemaVersion int    `json:"schemaVersion"`
		Panels        []struct {
			ID      int    `json:"id"`
			Title   string `json:"title"`
			Type    string `json:"type"`
			GridPos struct{ X, Y, W, H int }
			Targets []struct{ RefID, Expr string }
		} `json:"panels"`
	}
	if err := json.Unmarshal([]byte(deployed(t, "deploy/grafana.json")), &d); err != nil {
		t.Fatal(err)
	}
	if d.Title == "" || d.UID == "" || d.SchemaVersion < 36 || len(d.Panels) < 10 {
		t.Fatalf("the dashboard %q has schema %d and %d panels", d.Title, d.SchemaVersion, len(d.Panels))
	}
	cells, ids := map[[2]int]string{}, map[int]bool{}
	shown := ""
	for _, p := range d.Panels {
		if p.Title == "" || ids[p.ID] || len(p.Targets) == 0 || p.Type != "stat" && p.Type != "timeseries" || p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("panel %d %q is malformed", p.ID, p.Title)
		}
		ids[p.ID] = true
		for x := range p.GridPos.W {
			for y := range p.GridPos.H {
				at := [2]int{p.GridPos.X + x, p.GridPos.Y + y}
				if other := cells[at]; other != "" {
					t.Fatalf("%q lies on %q", p.Title, other)
				}
				cells[at] = p.Title
			}
		}
		for _, target := range p.Targets {
			shown += target.Expr + "\n"
			for _, name := range regexp.MustCompile(`blindfit_\w+`).FindAllString(target.Expr, -1) {
				name = strings.TrimSuffix(name, "_bucket")
				if !slices.ContainsFunc(metrics.Table, func(d metrics.Definition) bool { return d.Name == name }) {
					t.Errorf("%q shows %s, which is no metric", p.Title, name)
				}
			}
		}
	}
	for _, m := range metrics.Table {
		if !strings.Contains(shown, m.Name) && !slices.Contains([]string{"blindfit_panics_total", "blindfit_messages_total", "blindfit_start_time_seconds"}, m.Name) {
			t.Errorf("no panel shows %s", m.Name)
		}
	}
}

// TestAlerts: alerts use metrics that exist, and the document has a remedy for each.
func TestAlerts(t *testing.T) {
	text, document := deployed(t, "deploy/alerts.yml"), deployed(t, "docs/operations.md")
	for _, name := range regexp.MustCompile(`blindfit_\w+`).FindAllString(text, -1) {
		if !slices.ContainsFunc(metrics.Table, func(d metrics.Definition) bool { return d.Name == name }) {
			t.Errorf("%s is no metric", name)
		}
	}
	alerts := regexp.MustCompile(`alert: (\w+)`).FindAllStringSubmatch(text, -1)
	if len(alerts) < 6 {
		t.Errorf("only %d alerts", len(alerts))
	}
	for _, m := range alerts {
		if !regexp.MustCompile(`(?m)^\| [^|]*\b` + m[1] + `\b`).MatchString(document) {
			t.Errorf("the document has no remedy for %s", m[1])
		}
	}
}
