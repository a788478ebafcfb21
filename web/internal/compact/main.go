// Command compact makes a WebAssembly module that the Go linker wrote smaller to download. It joins data segments, most
// of which exist only to leave out a few zeros, and clears the entries of the function table for stack traces alone: the
// lines, the files and the names of functions of other modules. With -drop it replaces functions that the program never calls
// by a trap: the linker keeps all curves of crypto/hpke, for example. The program runs as before; a stack trace shows the
// functions of this module and of the runtime by name, without lines.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	names := flag.String("names", "runtime.,main.", "comma-separated prefixes of functions that keep their names; runtime. is needed")
	drop := flag.String("drop", "", "comma-separated prefixes of functions that the program never calls")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: compact [-names PREFIXES] [-drop PREFIXES] MODULE")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	var unused []string
	if *drop != "" {
		unused = strings.Split(*drop, ",")
	}
	if err := run(flag.Arg(0), strings.Split(*names, ","), unused); err != nil {
		fmt.Fprintf(os.Stderr, "compact: error: %s: %v\n", flag.Arg(0), err)
		os.Exit(1)
	}
}

// run rewrites the module in a file.
func run(file string, names, unused []string) error {
	module, err := os.ReadFile(file) // #nosec G304 -- the file that the build names
	if err != nil {
		return err
	}
	out, err := compact(module, names, unused)
	if err != nil {
		return err
	}
	return os.WriteFile(file, out, 0o644) // #nosec G306 -- served to everybody
}

// compact returns the module with joined data segments, a function table without the parts that only stack traces read, and
// traps for unused functions.
func compact(module []byte, names, unused []string) ([]byte, error) {
	at, body, err := section(module, sectionData)
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
	dropped := t.dropped(unused)
	if err := t.clear(names); err != nil {
		return nil, err
	}
	before := module[:at]
	if len(dropped) > 0 {
		clearMultiples(image)
		if before, err = withoutCode(module, at, dropped); err != nil {
			return nil, err
		}
	}
	out := appendSection(bytes.Clone(before), sectionData, segments(image, first))
	_, end, _ := bounds(module, at) // read before, by section
	return append(out, module[end:]...), nil
}

// withoutCode returns the part of a module before its data section, with traps for some functions.
func withoutCode(module []byte, data int, dropped map[int]bool) ([]byte, error) {
	at, body, err := section(module, sectionCode)
	if err != nil {
		return nil, err
	}
	code, err := drop(body, dropped)
	if err != nil {
		return nil, err
	}
	_, end, _ := bounds(module, at) // read before, by section
	if end > data {
		return nil, fmt.Errorf("code after the data: %w", errFormat)
	}
	return append(appendSection(bytes.Clone(module[:at]), sectionCode, code), module[end:data]...), nil
}

// errFormat means that a toolchain writes something else than this command knows.
var errFormat = errors.New("not in the form that this command knows; compare web/internal/compact with the linker of this Go release")
