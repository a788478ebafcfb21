package admission

import (
	"strings"

	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Owner names a data owner: by its identity, and by words for comparing by voice.
type Owner struct {
	Identity wire.Identity `json:"identity"`
	Words    string        `json:"words"`
}

// Owners names data owners.
func Owners(ids []wire.Identity) []Owner {
	list := make([]Owner, len(ids))
	for i, id := range ids {
		list[i] = Owner{id, identity.Words(id)}
	}
	return list
}

// mostWords is how many owners a sentence names.
const mostWords = 5

// Words lists owners for a sentence.
func Words(ids []wire.Identity) string {
	var words []string
	for i, id := range ids {
		if i == mostWords && len(ids) > mostWords+1 {
			return strings.Join(words, ", ") + " and others"
		}
		words = append(words, identity.Words(id))
	}
	return strings.Join(words, ", ")
}
