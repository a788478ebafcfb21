/**
 * A helper: one more thread for the arithmetic. It knows the public key and what it is given to raise, nothing
 * else, runs the worker's kernel alone and talks to the worker that made it.
 */
import '../../../crypto/phe/jskernel/simd.js';
import '../../../crypto/phe/jskernel/kernel.js';
import type { Argument, Job, Method, Result } from './helpers';

interface Tables {
  run(squarings: Uint8Array, digits: Uint8Array): Uint8Array;
  release(): void;
}

interface Kernel {
  nthPower(r: Uint8Array): Uint8Array;
  combTables(...args: Argument[]): Tables;
  subsetTables(...args: Argument[]): Tables;
}

declare const blindfitKernel: { open(modulus: Uint8Array, arithmetic?: string): Kernel };

let kernel: Kernel | undefined;
/** The tables made last by each method; an encryptor uses one set of them at a time. */
const held: Partial<Record<Method, { id: number; tables: Tables }>> = {};

function run(job: Job): Uint8Array {
  kernel ??= blindfitKernel.open(job.modulus, job.arithmetic);
  if (job.op === 'nthPower') return kernel.nthPower(job.r);
  const last = held[job.method];
  if (last?.id === job.table) return last.tables.run(job.squarings, job.digits);
  last?.tables.release();
  const tables = kernel[job.method](...job.args);
  held[job.method] = { id: job.table, tables };
  return tables.run(job.squarings, job.digits);
}

self.onmessage = ({ data }: MessageEvent<Job>) => {
  // An error here ends the helper: the worker sees it and goes on without.
  const result: Result = { id: data.id, bytes: run(data) };
  self.postMessage(result);
};
