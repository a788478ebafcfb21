//go:build infra && unix

package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/protocol/wire"
)

// nginxBefore starts nginx with its defaults and the additions of a test before a facilitator, and returns its address.
func nginxBefore(t *testing.T, upstream, listen, server, location string) string {
	t.Helper()
	dir, port := t.TempDir(), freePort(t)
	must(t, os.Chmod(dir, 0o755))
	file := fmt.Sprintf(`daemon off; user root; pid %[1]s/pid; events {}
http {
  client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
  access_log off; error_log %[1]s/error.log;
  map $http_upgrade $facilitator_connection { default upgrade; '' ''; }
  limit_req_zone $binary_remote_addr zone=few:1m rate=1r/s;
  server {
    listen 127.0.0.1:%[2]d %[3]s;
    %[4]s
    location / {
      proxy_pass http://%[5]s; proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $facilitator_connection; proxy_set_header Host $host;
      %[6]s
    }
  }
}
`, dir, port, listen, server, upstream, location)
	run(t, port, nil, "nginx", "-e", filepath.Join(dir, "start.log"), "-c", write(t, dir, "nginx.conf", file))
	return fmt.Sprintf("http://127.0.0.1:%d", port)
}

// TestInfraProxyDefaults: nginx as it comes, with its limit of bodies and its buffers, one that cuts every connection after two seconds, and
// one that limits requests: trainings pass if they can, and if not the error names the proxy, in time.
func TestInfraProxyDefaults(t *testing.T) {
	ctx := deadline.Context(t)
	p := launch(t, filepath.Join(t.TempDir(), "data"), "127.0.0.1:0", "--trusted-proxy", "127.0.0.1", "--local-programs")
	upstream := strings.TrimPrefix(p.url, "http://")
	const forwarded = "proxy_set_header X-Forwarded-For $remote_addr;"
	plain := nginxBefore(t, upstream, "", "", forwarded)
	trainThrough(t, p.url, plain)
	trainThrough(t, p.url, nginxBefore(t, upstream, "", "", forwarded+" proxy_read_timeout 2s; proxy_send_timeout 2s;"))

	mo, owners := prepare(ctx, t, p.url, 3, nil)
	upload := func(url string, size int) error {
		head, _ := mo.Open(wire.Ref{Round: 1, Attempt: 1})
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		return connect(t, url, owners[0].Key).PutUpload(ctx, mo.ID, wire.Ref{Round: 1, Attempt: 1}, head, make([]byte, size))
	}
	for range 5 { // nginx answers in the middle of the body
		if err := upload(plain, 8<<20); err == nil || !strings.Contains(err.Error(), "a proxy before the facilitator refuses bodies of") {
			t.Errorf("of a body that nginx refuses the error is %v", err)
		}
	}
	few := nginxBefore(t, upstream, "", "limit_req zone=few; limit_req_status 429;", forwarded)
	var err error
	for range 10 {
		asking, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
		_, err = connect(t, few, nil).Server(asking)
		if cancel(); err != nil {
			break
		}
	}
	if err == nil || !strings.Contains(err.Error(), "a proxy before the facilitator permits no more requests") {
		t.Errorf("of a request that nginx limits the error is %v", err)
	}
}

// from returns a client whose connections come from one address of this machine.
func from(address string) *http.Client {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	return &http.Client{Transport: &http.Transport{DialContext: d.DialContext}}
}

