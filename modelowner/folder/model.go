package folder

import (
	"errors"
	"fmt"
	"os"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/modelowner/problem"
)

const (
	modelFile = "model.json"
	// predictFile holds rows that a service predicts. Its presence marks a training that a service runs.
	predictFile = "predict.json"
)

// SaveModel makes a fitted model durable.
func (t *Training) SaveModel(m *model.Model) error {
	b, err := m.Marshal()
	if err != nil {
		return err
	}
	return durable.WriteFile(t.path(modelFile), b)
}

// Model reads the fitted model. The error wraps ErrInput if there is none yet.
func (t *Training) Model() (*model.Model, error) {
	b, err := os.ReadFile(t.path(modelFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, problem.WithHint(problem.As(problem.ErrInput, errors.New("the training has no model yet")), "run 'modelowner train' to its end first")
	} else if err != nil {
		return nil, fmt.Errorf("failed to read model: %w", err)
	}
	m, err := model.Parse(b)
	if err != nil {
		return nil, fmt.Errorf("failed to read model: %w", err)
	}
	return m, nil
}

// SaveRows marks the training as one that a service runs and keeps the rows that it predicts.
func (t *Training) SaveRows(rows any) error { return writeJSON(t.path(predictFile), rows) }

// ReadRows reads the rows that SaveRows kept. It returns false if the training is not one that a service runs.
func (t *Training) ReadRows(rows any) (served bool, err error) {
	err = readJSON(t.path(predictFile), rows)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
