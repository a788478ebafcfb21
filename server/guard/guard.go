// Package guard owns the limits of one source or identity: the address of a request, also behind trusted proxies, token
// buckets by source and by identity, caps on connections, and the operator's token. It knows no path, no message and no HTTP
// status.
//
// The memory of every structure here is bounded: under a flood of addresses or identities those that came first keep their
// own limits, and the others share one.
package guard
