//go:build unix && !soak

package main

// killStep is the number of operations of the disk between two kills; the long tests leave none out.
const killStep = 7
