//go:build unix && soak

package main

const killStep = 1
