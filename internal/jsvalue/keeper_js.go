package jsvalue

import (
	"context"
	"syscall/js"
)

// Keeper is an object of the page's worker that keeps bytes by key in the browser.
type Keeper struct{ Object js.Value }

// Get reads the bytes of a key, and reports whether there are any.
func (k Keeper) Get(ctx context.Context, key string) (value []byte, ok bool, err error) {
	v, err := Await(ctx, func() js.Value { return k.Object.Call("get", key) })
	if err != nil || v.IsUndefined() {
		return nil, false, err
	}
	value, err = Bytes(v)
	return value, err == nil, err
}

// Put replaces the bytes of a key. They are on the disk when it returns.
func (k Keeper) Put(ctx context.Context, key string, value []byte) error {
	_, err := Await(ctx, func() js.Value { return k.Object.Call("put", key, Array(value)) })
	return err
}
