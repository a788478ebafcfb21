// Package analyse owns results from the sums of a finished training that need no further round: models of some of its terms,
// partial tests, choice by AIC, paths of penalties, correlations, principal components and inflation factors.
//
// All of it follows from the number of rows and from means, squares and products about the means of the columns and of the
// target, which a training of least squares or a description leaves with the model owner. docs/sums.md is the format in which
// they are written.
package analyse
