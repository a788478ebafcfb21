package onnx

import (
	"encoding/binary"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// Element types of tensors: TensorProto.DataType.
const (
	typeFloat  = 1
	typeInt64  = 7
	typeString = 8
	typeDouble = 11
)

// message builds one protocol buffer message. Field numbers are those of
// onnx.proto3 of the ONNX project, version 1.12.
type message []byte

func (m message) bytes(field protowire.Number, b []byte) message {
	return protowire.AppendBytes(protowire.AppendTag(m, field, protowire.BytesType), b)
}

func (m message) text(field protowire.Number, s string) message { return m.bytes(field, []byte(s)) }

func (m message) number(field protowire.Number, n int64) message {
	return protowire.AppendVarint(protowire.AppendTag(m, field, protowire.VarintType), uint64(n))
}

// tensor returns a TensorProto with raw little-endian data.
func tensor(name string, elem int64, dims []int64, raw []byte) message {
	var m, packed message
	for _, d := range dims {
		packed = protowire.AppendVarint(packed, uint64(d))
	}
	if len(dims) > 0 {
		m = m.bytes(1, packed)
	}
	return m.number(2, elem).text(8, name).bytes(9, raw)
}

func doubles(values []float64) []byte {
	out := make([]byte, 0, 8*len(values))
	for _, x := range values {
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(x))
	}
	return out
}

func integers(values []int64) []byte {
	out := make([]byte, 0, 8*len(values))
	for _, x := range values {
		out = binary.LittleEndian.AppendUint64(out, uint64(x))
	}
	return out
}

// attribute is an AttributeProto.
type attribute message

func attrInt(name string, n int64) attribute {
	const kind = 2
	return attribute(message(nil).text(1, name).number(3, n).number(20, kind))
}

func attrInts(name string, ns []int64) attribute {
	const kind = 7
	m := message(nil).text(1, name)
	for _, n := range ns {
		m = m.number(8, n)
	}
	return attribute(m.number(20, kind))
}

func attrStrings(name string, texts []string) attribute {
	const kind = 8
	m := message(nil).text(1, name)
	for _, s := range texts {
		m = m.text(9, s)
	}
	return attribute(m.number(20, kind))
}

// valueInfo returns a ValueInfoProto for a tensor of any number of rows and, if columns is positive, so many columns.
func valueInfo(name string, elem int64, columns int, doc string) message {
	shape := message(nil).bytes(1, message(nil).text(2, "rows"))
	if columns > 0 {
		shape = shape.bytes(1, message(nil).number(1, int64(columns)))
	}
	tensor := message(nil).number(1, elem).bytes(2, shape)
	m := message(nil).text(1, name).bytes(2, message(nil).bytes(1, tensor))
	if doc != "" {
		m = m.text(3, doc)
	}
	return m
}
