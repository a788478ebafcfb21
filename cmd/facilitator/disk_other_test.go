//go:build !unix

package main

// onFaultyDisk returns the program itself: only tests for Unix start it with faults.
func onFaultyDisk(program func()) func() { return program }
