// Command messages writes the sentences of the program that the page says in other languages, as a TypeScript module: the
// messages and hints of problems, and the rules that a file breaks. Their one source is the Go code. The texts of a language
// do not compile if one of them lacks a sentence.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: messages ROOT >FILE\nROOT is the root folder of the repository.")
		os.Exit(2)
	}
	list, err := collect(os.Args[1])
	if err == nil {
		err = print(list)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "messages: error:", err)
		os.Exit(1)
	}
}

// print writes the module to standard output.
func print(list []string) error {
	ids, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Printf(`// Written by web/internal/messages from the Go sources. Changes are lost with the next build.

/** Sentences of the program; %%d stands for a whole number, %%s for anything else. */
export type Message = (typeof messages)[number];
export const messages = %s as const;
`, ids)
	return err
}
