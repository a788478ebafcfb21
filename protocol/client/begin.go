package client

// Begin begins a request and returns a function that waits for its answer, so that requests that do not depend on each
// other wait for the line once.
func Begin[T any](request func() (T, error)) (answer func() (T, error)) {
	var v T
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		v, err = request()
	}()
	return func() (T, error) {
		<-done
		return v, err
	}
}
