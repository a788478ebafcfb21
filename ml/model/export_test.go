package model

// PauseRows is exported for tests.
const PauseRows = pauseRows
