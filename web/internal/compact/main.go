// Command compact makes a WebAssembly module that the Go linker wrote smaller to download. It joins data segments, most
// of which exist only to leave out a few zeros, and clears the entries of the function table for stack traces alone: the
// lines, the files and the names of functions of other modules. The program runs as before; a stack trace shows the
// functions of this module and of the runtime by name, without lines.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	names := flag.String("names", "runtime.,main.", "comma-separated prefixes of functions that keep their names; runtime. is needed")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: compact [-names PREFIXES] MODULE")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(flag.Arg(0), strings.Split(*names, ",")); err != nil {
		fmt.Fprintf(os.Stderr, "compact: error: %s: %v\n", flag.Arg(0), err)
		os.Exit(1)
	}
}

// run rewrites the module in a file.
func run(file string, names []string) error {
	module, err := os.ReadFile(file) // #nosec G304 -- the file that the build names
	if err != nil {
		return err
	}
	out, err := compact(module, names)
	if err != nil {
		return err
	}
	return os.WriteFile(file, out, 0o644) // #nosec G306 -- served to everybody
}

// compact returns the module with joined data segments and a function table without the parts that only stack traces read.
func compact(module []byte, names []string) ([]byte, error) {
	at, body, err := dataSection(module)
	if err != nil {
		return nil, err
	}
	first, image, err := load(body)
	if err != nil {
		return nil, err
	}
	t, err := findTable(image[first:])
	if err != nil {
		return nil, err
	}
	if err := t.clear(names); err != nil {
		return nil, err
	}
	out := append([]byte(nil), module[:at]...)
	section := segments(image, first)
	out = append(out, sectionData)
	out = appendUnsigned(out, uint64(len(section)))
	out = append(out, section...)
	_, end, _ := bounds(module, at) // read before, by dataSection
	return append(out, module[end:]...), nil
}

// errFormat means that a toolchain writes something else than this command knows.
var errFormat = errors.New("not in the form that this command knows; compare web/internal/compact with the linker of this Go release")
