// Package guard owns who asks and how much they may ask: the address a request came from, also behind proxies that
// are trusted to say it, buckets of requests by source and by identity, and the caps on connections. It knows no
// path, no message and no HTTP status.
//
// Every structure here is bounded: a flood of addresses or identities costs a fixed amount of memory, and what is
// forgotten under such a flood is forgotten in favour of those who were there before.
package guard
