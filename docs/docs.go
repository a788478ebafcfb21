// Package docs owns the documents as part of the programs: the facilitator serves the documents of its own release, so
// that they always describe the running version.
package docs

import "embed"

// Files holds every document of this folder, and the records of decisions below decisions.
//
//go:embed *.md decisions/*.md
var Files embed.FS
