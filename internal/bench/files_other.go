//go:build !unix

package main

// enoughFiles knows no limit on this system.
func enoughFiles(uint64) error { return nil }
