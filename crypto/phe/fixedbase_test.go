package phe

import (
	"math/big"
	"testing"
)

// counter is the Go kernel, noting the shapes of fixed-base tables.
type counter struct {
	Kernel
	shapes []Comb
}

func (c *counter) CombTables(base *big.Int, comb Comb) (Tables, error) {
	c.shapes = append(c.shapes, comb)
	return c.Kernel.CombTables(base, comb)
}

// work is what tables and powers cost together, in multiplications.
func work(c Comb, powers int) int { return c.build() + powers*c.cost() }

// TestTablesComeLate: an encryptor that only re-randomises builds no tables.
func TestTablesComeLate(t *testing.T) {
	pair := smallPair(t)
	kernel := &counter{Kernel: GoKernel(pair.public)}
	e, err := NewEncryptor(pair.public, kernel, EncryptorOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Precompute(t.Context(), 0, 3); err != nil {
		t.Fatal(err)
	}
	if len(kernel.shapes) != 0 || e.TableBytes() != 0 {
		t.Errorf("%d sets of tables, %d bytes, before one is needed", len(kernel.shapes), e.TableBytes())
	}
	seal(t, e, 1)
	if len(kernel.shapes) != 1 || e.TableBytes() == 0 {
		t.Errorf("%d sets of tables, %d bytes, after one encryption", len(kernel.shapes), e.TableBytes())
	}
}

// TestTablesFitTheJob: a job announced in one piece gets its tables at once; one
// that comes in drops gets larger ones now and then, and is at most a little dearer.
func TestTablesFitTheJob(t *testing.T) {
	const job = 2000
	pair := smallPair(t)
	entries := (32 << 20) / pair.public.entryBytes()
	best := chooseComb(128, job, entries)
	announced := &counter{Kernel: GoKernel(pair.public)}
	e, err := NewEncryptor(pair.public, announced, EncryptorOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.EncryptVector(make([]*big.Int, job)); err == nil {
		t.Error("a plaintext of nil is encrypted")
	}
	if len(announced.shapes) != 1 || announced.shapes[0] != best {
		t.Errorf("tables %+v for an announced job, want %+v once", announced.shapes, best)
	}

	drops := &counter{Kernel: GoKernel(pair.public)}
	if e, err = NewEncryptor(pair.public, drops, EncryptorOptions{}); err != nil {
		t.Fatal(err)
	}
	spent, built := 0, 0
	for range job {
		seal(t, e, 1)
		for ; built < len(drops.shapes); built++ {
			spent += drops.shapes[built].build()
		}
		spent += e.base.shape().cost()
	}
	if built < 2 {
		t.Errorf("%d sets of tables over %d encryptions: they do not grow", built, job)
	}
	if limit := 2 * work(best, job); spent > limit {
		t.Errorf("%d multiplications for %d encryptions one by one, want at most %d", spent, job, limit)
	}
	if got := pair.open(seal(t, e, 77)); got.Int64() != 77 {
		t.Errorf("decrypts to %v after the tables grew", got)
	}
}

// TestTableMemory: tables stay within what is allowed.
func TestTableMemory(t *testing.T) {
	pair := smallPair(t)
	for _, limit := range []int{1, 10 << 10, 1 << 20} {
		e, err := NewEncryptor(pair.public, nil, EncryptorOptions{Encryptions: 1 << 20, TableBytes: limit})
		if err != nil {
			t.Fatal(err)
		}
		seal(t, e, 1)
		// Two entries are the least there is.
		if got := e.TableBytes(); got > max(limit, 2*pair.public.CiphertextSize()) {
			t.Errorf("tables of %d bytes where %d are allowed", got, limit)
		}
	}
}

// TestNthResidue: r^n mod n is what is left of r^n mod n².
func TestNthResidue(t *testing.T) {
	pair := smallPair(t)
	kernel := GoKernel(pair.public)
	n := pair.public.inner.N
	for _, r := range []*big.Int{one, big.NewInt(2), new(big.Int).Sub(n, one), randomBelow(fixedRandom(), n)} {
		small, errSmall := kernel.NthResidue(r)
		large, errLarge := kernel.NthPower(r)
		if errSmall != nil || errLarge != nil || small.Cmp(large.Mod(large, n)) != 0 {
			t.Errorf("r^n modulo n and n² differ (errors %v, %v)", errSmall, errLarge)
		}
	}
}

// crowd is a kernel for several callers.
type crowd struct{ Kernel }

func (crowd) Concurrency() int { return 7 }

func TestWorkersFollowTheKernel(t *testing.T) {
	pair := smallPair(t)
	for want, options := range map[int]EncryptorOptions{7: {}, 3: {Workers: 3}} {
		e, err := NewEncryptor(pair.public, crowd{GoKernel(pair.public)}, options)
		if err != nil {
			t.Fatal(err)
		}
		if e.options.Workers != want {
			t.Errorf("%d workers, want %d", e.options.Workers, want)
		}
	}
}
