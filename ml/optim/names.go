package optim

// Names of the methods, as the training file writes them.
const (
	Auto              = "auto" // conjugate gradient on encrypted weights, a quasi-Newton method on shared ones
	ConjugateGradient = "cg"
	LBFGS             = "lbfgs"
	GradientDescent   = "sgd" // every round sees all rows, so only the name is stochastic
	Momentum          = "momentum"
	Adam              = "adam"
)

// Names returns the names of all methods, the default first.
func Names() []string {
	return []string{Auto, ConjugateGradient, LBFGS, GradientDescent, Momentum, Adam}
}

// ForEncrypted returns the names that New accepts.
func ForEncrypted() []string { return []string{Auto, ConjugateGradient, GradientDescent} }

// ForShared returns the names that NewShared accepts.
func ForShared() []string { return []string{Auto, LBFGS, GradientDescent, Momentum, Adam} }

// Schedules of the learning rate over the rounds of a training, as the training file writes them.
const (
	Constant = "constant"
	Cosine   = "cosine"  // half a cosine from the learning rate to 0
	Inverse  = "inverse" // learning rate / (1 + 9·round/rounds)
)

// Schedules returns the names of all schedules, the default first.
func Schedules() []string { return []string{Constant, Cosine, Inverse} }
