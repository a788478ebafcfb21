// Package e2e owns the tests of the page in a real Chromium. They carry the build tag e2e, need a built page and
// run in series.
package e2e
