//go:build !testkeys

package main

const keyBits = 2048
