// Package docs owns the documents as part of the programs: the facilitator serves those of its own release, so that what
// people read fits what they use.
package docs

import "embed"

// Files holds every document of this folder, and below decisions the records of what was decided.
//
//go:embed *.md decisions/*.md
var Files embed.FS
