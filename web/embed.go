// Package web owns the data owner's page: the Svelte sources, the typed contract with the WebAssembly module
// and the embedded result of the build. The rows of a data owner live in the page's worker and nowhere else in it.
//
// The sources are built by web/build.sh into web/dist. A committed placeholder stands there before the
// first build, so that Go programs that embed the page always compile.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Dist returns the built page: index.html, hashed files below assets and, for each larger one, its brotli form
// with the suffix ".br". Before the first build it holds a file named "placeholder" only; use Built to find out.
func Dist() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		// fs.Sub fails on an invalid path only, and this one is a constant.
		panic("internal error: invalid path of the embedded page")
	}
	return sub
}

// Built reports whether the page was built before this program was compiled.
func Built() bool {
	_, err := fs.Stat(Dist(), "index.html")
	return err == nil
}
