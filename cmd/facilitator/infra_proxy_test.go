//go:build infra && unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// replaced returns a text with one part replaced, which must be there.
func replaced(t *testing.T, text, from, to string) string {
	t.Helper()
	if !strings.Contains(text, from) {
		t.Fatalf("the file has no %q", from)
	}
	return strings.ReplaceAll(text, from, to)
}

// proxies start each proxy with its file in deploy, in front of the addresses of one facilitator or two, and return where it
// logs requests, if anywhere.
var proxies = map[string]func(t *testing.T, dir string, port int, upstreams ...string) (log string){
	"nginx": func(t *testing.T, dir string, port int, upstreams ...string) string {
		site := deployed(t, "deploy/nginx.conf")
		if len(upstreams) > 1 {
			site = replaced(t, site, "# server 10.0.0.12:8080 ", "server "+upstreams[1]+" ")
		}
		return startNginx(t, dir, port, upstreams[0], site)
	},
	"caddy": func(t *testing.T, dir string, port int, upstreams ...string) string {
		t.Setenv("FACILITATOR_DOMAIN", fmt.Sprintf("https://localhost:%d", port))
		t.Setenv("FACILITATOR_UPSTREAMS", strings.Join(upstreams, " "))
		t.Setenv("XDG_DATA_HOME", dir)
		t.Setenv("XDG_CONFIG_HOME", dir)
		file := "{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + replaced(t, deployed(t, "deploy/Caddyfile"), "{$FACILITATOR_DOMAIN} {",
			"{$FACILITATOR_DOMAIN} {\n\tbind 127.0.0.1\n\ttls "+certFile("cert.pem")+" "+certFile("key.pem"))
		run(t, port, nil, "caddy", "run", "--adapter", "caddyfile", "--config", write(t, dir, "Caddyfile", file))
		return ""
	},
	"haproxy": func(t *testing.T, dir string, port int, upstreams ...string) string {
		file := replaced(t, deployed(t, "deploy/haproxy.cfg"), "bind :443 ssl crt /etc/ssl/facilitator/both.pem", fmt.Sprintf("bind 127.0.0.1:%d ssl crt %s", port, certFile("both.pem")))
		file = replaced(t, file, "maxconn 20000", "maxconn 500") // as many as the machine's limit of open files permits
		if len(upstreams) > 1 {
			file = replaced(t, file, "# server two 10.0.0.12:8080", "server two "+upstreams[1])
		}
		run(t, port, nil, "haproxy", "-db", "-f", write(t, dir, "haproxy.cfg", replaced(t, file, "server one 127.0.0.1:8080", "server one "+upstreams[0])))
		return ""
	},
}

// startNginx starts nginx with a site in front of a facilitator's address, and returns where it logs requests.
func startNginx(t *testing.T, dir string, port int, upstream, site string) (log string) {
	t.Helper()
	log = filepath.Join(dir, "access.log")
	for from, to := range map[string]string{
		"listen 443 ssl http2;":                      fmt.Sprintf("listen 127.0.0.1:%d ssl http2;", port),
		"listen [::]:443 ssl http2;":                 "",
		"/etc/ssl/facilitator/fullchain.pem":         certFile("cert.pem"),
		"/etc/ssl/facilitator/privkey.pem":           certFile("key.pem"),
		"/var/log/nginx/facilitator.log facilitator": log + " facilitator",
		"/var/log/nginx/facilitator-error.log":       filepath.Join(dir, "error.log"),
		"server 127.0.0.1:8080 ":                     "server " + upstream + " ",
	} {
		site = replaced(t, site, from, to)
	}
	main := "daemon off;\nuser root;\npid " + dir + "/pid;\nevents {}\nhttp {\n"
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		main += kind + "_temp_path " + filepath.Join(dir, kind) + ";\n"
	}
	run(t, port, nil, "nginx", "-e", filepath.Join(dir, "start.log"), "-c", write(t, dir, "nginx.conf", main+site+"}\n"))
	return log
}

