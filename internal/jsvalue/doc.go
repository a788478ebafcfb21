// Package jsvalue owns the conversion between Go and JavaScript: promises and bytes. It builds for GOOS=js
// only.
package jsvalue
