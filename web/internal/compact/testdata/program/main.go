// Program for the tests: it grows stacks, collects garbage, recovers from panics and sorts.
package main

import (
	"crypto/ecdh"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sort"
	"sync"
)

type node struct {
	left, right *node
	value       int
}

// deep recurses with live pointers on the stack, so that growth and collection need the tables of each frame.
//
//go:noinline
func deep(n int, fail bool) *node {
	if n == 0 {
		if fail {
			panic("a bug")
		}
		runtime.GC()
		return &node{value: 1}
	}
	local := &node{value: n}
	local.left = deep(n-1, fail)
	local.value += local.left.value
	return local
}

func recovered() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
		}
	}()
	deep(100, true)
	return nil
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "p256" {
		if _, err := ecdh.P256().GenerateKey(rand.Reader); err != nil {
			panic(err)
		}
		return
	}
	if len(os.Args) > 1 {
		deep(10, true)
	}
	var wg sync.WaitGroup
	sums := make([]int, 20)
	for i := range sums {
		wg.Go(func() { sums[i] = deep(500*(i+1), false).value })
	}
	wg.Wait()
	sort.Slice(sums, func(i, j int) bool { return sums[i] > sums[j] })
	var p *node
	func() {
		defer func() {
			err, ok := recover().(error)
			fmt.Println(ok, err, errors.Unwrap(err))
		}()
		fmt.Println(p.value)
	}()
	fmt.Println(sums, recovered(), "done")
}