// TestInfraProxies: with each proxy and its file in deploy a round is trained, events come over sockets, bodies of any size
// reach the facilitator, the operator's pages stay inside while this machine keeps its rights, and no log names anybody.
func TestInfraProxies(t *testing.T) {
	for name, begin := range proxies {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			must(t, os.Chmod(dir, 0o755))
			p := launch(t, filepath.Join(dir, "data"), "127.0.0.1:0", "--trusted-proxy", "127.0.0.1", "--local-programs")
			port := freePort(t)
			log := begin(t, dir, port, strings.TrimPrefix(p.url, "http://"))
			base := fmt.Sprintf("https://localhost:%d", port)
			trainThrough(t, p.url, base)
			for path, want := range map[string]int{"/operator": 404, "/operator/status.json": 404, "/metrics": 404, "/healthz": 200, "/readyz": 200, "/about": 200, "/v2/server": 200} {
				a, err := http.Get(base + path)
				must(t, err)
				a.Body.Close()
				if a.StatusCode != want {
					t.Errorf("%s: %d, want %d", path, a.StatusCode, want)
				}
				if path == "/about" && a.Header.Get("Strict-Transport-Security") == "" {
					t.Error("the facilitator does not learn that clients use TLS")
				}
			}
			a, err := http.Get(p.url + "/metrics")
			must(t, err)
			a.Body.Close()
			if a.StatusCode != 200 {
				t.Errorf("a program on this machine sees %d", a.StatusCode)
			}
			a, err = http.Post(base+"/v2/trainings/"+strings.Repeat("ab", 32)+"/leave", "application/json", bytes.NewReader(make([]byte, 3<<20)))
			must(t, err)
			body, _ := io.ReadAll(a.Body)
			a.Body.Close()
			if !strings.Contains(string(body), `"code":`) {
				t.Errorf("a body of 3 MB is answered by the proxy: %d %.200s", a.StatusCode, body)
			}
			if log == "" {
				return
			}
			b, err := os.ReadFile(log)
			must(t, err)
			if len(b) == 0 || regexp.MustCompile(`[0-9a-f]{32}|127\.0\.0\.1|/v2/`).Match(b) {
				t.Errorf("the access log has %d bytes and names somebody: %.300s", len(b), b)
			}
		})
	}
}

// TestInfraPath: behind nginx a facilitator can be one part of a site. The proxy forwards requests with the path, and the
// facilitator has --base-path, or the proxy takes the path off and the facilitator knows nothing of it.
func TestInfraPath(t *testing.T) {
	for name, c := range map[string]struct {
		flags []string
		to    string // what nginx puts in place of the path
	}{
		"forwarded": {[]string{"--base-path", "/study/blindfit"}, ""},
		"taken off": {nil, "/"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			must(t, os.Chmod(dir, 0o755))
			p := launch(t, filepath.Join(dir, "data"), "127.0.0.1:0", append(c.flags, "--trusted-proxy", "127.0.0.1", "--local-programs")...)
			u, err := url.Parse(p.url)
			must(t, err)
			port := freePort(t)
			site := deployed(t, "deploy/nginx.conf")
			site = replaced(t, site, "location / {\n        proxy_pass http://facilitators;", "location /study/blindfit/ {\n        proxy_pass http://facilitators"+c.to+";")
			site = replaced(t, site, "location ~ ^/(operator|metrics)", "location ~ ^/study/blindfit/(operator|metrics)")
			startNginx(t, dir, port, u.Host, site)
			base := fmt.Sprintf("https://localhost:%d/study/blindfit", port)
			trainThrough(t, p.url, base)
			for path, want := range map[string]int{"/operator": 404, "/metrics": 404, "/readyz": 200, "/about": 200, "/v2/server": 200} {
				a, err := http.Get(base + path)
				must(t, err)
				a.Body.Close()
				if a.StatusCode != want {
					t.Errorf("%s: %d, want %d", path, a.StatusCode, want)
				}
			}
		})
	}
}
