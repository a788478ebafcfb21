package folder

import (
	"errors"
	"fmt"
	"os"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/modelowner/problem"
)

// privacyFile is the name of the file with a training's privacy ledger.
const privacyFile = "privacy.jsonl"

// PrivacyLedger reads the privacy ledger of a training, which is empty in trainings without noise. It must pass through
// every point that the records of rounds name, and check must accept it: a ledger that was restored or cut would promise
// spent budget again.
func (t *Training) PrivacyLedger(h *Rounds, check func(*dp.Ledger) error) (*dp.Ledger, error) {
	b, err := os.ReadFile(t.path(privacyFile))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("failed to read %s: %w", privacyFile, err)
	}
	l, err := dp.ParseLedger(b)
	for i := 0; err == nil && i < len(h.anchors); i++ {
		err = l.Extends(h.anchors[i])
	}
	if err == nil {
		err = check(l)
	}
	if err != nil {
		return nil, problem.WithHint(fmt.Errorf("failed to read %s: %w", privacyFile, err), "put the newest whole copy of the training's folder back")
	}
	return l, nil
}

// SavePrivacyLedger makes the privacy ledger durable.
func (t *Training) SavePrivacyLedger(l *dp.Ledger) error {
	return durable.WriteFile(t.path(privacyFile), l.Marshal())
}
