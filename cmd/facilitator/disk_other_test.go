//go:build !unix

package main

// onFaultyDisk is the program itself: only the tests for Unix start it with faults.
func onFaultyDisk(program func()) func() { return program }
