package guard

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// Proxies are the addresses of trusted proxies: X-Forwarded-For and X-Forwarded-Proto are used if they come from one of
// them. The zero value trusts none.
type Proxies struct {
	prefixes []netip.Prefix
	// LocalPrograms makes requests local that come from this machine without a header of a proxy, although a proxy on this
	// machine is trusted. The operator states by it that the proxy adds a header to every request.
	LocalPrograms bool
}

// ParseProxies parses addresses (10.0.0.7) and networks (10.0.0.0/8) in canonical form.
func ParseProxies(list []string) (Proxies, error) {
	var p Proxies
	for i, s := range list {
		prefix, err := netip.ParsePrefix(s)
		if err != nil {
			addr, e := netip.ParseAddr(s)
			if e != nil || addr.Zone() != "" {
				return Proxies{}, fmt.Errorf("invalid trusted proxy %d: must be an address such as 10.0.0.7 or a network such as 10.0.0.0/8", i+1)
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		if a := prefix.Addr(); a.Is4In6() && prefix.Bits() >= 96 { // the addresses that it is compared with are unmapped
			prefix = netip.PrefixFrom(a.Unmap(), prefix.Bits()-96)
		}
		if prefix != prefix.Masked() {
			return Proxies{}, fmt.Errorf("invalid trusted proxy %d: bits beyond the length of the network must be zero", i+1)
		}
		p.prefixes = append(p.prefixes, prefix)
	}
	return p, nil
}

// Trusts reports whether an address is a trusted proxy.
func (p Proxies) Trusts(a netip.Addr) bool {
	for _, prefix := range p.prefixes {
		if prefix.Contains(a) {
			return true
		}
	}
	return false
}

// TrustsAll reports whether all addresses of IPv4 or of IPv6 are trusted, so that any client may name any address as its own.
func (p Proxies) TrustsAll() bool {
	for _, prefix := range p.prefixes {
		if prefix.Bits() == 0 {
			return true
		}
	}
	return false
}

// Forwards reports whether a request comes from a trusted proxy.
func (p Proxies) Forwards(r *http.Request) bool {
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && p.Trusts(remote.Addr().Unmap().WithZone(""))
}

// TrustLoopback reports whether a proxy on this machine is trusted, so that its programs are not local (see LocalPrograms).
func (p Proxies) TrustLoopback() bool {
	return !p.LocalPrograms && (p.Trusts(netip.AddrFrom4([4]byte{127, 0, 0, 1})) || p.Trusts(netip.IPv6Loopback()))
}

// Source is the origin of a request.
type Source struct {
	Addr netip.Addr // of the client, or of the last trusted hop if a proxy names none
	// Local is true for a request from this machine without a header of a proxy. A proxy on this machine that adds no
	// header must be trusted by name; then the requests that it forwards are not local.
	Local  bool
	Secure bool // the client uses TLS, to the facilitator or to a trusted proxy
}

// Key returns the key of the limits of a source: an IPv4 address, or a /64 network of IPv6, the size that one household or
// machine is assigned.
func (s Source) Key() netip.Prefix {
	bits := 32
	if s.Addr.Is6() {
		bits = 64
	}
	prefix, err := s.Addr.Prefix(bits)
	if err != nil {
		return netip.Prefix{} // one key for all addresses that cannot be parsed
	}
	return prefix
}

// proxyHeaders are the headers that proxies add.
var proxyHeaders = []string{"X-Forwarded-For", "Forwarded", "Via", "X-Real-Ip"}

// Of returns the source of a request. X-Forwarded-For is read from its end: the first address that is not a trusted proxy
// is the client, and the addresses before it, which the client may have written, are ignored.
func (p Proxies) Of(r *http.Request) Source {
	s := Source{Secure: r.TLS != nil}
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return s
	}
	s.Addr = remote.Addr().Unmap().WithZone("")
	forwarded := false
	for _, name := range proxyHeaders {
		forwarded = forwarded || len(r.Header.Values(name)) > 0
	}
	if trusted := p.Trusts(s.Addr); !trusted || p.LocalPrograms && s.Addr.IsLoopback() && !forwarded {
		s.Local = s.Addr.IsLoopback() && !forwarded
		return s
	}
	s.Secure = s.Secure || strings.EqualFold(last(r.Header.Values("X-Forwarded-Proto")), "https")
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && p.Trusts(s.Addr); i-- {
		hop, err := parseHop(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		s.Addr = hop
	}
	return s
}

// last returns the last element of a comma-separated header, which the nearest proxy wrote.
func last(values []string) string {
	all := strings.Split(strings.Join(values, ","), ",")
	return strings.TrimSpace(all[len(all)-1])
}

// parseHop parses an address, with or without port.
func parseHop(s string) (netip.Addr, error) {
	if a, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return a.Unmap().WithZone(""), nil
	}
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().WithZone(""), nil
	}
	return netip.Addr{}, errors.New("malformed forwarded address")
}
