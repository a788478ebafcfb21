//go:build !amd64

package vector

// available is false: there is no assembly for this processor. On arm64 vectors are half as wide and multiplications of 64
// bits twice as fast as on the machine that the figures are from, so that nothing is expected of them.
func available() bool { return false }

// There is no ring where these would be called: see New.

func sum(_, _ *int64, _, _ *float64, _, _, _, _ int) {}

func square(_, _ *int64, _ *float64, _ int) {}

func carry4(_, _ *int64, _ *float64, _ *int64, _ int) {}