// TestInfraForwardedAddresses: through two proxies in a row, through HAProxy with the PROXY protocol before nginx, and with proxies that
// write ports and IPv6, each client has the limits of its own address, also if it writes the proxies' headers itself.
func TestInfraForwardedAddresses(t *testing.T) {
	balancer := func(t *testing.T, upstream, mode, options, server string) string {
		t.Helper()
		port := freePort(t)
		file := fmt.Sprintf("defaults\n mode %s\n timeout connect 3s\n timeout client 60s\n timeout server 60s\n%s\nlisten one\n bind 127.0.0.1:%d\n server one %s %s\n",
			mode, options, port, upstream, server)
		run(t, port, nil, "haproxy", "-db", "-f", write(t, t.TempDir(), "haproxy.cfg", file))
		return fmt.Sprintf("http://127.0.0.1:%d", port)
	}
	host := func(url string) string { return strings.TrimPrefix(url, "http://") }
	for name, begin := range map[string]func(t *testing.T, facilitator string) string{
		"HAProxy, then nginx that appends": func(t *testing.T, f string) string {
			return balancer(t, host(nginxBefore(t, f, "", "", "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;")), "http", " option forwardfor", "")
		},
		"nginx, then HAProxy that adds a second header": func(t *testing.T, f string) string {
			return nginxBefore(t, host(balancer(t, f, "http", " option forwardfor", "")), "", "", "proxy_set_header X-Forwarded-For $remote_addr;")
		},
		"HAProxy with the PROXY protocol, then nginx": func(t *testing.T, f string) string {
			behind := nginxBefore(t, f, "proxy_protocol", "", "proxy_set_header X-Forwarded-For $proxy_protocol_addr;")
			return balancer(t, host(behind), "tcp", "", "send-proxy-v2")
		},
		"nginx with ports": func(t *testing.T, f string) string {
			return nginxBefore(t, f, "", "", "proxy_set_header X-Forwarded-For $remote_addr:$remote_port;")
		},
		"nginx with IPv6": func(t *testing.T, f string) string {
			return nginxBefore(t, f, "", "", `proxy_set_header X-Forwarded-For "[::ffff:$remote_addr]:$remote_port";`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := launch(t, filepath.Join(t.TempDir(), "data"), "127.0.0.1:0", "--trusted-proxy", "127.0.0.1", "--source-rate", "1")
			url := begin(t, host(p.url))
			limited := func(client *http.Client, spoof bool) (n int) {
				for i := range 40 {
					r, err := http.NewRequest(http.MethodGet, url+wire.PathServer, nil)
					must(t, err)
					if spoof {
						r.Header.Set("X-Forwarded-For", fmt.Sprintf("198.51.100.%d", i))
						r.Header.Set("Forwarded", fmt.Sprintf("for=198.51.100.%d", i))
					}
					a, err := client.Do(r)
					must(t, err)
					_, _ = io.Copy(io.Discard, a.Body)
					a.Body.Close()
					if a.StatusCode == http.StatusTooManyRequests {
						n++
					}
				}
				return n
			}
			if n := limited(from("127.0.0.2"), false); n < 20 {
				t.Errorf("%d of 40 requests of one client were limited", n)
			}
			if n := limited(from("127.0.0.3"), true); n < 20 {
				t.Errorf("%d of 40 requests of a client that writes headers were limited", n)
			}
			a, err := from("127.0.0.4").Get(url + wire.PathServer)
			must(t, err)
			a.Body.Close()
			if a.StatusCode != http.StatusOK {
				t.Errorf("another client gets %d", a.StatusCode)
			}
		})
	}
}

// insideProxy is the variable that makes TestInfraForwardProxy the program behind the forward proxy.
const insideProxy = "BLINDFIT_TEST_THROUGH"

// TestInfraForwardProxy: programs behind a forward proxy that asks for a password take it from HTTPS_PROXY, for requests and for sockets.
func TestInfraForwardProxy(t *testing.T) {
	ctx := deadline.Context(t)
	if urls := strings.Fields(os.Getenv(insideProxy)); len(urls) == 2 {
		trainThrough(t, urls[0], urls[1])
		return
	}
	var passed, refused atomic.Int64
	forward := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Proxy-Authorization") != "Basic "+base64.StdEncoding.EncodeToString([]byte("clinic:pass word")) {
			refused.Add(1)
			w.Header().Set("Proxy-Authenticate", "Basic")
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		_, port, err := net.SplitHostPort(r.Host)
		if err != nil || r.Method != http.MethodConnect {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		to, err := net.Dial("tcp", "127.0.0.1:"+port) // as its name server has the domain
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		passed.Add(1)
		w.WriteHeader(http.StatusOK)
		conn, ahead, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		go func() { _, _ = io.Copy(to, ahead.Reader); to.Close() }()
		_, _ = io.Copy(conn, to)
		conn.Close()
	})}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	go func() { _ = forward.Serve(ln) }()
	t.Cleanup(func() { _ = forward.Close() })

	p := launch(t, filepath.Join(t.TempDir(), "data"), "127.0.0.1:0", "--tls-cert", certFile("cert.pem"), "--tls-key", certFile("key.pem"))
	_, port, err := net.SplitHostPort(strings.TrimPrefix(p.url, "https://"))
	must(t, err)
	domain := "https://" + acmeDomain + ":" + port // no name server knows it
	for user, want := range map[string]bool{"clinic:pass%20word@": true, "": false} {
		env := append(os.Environ(), "HTTPS_PROXY=http://"+user+ln.Addr().String(), "NO_PROXY=", "no_proxy=")
		cmd := exec.CommandContext(ctx, "facilitator", "health", domain)
		cmd.Env = env
		if out, err := cmd.CombinedOutput(); (err == nil) != want || !want && !strings.Contains(string(out), "Proxy Authentication Required") {
			t.Errorf("health through %q: %v, %s", user, err, out)
		}
		if !want {
			continue
		}
		program, err := os.Executable()
		must(t, err)
		cmd = exec.CommandContext(ctx, program, "-test.run", "^TestInfraForwardProxy$")
		cmd.Env = append(env, insideProxy+"="+p.url+" "+domain)
		before := passed.Load()
		if out, err := cmd.CombinedOutput(); err != nil || passed.Load() == before {
			t.Errorf("a training through %q with %d connections: %v, %s", user, passed.Load()-before, err, out)
		}
	}
	if passed.Load() < 3 || refused.Load() == 0 {
		t.Errorf("the proxy passed %d connections and refused %d", passed.Load(), refused.Load())
	}
}
