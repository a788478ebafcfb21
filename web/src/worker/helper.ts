/**
 * A helper: one more thread for the arithmetic. It knows the public key and what it is given to raise, nothing
 * else, runs the worker's kernel alone and talks to the worker that made it.
 */
import '../../../crypto/phe/jskernel/simd.js';
import '../../../crypto/phe/jskernel/kernel.js';
import type { Job, Result } from './helpers';

interface Tables {
  run(squarings: Uint8Array, digits: Uint8Array): Uint8Array;
  release(): void;
}

interface Kernel {
  nthPower(r: Uint8Array): Uint8Array;
  combTables(base: Uint8Array, bits: number, rows: number, count: number): Tables;
}

declare const blindfitKernel: { open(modulus: Uint8Array, arithmetic?: string): Kernel };

let kernel: Kernel | undefined;
/** The tables used last; an encryptor uses one set at a time. */
let held: { id: number; tables: Tables } | undefined;

function run(job: Job): Uint8Array {
  kernel ??= blindfitKernel.open(job.modulus, job.arithmetic);
  if (job.op === 'nthPower') return kernel.nthPower(job.r);
  if (held?.id !== job.table) {
    held?.tables.release();
    held = { id: job.table, tables: kernel.combTables(job.base, job.bits, job.rows, job.count) };
  }
  return held.tables.run(job.squarings, job.digits);
}

self.onmessage = ({ data }: MessageEvent<Job>) => {
  // An error here ends the helper: the worker sees it and goes on without.
  const result: Result = { id: data.id, bytes: run(data) };
  self.postMessage(result);
};
