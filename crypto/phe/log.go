//go:build !js

package phe

import "log/slog"

// LogValue is String: obfuscators do not get into logs. It is left out of js
// builds, where log/slog would add most of a megabyte and nothing logs.
func (e Encryptor) LogValue() slog.Value { return slog.StringValue(e.String()) }
