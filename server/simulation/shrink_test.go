package simulation_test

import "slices"

// shrink looks for a shorter and simpler life that breaks a rule too: it leaves out ever smaller runs of operations, then
// takes faults away. Which rule is broken may change on the way.
func shrink(replicas int, ops []op, broken string, play func(int, []op) string) (int, []op, string) {
	try := func(r int, candidate []op) bool {
		if b := play(r, candidate); b != "" {
			replicas, ops, broken = r, candidate, b
			return true
		}
		return false
	}
	for again := true; again; {
		again = false
		for size := max(len(ops)/2, 1); size >= 1; size /= 2 {
			for at := 0; at+size <= len(ops); {
				if try(replicas, slices.Delete(slices.Clone(ops), at, at+size)) {
					again = true
				} else {
					at += size
				}
			}
		}
		if replicas > 1 && try(1, ops) {
			again = true
		}
		for i, o := range ops {
			if o.how == fine || o.verb == opStore {
				continue
			}
			simpler := slices.Clone(ops)
			simpler[i].how = fine
			if try(replicas, simpler) {
				again = true
			}
		}
	}
	return replicas, ops, broken
}
