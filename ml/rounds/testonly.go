//go:build testkeys

package rounds

// TestOnlyMultiplyLimit lowers MultiplyLimit for all trainings of the process until restore is called, so that a test
// comes to rounds with a keyed check before it comes to 256 MiB. It is for tests that run alone.
func TestOnlyMultiplyLimit(bytes int64) (restore func()) {
	before := multiplyLimit
	multiplyLimit = bytes
	return func() { multiplyLimit = before }
}
