// Package jskernel is a kernel for package phe on the numbers of a JavaScript engine: its BigInt, which multiplies numbers of
// this size several times faster than Go code in WebAssembly, and vectors of doubles in a WebAssembly module of its own,
// which are several times faster than BigInt. It builds for GOOS=js only.
//
// The JavaScript half is kernel.js and simd.js. A page must load both as modules or classic scripts before [New] is
// called: a strict content security policy forbids evaluating text. Each worker has its own tables.
package jskernel
