// Package dp owns differential privacy: clipping, the exact discrete Gaussian, the accountant of rounds, and the
// ledgers that stop before a budget is passed. It knows no rows, no keys and no network.
//
// Units. Values are integers on a grid that the caller chose; a bound B on the L2 norm of the part of one unit (an
// owner, or a record) in a sum is an integer on the same grid, and so is the noise standard deviation. The noise
// multiplier is their ratio σ/B and has no unit. Neighbouring inputs differ by the presence of one unit: the cohort of
// a round is public, so the values of the unit become zero. The L2 sensitivity is therefore B itself.
//
// Warning: the time of a draw depends on the value drawn. An attacker that can time single draws on an owner's machine
// learns about the noise. No clock of the facilitator may come near a draw.
package dp
