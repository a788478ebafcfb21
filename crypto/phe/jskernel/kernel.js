// The arithmetic modulo n² of Blindfit in BigInt, behind the kernel interface of
// the Go package crypto/phe. The file has no import and no export: a module
// worker imports it for its effect, a classic script runs it, and both find
//
//	globalThis.blindfitKernel.open(modulus: Uint8Array)
//
// with methods nthPower, combTables, powerTables; tables have run and release.
// Numbers cross as big-endian bytes, programs as little-endian 16-bit numbers.
//
// Numbers modulo n² are written a + b·n and kept in Montgomery form: see the
// type ring of crypto/phe for why that is cheaper than working modulo n² at once. Here R is 2 to a
// multiple of 64 bits, the size of n, because V8's products are fastest where both
// sides have the same number of 64-bit digits; results are brought below n again.
// None of it is constant time: neither is BigInt.
(() => {
  "use strict";

  const hexOfByte = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));

  /** toBigInt reads big-endian bytes. */
  function toBigInt(bytes) {
    if (bytes.length === 0) return 0n;
    if (typeof bytes.toHex === "function") return BigInt("0x" + bytes.toHex());
    let text = "0x";
    for (const byte of bytes) text += hexOfByte[byte];
    return BigInt(text);
  }

  /** toBytes writes x big-endian in exactly size bytes. */
  function toBytes(x, size) {
    const text = x.toString(16).padStart(2 * size, "0");
    if (typeof Uint8Array.fromHex === "function") return Uint8Array.fromHex(text);
    const out = new Uint8Array(size);
    for (let i = 0; i < size; i++) out[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
    return out;
  }

  /** toNumbers reads little-endian 16-bit numbers. */
  function toNumbers(bytes) {
    const out = new Uint16Array(bytes.length >> 1);
    for (let i = 0; i < out.length; i++) out[i] = bytes[2 * i] | (bytes[2 * i + 1] << 8);
    return out;
  }

  /** inverseModPower returns 1/n modulo 2^bits for odd n, by Newton's iteration. */
  function inverseModPower(n, bits) {
    let x = 1n;
    for (let have = 1; have < bits; ) {
      have *= 2;
      x = BigInt.asUintN(have, x * (2n - BigInt.asUintN(have, n) * x));
    }
    return BigInt.asUintN(bits, x);
  }

  class Kernel {
    constructor(modulus) {
      this.n = toBigInt(modulus);
      this.size = 2 * modulus.length;
      const n = this.n;
      const bits = n.toString(2).length;
      const k = 64 * Math.ceil(bits / 64);
      const R = BigInt(k);
      const neg = BigInt.asUintN(k, -inverseModPower(n, k));
      const radix = 1n << R;
      const lift = (radix / n + 1n) * n; // a multiple of n above R
      this.enter = radix % (n * n);

      // The last result is left in this.a and this.b: a pair would be an
      // allocation in the innermost loop.
      this.mul = (xa, xb, ya, yb) => {
        const t = xa * ya;
        const m = BigInt.asUintN(k, BigInt.asUintN(k, t) * neg);
        let a = (t + m * n) >> R;
        let u = xa * yb + xb * ya + lift - m;
        if (a >= n) {
          a -= n;
          u += radix; // n taken from a is 1 more in b
        }
        let b = (u + BigInt.asUintN(k, BigInt.asUintN(k, u) * neg) * n) >> R;
        while (b >= n) b -= n;
        this.a = a;
        this.b = b;
      };
      this.sqr = (xa, xb) => {
        const t = xa * xa;
        const m = BigInt.asUintN(k, BigInt.asUintN(k, t) * neg);
        let a = (t + m * n) >> R;
        let u = ((xa * xb) << 1n) + lift - m;
        if (a >= n) {
          a -= n;
          u += radix; // n taken from a is 1 more in b
        }
        let b = (u + BigInt.asUintN(k, BigInt.asUintN(k, u) * neg) * n) >> R;
        while (b >= n) b -= n;
        this.a = a;
        this.b = b;
      };
      // 1, with a b part as long as any other.
      this.load(1n);
      this.oneA = this.a;
      this.oneB = this.b + n;
    }

    /** load sets the last result to x modulo n². */
    load(x) {
      const t = (x * this.enter) % (this.n * this.n);
      this.a = t % this.n;
      this.b = t / this.n;
    }

    /** store returns the last result as bytes: a product with 1 + 0·n leaves the form. */
    store() {
      this.mul(this.a, this.b, 1n, 0n);
      return toBytes((this.a + this.b * this.n) % (this.n * this.n), this.size);
    }

    /** nthPower returns r^n by a sliding window over n, which is public. */
    nthPower(r) {
      const width = 5;
      const { mul, sqr } = this;
      const oddA = [], oddB = [];
      this.load(toBigInt(r));
      oddA.push(this.a);
      oddB.push(this.b);
      sqr(this.a, this.b);
      const squareA = this.a, squareB = this.b;
      for (let i = 1; i < 1 << (width - 1); i++) {
        mul(oddA[i - 1], oddB[i - 1], squareA, squareB);
        oddA.push(this.a);
        oddB.push(this.b);
      }
      const bits = this.n.toString(2);
      this.a = this.oneA;
      this.b = this.oneB;
      for (let i = 0; i < bits.length; ) {
        if (bits[i] === "0") {
          sqr(this.a, this.b);
          i++;
          continue;
        }
        let end = Math.min(i + width, bits.length);
        while (bits[end - 1] === "0") end--;
        const digit = parseInt(bits.slice(i, end), 2);
        for (; i < end; i++) sqr(this.a, this.b);
        mul(this.a, this.b, oddA[digit >> 1], oddB[digit >> 1]);
      }
      return this.store();
    }

    /** combTables builds the tables of a fixed base; see Comb of crypto/phe. */
    combTables(base, bits, rows, count) {
      const { mul, sqr } = this;
      const columns = Math.ceil(bits / rows), steps = Math.ceil(columns / count);
      const A = [], B = [];
      for (let t = 0; t < count; t++) {
        A.push(new Array(1 << rows).fill(this.oneA));
        B.push(new Array(1 << rows).fill(this.oneB));
      }
      this.load(toBigInt(base));
      let powerA = this.a, powerB = this.b, position = 0;
      for (let row = 0; row < rows; row++) {
        for (let t = 0; t < count; t++) {
          for (; position < row * columns + t * steps; position++) {
            sqr(powerA, powerB);
            powerA = this.a;
            powerB = this.b;
          }
          const half = 1 << row;
          A[t][half] = powerA;
          B[t][half] = powerB;
          for (let i = 1; i < half; i++) {
            mul(A[t][i], B[t][i], powerA, powerB);
            A[t][half + i] = this.a;
            B[t][half + i] = this.b;
          }
        }
      }
      return new Tables(this, A, B);
    }

    /** powerTables builds one table a base, from blind·base^(−2^(window−1)) up. */
    powerTables(bases, inverses, blind, window) {
      const { mul, sqr } = this;
      this.load(toBigInt(blind));
      const blindA = this.a, blindB = this.b;
      const A = [], B = [];
      for (let start = 0; start < bases.length; start += this.size) {
        this.load(toBigInt(bases.subarray(start, start + this.size)));
        const baseA = this.a, baseB = this.b;
        this.load(toBigInt(inverses.subarray(start, start + this.size)));
        for (let i = 1; i < window; i++) sqr(this.a, this.b);
        mul(this.a, this.b, blindA, blindB);
        const rowA = [this.a], rowB = [this.b];
        for (let i = 1; i < 1 << window; i++) {
          mul(this.a, this.b, baseA, baseB);
          rowA.push(this.a);
          rowB.push(this.b);
        }
        A.push(rowA);
        B.push(rowB);
      }
      return new Tables(this, A, B);
    }
  }

  class Tables {
    constructor(kernel, A, B) {
      this.kernel = kernel;
      this.A = A;
      this.B = B;
    }

    /** run squares and multiplies as the program says; see Tables of crypto/phe. */
    run(squaringBytes, digitBytes) {
      const { kernel, A, B } = this;
      const { mul, sqr } = kernel;
      const squarings = toNumbers(squaringBytes), digits = toNumbers(digitBytes);
      const count = A.length;
      if (digits.length !== squarings.length * count) throw new RangeError("program does not fit the tables");
      kernel.a = kernel.oneA;
      kernel.b = kernel.oneB;
      for (let step = 0; step < squarings.length; step++) {
        // 1 squared is 1.
        for (let i = step === 0 ? 0 : squarings[step]; i > 0; i--) sqr(kernel.a, kernel.b);
        for (let t = 0; t < count; t++) {
          const digit = digits[step * count + t];
          if (digit >= A[t].length) throw new RangeError("digit beyond its table");
          mul(kernel.a, kernel.b, A[t][digit], B[t][digit]);
        }
      }
      return kernel.store();
    }

    /** release drops the tables for the garbage collector. */
    release() {
      this.A = [];
      this.B = [];
    }
  }

  globalThis.blindfitKernel = Object.freeze({
    version: 1,
    open: (modulus) => new Kernel(modulus),
  });
})();
