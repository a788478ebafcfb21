//go:build unix && !soak

package main

// killStep is how many operations of the disk lie between two kills; the long tests leave none out.
const killStep = 7
