// The worker of the benchmark: Blindfit's module with its kernel, and paillier-bigint beside it, on one thread.
"use strict";

importScripts("wasm_exec.js", "simd.js", "kernel.js", "paillier-bigint.js");

const go = new Go();
const started = WebAssembly.instantiateStreaming(fetch("bench.wasm"), go.importObject).then(({ instance }) => {
  go.run(instance); // registers benchModule before it waits
});

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const toBigInt = (base64) => BigInt("0x" + hex(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))));

/** text writes a ciphertext in its width, as base64. */
function text(c, key) {
  const width = key.n.toString(16).length; // hex digits of n: bytes of a ciphertext
  const digits = c.toString(16).padStart(2 * width, "0");
  return btoa(digits.match(/../g).map((byte) => String.fromCharCode(parseInt(byte, 16))).join(""));
}

let peer; // the public key of paillier-bigint
let form; // {bases, scalars} of one output

const commands = {
  open(n, proof) {
    const modulus = toBigInt(n);
    peer = new paillierBigint.PublicKey(modulus, modulus + 1n);
    return benchModule("open", n, proof);
  },
  form() {
    form = JSON.parse(benchModule("form"));
    form.bases = form.bases.map(toBigInt);
    form.scalars = form.scalars.map(BigInt);
    return "";
  },
  "peer-encrypt"(count) {
    let c;
    for (let i = 0; i < count; i++) c = peer.encrypt(0xdeadbeefn);
    return text(c, peer);
  },
  "peer-output"(count) {
    let sum;
    for (let i = 0; i < count; i++) sum = peer.addition(...form.bases.map((c, j) => peer.multiply(c, form.scalars[j])));
    return text(sum, peer);
  },
};

self.onmessage = async ({ data: [name, ...args] }) => {
  try {
    await started;
    const run = Object.hasOwn(commands, name) ? commands[name] : (...rest) => benchModule(name, ...rest);
    const start = performance.now();
    const result = run(...args);
    const ms = performance.now() - start;
    if (result instanceof Error) throw result;
    self.postMessage({ answer: { ms, text: result } });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
