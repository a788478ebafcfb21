// Command single makes one HTML file of a built page: style, script, worker, module and picture are inside, and a
// policy in the file itself names the hash of its script and its style. Such a file opens from disk, and its hash
// shows whether it is the released one.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: single DIR FILE\nDIR is the output of `vite build --mode single`.")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintf(os.Stderr, "single: error: %v\n", err)
		os.Exit(1)
	}
}

func run(dir, out string) error {
	page, err := assemble(os.DirFS(dir))
	if err != nil {
		return fmt.Errorf("failed to assemble page: %w", err)
	}
	return os.WriteFile(out, page, 0o644)
}
