/** Set by the build: the size of the WebAssembly module, or 0 where the build holds none. */
declare const __WASM_BYTES__: number;

/** Set by the build: SHA-256 of the same module in hex, as a release lists it. */
declare const __WASM_SHA256__: string;

/** The same two of the module of the trustee's page. */
declare const __TRUSTEE_BYTES__: number;
declare const __TRUSTEE_SHA256__: string;

/** The loader of the Go toolchain; it defines globalThis.Go. */
declare module '*/generated/wasm_exec.js';

/** The kernel in JavaScript; it defines globalThis.blindfitKernel. */
declare module '*/jskernel/kernel.js';
/** Its products on vectors; it defines globalThis.blindfitSimd. */
declare module '*/jskernel/simd.js';
