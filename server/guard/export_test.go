package guard

// MaxKeys is maxKeys for tests from outside.
const MaxKeys = maxKeys
