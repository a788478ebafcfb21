// Package browser owns the driving of a real Chromium for end-to-end tests and the demo: one browser, one
// separate profile per data owner, and a record of everything each page and its workers send and receive.
//
// Every method waits for an event of the browser or of the page, never for a time to pass; a caller bounds a
// wait with its context.
package browser
