//go:build testkeys

package main

const keyBits = 512
