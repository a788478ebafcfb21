package round

// Held is how many trainings are in memory.
func (m *Machine) Held() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.trainings)
}
