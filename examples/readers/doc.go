// Package readers holds readers of result tables and bundles for R and Python, and their test.
package readers
