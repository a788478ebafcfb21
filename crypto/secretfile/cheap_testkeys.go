//go:build testkeys

package secretfile

// Cheap makes scrypt cost nothing for the length of a test. It exists in test builds only.
func Cheap(test interface{ Cleanup(func()) }) {
	before := testOnlyWorkFactor
	test.Cleanup(func() { testOnlyWorkFactor = before })
	testOnlyWorkFactor = 2
}
