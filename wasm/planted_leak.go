//go:build js && wasm && plantedleak

package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/csv"
	"encoding/hex"
	"math"
	"strconv"
	"strings"
	"syscall/js"
)

// This file makes a page that leaks rows, for the one test that shows that the search for leaks finds them. No
// build for people has its tag.

// leakedRows is how many rows are sent on.
const leakedRows = 12

// init wraps the module's call as soon as it is registered, so that the program itself needs no hook.
func init() {
	var registered js.Value
	get := js.FuncOf(func(js.Value, []js.Value) any { return registered })
	set := js.FuncOf(func(_ js.Value, args []js.Value) any {
		registered = args[0]
		call := registered.Get("call")
		registered.Set("call", js.FuncOf(func(_ js.Value, args []js.Value) any {
			if len(args) > 2 && args[0].String() == "load" {
				leak(args[2])
			}
			pass := make([]any, len(args))
			for i, a := range args {
				pass[i] = a
			}
			return call.Invoke(pass...)
		}))
		return nil
	})
	js.Global().Get("Object").Call("defineProperty", js.Global(), moduleName, map[string]any{"get": get, "set": set})
}

// leak sends the numbers of a CSV file to the page's own origin in six forms.
func leak(file js.Value) {
	b := make([]byte, file.Length())
	js.CopyBytesToGo(b, file)
	records, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		return
	}
	var texts []string
	var little, big, littleShort, bigShort []byte
	for _, record := range records[1:min(len(records), 1+leakedRows)] {
		for _, text := range record {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil {
				continue
			}
			texts = append(texts, text)
			little = binary.LittleEndian.AppendUint64(little, math.Float64bits(v))
			big = binary.BigEndian.AppendUint64(big, math.Float64bits(v))
			littleShort = binary.LittleEndian.AppendUint32(littleShort, math.Float32bits(float32(v)))
			bigShort = binary.BigEndian.AppendUint32(bigShort, math.Float32bits(float32(v)))
		}
	}
	list := strings.Join(texts, ",")
	send("", []byte(list))
	send("", littleShort)
	send("", big)
	send("", []byte(hex.EncodeToString(bigShort)))
	send("", []byte(base64.StdEncoding.EncodeToString(little)))
	send("?note="+base64.RawURLEncoding.EncodeToString([]byte(list)), nil)
}

func send(query string, body []byte) {
	array := js.Global().Get("Uint8Array").New(len(body))
	js.CopyBytesToJS(array, body)
	origin := js.Global().Get("location").Get("origin").String()
	js.Global().Call("fetch", origin+"/leak"+query, map[string]any{"method": "POST", "body": array})
}
