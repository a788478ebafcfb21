package disclosure

// MergeRare returns which levels of a nominal column go into its level "other" on the owner's machine: all that have
// fewer rows than least and, until "other" has either no rows or least rows, the next smallest, as long as one is left.
// Levels without rows stay as they are. counts holds the rows of each level, other is the index of the level "other".
func MergeRare(counts []int, other, least int) []bool {
	merged := make([]bool, len(counts))
	sum := counts[other]
	for level, n := range counts {
		if level != other && n > 0 && n < least {
			merged[level] = true
			sum += n
		}
	}
	for sum > 0 && sum < least {
		next := -1
		for level, n := range counts {
			if level != other && !merged[level] && n > 0 && (next < 0 || n < counts[next]) {
				next = level
			}
		}
		if next < 0 {
			break
		}
		merged[next] = true
		sum += counts[next]
	}
	return merged
}
