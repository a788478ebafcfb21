package folder

import (
	"fmt"
	"os"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// statementsFile is the name of the file with the members' signed statements.
const statementsFile = "statements.json"

// SaveStatements keeps the members' signed statements. It must come before the start that names them is signed.
func (t *Training) SaveStatements(messages []wire.Signed) error {
	b, err := wire.Marshal(wire.List{Messages: messages})
	if err != nil {
		return err
	}
	return durable.WriteFile(t.path(statementsFile), b)
}

// Verdict returns the verdict on the statements of all members. Before the start it is that of the training file.
func (t *Training) Verdict(l *Log) (log.Verdict, error) {
	holdout := t.File.Divided()
	if l.Start == nil {
		return log.Verdict{Holdout: holdout}, nil
	}
	b, err := os.ReadFile(t.path(statementsFile))
	if err != nil {
		return log.Verdict{}, fmt.Errorf("failed to read %s: %w", statementsFile, err)
	}
	list, err := wire.Parse[wire.List](b)
	if err != nil {
		return log.Verdict{}, fmt.Errorf("failed to read %s: %w", statementsFile, err)
	}
	claims, err := l.Statements(list.Messages)
	if err != nil {
		return log.Verdict{}, fmt.Errorf("invalid %s: %w", statementsFile, err)
	}
	return log.Combine(!t.Manifest.Noise, holdout, claims), nil
}
