// Package jskernel is a kernel for package phe on the BigInt of a JavaScript engine,
// which multiplies numbers of this size several times faster than Go code in
// WebAssembly. It builds for GOOS=js only.
//
// The JavaScript half is kernel.js. A page must load it as a module or a classic
// script before [New] is called: a strict content security policy forbids evaluating
// text. Each worker has its own tables.
package jskernel
