// Products modulo n² on vectors, assembled at start for the length of one key: a WebAssembly module whose loops have the
// number of digits in them. kernel.js uses it where the engine runs it. The file has no import and no export: see kernel.js.
//
//   globalThis.blindfitSimd(bits, relaxed) returns { bytes, digits, width, … }: a module for keys of that many bits, and
//   where in its memory the numbers are. relaxed asks for multiply-adds, which have one rounding if fused() says so.
//
// Digits are doubles. With one rounding they have 50 bits: both halves of a product of two digits are exact,
//
//   h = x·y + c, rounded to a multiple of 2^50, and l = x·y + (c + c' − h),
//
// for constants c and c' that fix which bits are rounded away, and their bits can be added up as integers: Emmart, Zheng and
// Weems, "Faster modular exponentiation using double precision floating point arithmetic on the GPU", ARITH 2018. Carries
// are taken for all digits at the same time and not passed on, so that a digit may be a little above 2^50 or below 0.
//
// With two roundings they have 23 bits (22 for long keys) and a sign, and what is added up stays below 2^53: three products
// of 2^8 digits. Carries are taken twice, and a digit may be a little above half its base.
//
// What is computed is the type ring of crypto/phe. For numbers a + b·n and R = 2^(width·digits),
//
//   z.a = (T + m·n)/R with T = x.a·y.a and m = −T/n mod R,
//   z.b = (U + m'·n)/R with U = x.a·y.b + x.b·y.a + lift − m and m' likewise, lift a multiple of n above R.
//
// With a sign, lift is 0. No branch and no address depends on a digit.
(() => {
  "use strict";

  // The assembler: WebAssembly 2.0 with relaxed SIMD. Code is an array of bytes; operands come before their operation.
  const I32 = 0x7f, I64 = 0x7e, V128 = 0x7b, F64 = 0x7c;
  const unsigned = (v) => (v < 128 ? [v] : [(v & 127) | 128, ...unsigned(v >>> 7)]);
  const signed = (v) => {
    const x = BigInt(v), low = Number(x & 127n);
    return x >= -64n && x < 64n ? [low] : [low | 128, ...signed(x >> 7n)];
  };
  const list = (items) => [...unsigned(items.length), ...items.flat()];
  const section = (id, body) => [id, ...unsigned(body.length), ...body];
  const op = (...code) => (...operands) => [...operands.flat(), ...code];
  const simd = (code) => op(0xfd, ...unsigned(code));
  const read = (...code) => (pointer, offset) => [...pointer, ...code, 3, ...unsigned(offset)];
  const write = (...code) => (pointer, offset, value) => [...pointer, ...value, ...code, 3, ...unsigned(offset)];

  const get = (local) => [0x20, local], set = (local, value) => [...value, 0x21, local], tee = (local, value) => [...value, 0x22, local];
  const i32 = (v) => [0x41, ...signed(v)], i64 = (v) => [0x42, ...signed(v)];
  const add = op(0x6a), sub = op(0x6b), rem = op(0x70), shl = op(0x74), half = (x) => [...x, 0x41, 1, 0x76], less = op(0x48), select = op(0x1b), isZero = op(0x45);
  const add64 = op(0x7c), sub64 = op(0x7d), mul64 = op(0x7e), shr64 = op(0x87), extend = op(0xac);
  const addF64 = op(0xa0), mulF64 = op(0xa2), nearestF64 = op(0x9e), storeF64 = write(0x39);
  const f64 = (x) => [0x44, ...new Uint8Array(new Float64Array([x]).buffer)];
  const load64 = read(0x29), store64 = write(0x37), loadF64 = read(0x2b);
  const loadV = read(0xfd, 0x00), storeV = write(0xfd, 0x0b), splatAt = read(0xfd, 0x0a);
  const splat64 = simd(0x12), splatF64 = simd(0x14), and = simd(0x4e), shiftRight = simd(0xcd), addI = simd(0xce), subI = simd(0xd1);
  const addF = simd(0xf0), subF = simd(0xf1), mulF = simd(0xf2), negF = simd(0xed), madd = simd(0x107);
  const nearest = simd(0x94);
  const upperLane = (v) => [...v, 0xfd, 0x1d, 1], upperLaneF = (v) => [...v, 0xfd, 0x21, 1], lowerLaneF = (v) => [...v, 0xfd, 0x21, 0];
  const notEqualF64 = op(0x62);
  const upperAndLower = (before, now) => [...before, ...now, 0xfd, 0x0d, ...Array.from({ length: 16 }, (_, i) => i + 8)];
  const vector = (bits) => [0xfd, 0x0c, ...new Uint8Array(new BigInt64Array([bits, bits]).buffer)];
  const onceTwice = [0xfd, 0x0c, ...new Uint8Array(new Float64Array([1, 2]).buffer)]; // a vector of 1 and 2
  const bitsOf = (x) => new BigInt64Array(new Float64Array([x]).buffer)[0];
  const max = (a, b) => select(b, a, less(a, b)), min = (a, b) => select(a, b, less(a, b));
  const call = (f, ...args) => [...args.flat(), 0x10, f], drop = op(0x1a);
  const repeat = (body, condition) => [0x03, 0x40, ...body.flat(), ...condition, 0x0d, 0, 0x0b];
  const unless = (condition, body) => [0x02, 0x40, ...condition, 0x0d, 0, ...body.flat(), 0x0b];

  const high = 1.25 * 2 ** 102, low = 1.5 * 2 ** 52; // c, where the last place is 2^50, and c', where it is 1
  const whole = 1.25 * 2 ** 52; // its bits and those of whole + d differ by the integer d
  const bias = 2n ** 61n; // above every sum of columns
  const vectors = 4, columns = 2 * vectors; // that are summed at a time, two columns in a vector
  const unrolled = 2;

  globalThis.blindfitSimd = (bits, relaxed) => {
    const width = relaxed ? 50 : bits <= 3400 ? 23 : 22; // bits of a digit
    const digits = 2 * Math.ceil((bits + 24) / (2 * width));
    const pad = 8 * columns; // bytes of zeros before and after a number, which sums may read
    const number = 8 * digits + 2 * pad;

    // Memory. An entry is a number a and, size bytes after, a number b.
    let top = 64;
    const place = (bytes) => {
      top += bytes;
      return top - bytes;
    };
    const placeNumber = () => place(number) + pad;
    const n = placeNumber(), inverse = placeNumber(), t = placeNumber(), m = placeNumber(), part = placeNumber(), twice = placeNumber();
    // Column i is the sum of lows[i] and, with one rounding, highs[i − 1]; before the first of them there is a zero.
    const placeColumns = () => place(16 + 16 * digits + 8 * columns) + 16;
    const lows = placeColumns(), highs = placeColumns(), lows2 = placeColumns(), highs2 = placeColumns();
    const mDigits = place(8 * digits), spare = place(8 * digits), lift = place(8 * digits + 16), fetched = place(16);
    const heap = top;

    const functions = [];
    const define = (parameters, results, locals, body) => functions.push({ parameters, results, locals, body: body.flat() }) - 1;

    // columnsOf makes a function that sums columns of a product from k, a multiple of columns, to end; onto is −1 to add
    // them to those that are there, else 0. count(at, k) is how many digits of x from at on meet digits of y in these
    // columns; more adds further products, extra(q) of them to vector q.
    const columnsOf = (counted, extra, more) => {
      const [x, y, k, end, onto, toLows, toHighs, xAt, yAt, count, at, odd, s, v, h, c, cc, bitsNow] = Array(18).keys();
      const l = Array.from({ length: vectors }, (_, i) => 18 + i), u = Array.from({ length: vectors }, (_, i) => 18 + vectors + i);
      // Adds the product of s and v to vector q.
      const addProduct = (q, value) => relaxed ? [
        ...set(v, value),
        ...set(h, madd(get(s), get(v), get(c))),
        ...set(u[q], addI(get(u[q]), get(h))),
        ...set(l[q], addI(get(l[q]), madd(get(s), get(v), subF(get(cc), get(h))))),
      ] : set(l[q], addF(get(l[q]), mulF(get(s), value)));
      const term = (i, offset) => [
        ...set(s, splatAt(get(xAt), 8 * i)),
        ...l.flatMap((_, q) => addProduct(q, loadV(get(yAt), offset + 16 * q))),
      ];
      // A column begins with what is there and, with one rounding, less the bits of the constant that each term adds.
      const there = (to, i) => and(loadV(add(get(to), get(at)), 16 * i), splat64(extend(get(onto))));
      const begin = (sums, to, constant) => relaxed ? [
        ...set(bitsNow, splat64(mul64(extend(get(count)), i64(-bitsOf(constant))))),
        ...sums.flatMap((sum, q) => set(sum, addI(addI(get(bitsNow), vector(BigInt(extra(q)) * -bitsOf(constant))), there(to, q)))),
      ] : sums.flatMap((sum, q) => set(sum, there(to, q)));
      const finish = (sums, to) => sums.flatMap((sum, q) => storeV(add(get(to), get(at)), 16 * q, get(sum)));
      return define([I32, I32, I32, I32, I32, I32, I32], [], [[5, I32], [6 + 2 * vectors, V128]], [
        set(c, vector(bitsOf(high))), set(cc, vector(bitsOf(high + low))),
        repeat([
          set(at, max(i32(0), sub(get(k), i32(digits - 1)))),
          set(count, counted(get(k), get(at))),
          set(xAt, add(get(x), shl(get(at), i32(3)))),
          set(yAt, add(get(y), shl(sub(get(k), get(at)), i32(3)))),
          set(at, shl(get(k), i32(3))),
          begin(l, toLows, low), relaxed ? begin(u, toHighs, high) : [],
          set(odd, rem(get(count), i32(unrolled))),
          set(count, sub(get(count), get(odd))),
          unless(isZero(get(odd)), [repeat([
            term(0, 0),
            set(xAt, add(get(xAt), i32(8))), set(yAt, sub(get(yAt), i32(8))),
          ], tee(odd, sub(get(odd), i32(1))))]),
          unless(isZero(get(count)), [
            set(yAt, sub(get(yAt), i32(8 * (unrolled - 1)))),
            repeat([
              Array.from({ length: unrolled }, (_, i) => term(i, 8 * (unrolled - 1 - i))).flat(),
              set(xAt, add(get(xAt), i32(8 * unrolled))), set(yAt, sub(get(yAt), i32(8 * unrolled))),
            ], tee(count, sub(get(count), i32(unrolled)))),
          ]),
          more({ x, y, at, xAt, yAt, s, addProduct }),
          finish(l, toLows), relaxed ? finish(u, toHighs) : [],
        ], less(tee(k, add(get(k), i32(columns))), get(end))),
      ]);
    };

    // sum(x, y, k, end, onto, lows, highs) sums columns of x·y.
    const sum = columnsOf((k, at) => sub(add(min(i32(digits - 1), add(k, i32(columns - 1))), i32(1)), at), () => 0, () => []);

    // square(2·y, y, k, end, onto, lows, highs) sums columns of y·y. Below digit k/2 = 4·k/8 every digit meets larger ones in
    // these columns, twice. Of the four digits from there, digit d meets itself in the lower column of vector d, the next
    // one in the upper, and larger ones in the vectors after.
    const square = columnsOf((k, at) => sub(half(k), at), (q) => q + 1, ({ x, y, at, xAt, yAt, s, addProduct }) => [
      ...set(yAt, sub(add(get(y), half(get(at))), i32(8 * (vectors - 1)))),
      ...set(xAt, sub(add(get(x), half(get(at))), i32(8 * (vectors - 1)))),
      ...Array.from({ length: vectors }, (_, d) => [
        ...set(s, splatAt(get(yAt), 8 * (vectors - 1 + d))),
        ...Array.from({ length: vectors - d }, (_, i) => d + i).flatMap((q) => {
          const offset = 8 * (vectors - 1 + 2 * q - d);
          return addProduct(q, q > d ? loadV(get(xAt), offset) : mulF(loadV(get(yAt), offset), onceTwice));
        }),
      ]).flat(),
    ]);

    // carry(lows, highs, to, copy) makes digits of as many columns, and returns what is carried out of the last. The copy
    // of the digits is of the type in which columns are summed.
    const carry = (relaxed ? () => {
      const [fromLows, fromHighs, to, copy, i, now, before] = Array(7).keys();
      const mask = 2n ** BigInt(width) - 1n, constant = bias >> BigInt(width);
      return define([I32, I32, I32, I32], [I64], [[1, I32], [2, V128]], [
        set(before, vector(bias)),
        repeat([
          set(now, addI(vector(bias), addI(loadV(add(get(fromLows), get(i)), 0), loadV(sub(add(get(fromHighs), get(i)), i32(8)), 0)))),
          set(before, subI(
            addI(and(get(now), vector(mask)), shiftRight([...upperAndLower(get(before), get(now)), ...i32(width)])),
            vector(constant))),
          storeV(add(get(copy), get(i)), 0, get(before)),
          storeV(add(get(to), get(i)), 0, subF(addI(get(before), vector(bitsOf(whole))), vector(bitsOf(whole)))),
          set(before, get(now)),
        ], less(tee(i, add(get(i), i32(16))), i32(8 * digits))),
        sub64(shr64(upperLane(get(before)), i64(width)), i64(constant)),
      ]);
    } : () => {
      const [fromLows, , to, copy, i, now, out, before, out2, before2] = Array(10).keys();
      const base = vector(bitsOf(2 ** width)), fraction = vector(bitsOf(2 ** -width));
      // now, less what is carried out of each digit, with what is carried into it.
      const pass = (out, before) => [
        ...set(out, nearest(mulF(get(now), fraction))),
        ...set(now, addF(subF(get(now), mulF(get(out), base)), upperAndLower(get(before), get(out)))),
        ...set(before, get(out)),
      ];
      return define([I32, I32, I32, I32], [F64], [[1, I32], [5, V128]], [
        repeat([
          set(now, loadV(add(get(fromLows), get(i)), 0)),
          pass(out, before), pass(out2, before2),
          storeV(add(get(copy), get(i)), 0, get(now)),
          storeV(add(get(to), get(i)), 0, get(now)),
        ], less(tee(i, add(get(i), i32(16))), i32(8 * digits))),
        addF64(upperLaneF(get(before)), upperLaneF(get(before2))),
      ]);
    })();

    // reduce(to) makes a number of all columns, divided by R modulo n, and leaves m in mDigits.
    const zero = i32(0);
    const [load, store, plus] = relaxed ? [load64, store64, add64] : [loadF64, storeF64, addF64];
    const toColumn = (value) => store(zero, lows + 8 * digits, plus(load(zero, lows + 8 * digits), value));
    const last = (at, i) => load(zero, at + 8 * (digits - i));
    const reduce = define([I32], [], [], [
      toColumn(call(carry, i32(lows), i32(highs), i32(t), i32(spare))),
      ...[lows + 8 * (digits - 1), relaxed ? highs + 8 * (digits - 2) : lows + 8 * (digits - 2)].map((at) => store64(zero, at, i64(0))),
      call(sum, i32(inverse), i32(t), i32(0), i32(digits), i32(0), i32(lows2), i32(highs2)),
      drop(call(carry, i32(lows2), i32(highs2), i32(m), i32(mDigits))),
      call(sum, i32(n), i32(m), i32(Math.floor((digits - 2) / columns) * columns), i32(2 * digits), i32(-1), i32(lows), i32(highs)),
      // The digits of T + m·n below R are zeros with a carry, which the uppermost of them tells: the others are too small.
      toColumn(relaxed ?
        shr64(add64(add64(last(lows, 1), last(highs, 2)), add64(last(spare, 1), i64(2n ** BigInt(width - 1)))), i64(width)) :
        nearestF64(mulF64(
          addF64(addF64(last(lows, 1), last(spare, 1)), mulF64(addF64(last(lows, 2), last(spare, 2)), f64(2 ** -width))),
          f64(2 ** -width)))),
      drop(call(carry, i32(lows + 8 * digits), i32(highs + 8 * digits), get(0), i32(spare))),
    ]);

    const all = (x, y, onto) => call(sum, x, y, i32(0), i32(2 * digits), i32(onto), i32(lows), i32(highs));
    const each = (i, body) => [...set(i, zero), ...repeat([body], less(tee(i, add(get(i), i32(16))), i32(8 * digits)))];
    const b = (x) => add(x, i32(number));
    // The end of a product: the columns of U without lift − m are there, z.a is in part.
    const [addC, subC] = relaxed ? [addI, subI] : [addF, subF];
    const end = (z, i) => [
      ...each(i, storeV(get(i), lows, addC(loadV(get(i), lows), subC(loadV(get(i), lift), loadV(get(i), mDigits))))),
      ...toColumn(load(zero, lift + 8 * digits)),
      ...call(reduce, b(get(z))),
      ...each(i, storeV(add(get(z), get(i)), 0, loadV(get(i), part))),
    ];
    // A second factor is often an entry of a large table, of which nothing is in a cache: a word of each of its lines is
    // read at once, so that the lines are fetched side by side and not one after the other.
    const fetchNumber = (x, i, sum) => [
      ...repeat([set(sum, add64(get(sum), load64(add(x, get(i)), 0)))], less(tee(i, add(get(i), i32(64))), i32(number + 8 * digits))),
      ...store64(zero, fetched, get(sum)),
    ];
    const mul = define([I32, I32, I32], [], [[1, I32], [1, I64]], [
      fetchNumber(get(2), 3, 4), set(3, zero),
      all(get(1), get(2), 0), call(reduce, i32(part)),
      all(get(1), b(get(2)), 0), all(b(get(1)), get(2), -1),
      end(0, 3),
    ]);
    const twiceOf = (x, i) => each(i, storeV(get(i), twice, addF(loadV(add(x, get(i)), 0), loadV(add(x, get(i)), 0))));
    const squareOf = (x, i) => [...twiceOf(x, i), ...call(square, i32(twice), x, i32(0), i32(2 * digits), i32(0), i32(lows), i32(highs))];
    const sqr = define([I32, I32], [], [[1, I32]], [
      squareOf(get(1), 2), call(reduce, i32(part)),
      all(i32(twice), b(get(1)), 0),
      end(0, 2),
    ]);
    const mulA = define([I32, I32, I32], [], [], [all(get(1), get(2), 0), call(reduce, get(0))]);
    const sqrA = define([I32, I32], [], [[1, I32]], [squareOf(get(1), 2), call(reduce, get(0))]);
    // fused(x) reports whether a multiply-add of x, whose square has more bits than a double, rounds once.
    const fused = define([F64], [I32], [[1, V128]], relaxed ? [
      set(1, splatF64(get(0))),
      notEqualF64(lowerLaneF(madd(get(1), get(1), negF(mulF(get(1), get(1))))), f64(0)),
    ] : [i32(0)]);

    const name = (text) => list([...text].map((c) => [c.charCodeAt(0)]));
    const exported = Object.entries({ mul, sqr, mulA, sqrA, fused }).map(([text, f]) => [...name(text), 0, f]);
    const pages = Math.ceil(heap / 65536);
    const bytes = new Uint8Array([
      0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
      ...section(1, list(functions.map((f) => [0x60, ...list(f.parameters.map((p) => [p])), ...list(f.results.map((r) => [r]))]))),
      ...section(3, list(functions.map((_, i) => [i]))),
      ...section(5, [1, 0, ...unsigned(pages)]),
      ...section(7, list([...exported, [...name("memory"), 2, 0]])),
      ...section(10, list(functions.map((f) => {
        const code = [...list(f.locals.map(([count, type]) => [count, type])), ...f.body, 0x0b];
        return [...unsigned(code.length), ...code];
      }))),
    ]);
    return { bytes, signed: !relaxed, digits, width, pad, number, n, inverse, lift, heap };
  };
})();
