//go:build e2e

package e2e

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/blindfit/blindfit/web/browser"
)

// inCircle takes a page that has its rows, and programs with the other links, into a training of a circle on shared
// weights: the page says yes to the questions of these words and gives its line, the programs have it and each other's in a
// members' file, and the person marks them all once they are listed. rows returns the rows of a program. What it returns
// waits for the marks.
func (v *visitor) inCircle(links []string, rows func(program int) []byte, questions ...string) (marked func()) {
	s := v.stage
	s.Helper()
	v.agree(questions...)
	v.contribute()
	line, err := browser.Evaluate[string](s.ctx, v.Page, appears("[data-own-line]"))
	s.must("read the page's own line", err)
	lines := []string{line + "\n"}
	for i := range links {
		out, err := s.Runner.Run(s.ctx, "dataowner", "id", "--dir", filepath.Join(s.dir, fmt.Sprintf("owner-%d", i+2)))
		s.must("read a program's line", err)
		lines = append(lines, out)
	}
	members := s.write("members.txt", []byte(strings.Join(lines, "")))
	var agree []string
	for _, word := range questions {
		agree = append(agree, "--agree", word)
	}
	for i, link := range links {
		name := fmt.Sprintf("owner-%d", i+2)
		s.join(name, link, s.write(name+".csv", rows(i)), append([]string{"--circle", members}, agree...)...)
	}
	done := make(chan error, 1)
	go func() {
		_, err := browser.Evaluate[int](s.ctx, v.Page, mark(len(links), fmt.Sprintf("%d of %d", len(links)+1, len(links)+1)))
		done <- err
	}()
	return func() { s.must("mark the others", <-done) }
}

// appears waits for an element and returns its text.
func appears(selector string) string {
	return fmt.Sprintf(`new Promise((resolve) => {
	  const text = () => document.querySelector(%q)?.textContent;
	  if (text()) return resolve(text());
	  const observer = new MutationObserver(() => {
	    if (!text()) return;
	    observer.disconnect();
	    resolve(text());
	  });
	  observer.observe(document, { subtree: true, childList: true, characterData: true });
	})`, selector)
}
