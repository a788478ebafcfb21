// Package loopback owns the rule by which a name stands for this machine. A server on a loopback address checks the
// Host header of every request with it. If it did not, a page on the web could reach the server under an attacker's
// name that resolves to loopback (DNS rebinding).
package loopback

import (
	"net/netip"
	"strings"
)

// Host reports whether host, with or without a port, is localhost or a loopback address: a Host header, an address to
// listen on, or the host of a URL. No resolver is asked. An empty host, which listens on every address, is not loopback.
func Host(host string) bool {
	// Not with package net, which is large in the browser's module.
	if i := strings.LastIndexByte(host, ':'); i >= 0 && (strings.HasSuffix(host[:i], "]") || !strings.Contains(host[:i], ":")) {
		host = host[:i]
	}
	if len(host) > 1 && host[0] == '[' && host[len(host)-1] == ']' {
		host = host[1 : len(host)-1]
	}
	host = strings.TrimSuffix(host, ".")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Zone() == "" && addr.IsLoopback()
}
