// Package dp owns differential privacy: clipping, the exact discrete Gaussian, the accountant that says what rounds
// cost, and the ledgers that stop before a budget is passed. It knows no rows, no keys and no network.
//
// Units. Values are integers on a grid that the caller chose; a bound B on the L2 norm of what one unit (an owner, or a
// record) adds to a sum is an integer on the same grid, and so is the noise standard deviation. The noise multiplier is
// their ratio σ/B and has no unit. Neighbouring inputs differ by one unit being there or not: the cohort of a round is
// public, so the unit's values become zero. That makes the L2 sensitivity B itself.
//
// Warning: a draw takes a time that depends on the value drawn. Whoever can time single draws on the owner's machine
// learns about the noise. Nothing here may see a clock of the facilitator's.
package dp
