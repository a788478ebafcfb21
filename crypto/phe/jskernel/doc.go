// Package jskernel is the kernel of package phe in the BigInt of a JavaScript
// engine, which multiplies numbers of this size several times faster than Go's
// code does in WebAssembly. It builds for GOOS=js only.
//
// The JavaScript half is kernel.js. A page must load it itself, as a module or a
// classic script, before [New] is called: a strict content security policy forbids
// evaluating text. Each worker has tables of its own; nothing is shared.
package jskernel
