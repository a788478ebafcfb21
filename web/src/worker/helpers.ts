/**
 * The helpers of a worker: threads that raise numbers for it, so that obfuscators are made on every core while the
 * worker itself follows the training. Numbers go to helpers and come back; they never leave the page. Whatever
 * fails here only makes the module do the work itself.
 */
import { workerType } from '#files';
import helperUrl from './helper.ts?worker&url';
import type { HelpersEvent } from '../contract';
import { trustedAddress } from '../trusted';

declare global {
  var blindfitHelpers: Helpers | undefined;
}

/** One call; the modulus is in each, so that a helper has no state that could be wrong. */
export type Job = { id: number; modulus: Uint8Array; arithmetic?: string } & Call;
type Call =
  | { op: 'nthPower'; r: Uint8Array }
  | { op: 'run'; table: number; method: Method; args: Argument[]; squarings: Uint8Array; digits: Uint8Array };
/** How a kernel makes tables; see kernel.js. */
export type Method = 'combTables' | 'subsetTables';
export type Argument = Uint8Array | number;
export type Result = { id: number; bytes: Uint8Array };

/** Calls under way in one helper: the next is there when one ends. */
const depth = 2;
/** A helper that has not answered a call for so long is gone, in milliseconds: browsers do not always tell. */
const patience = 20_000;

interface Helper {
  worker: Worker;
  waiting: Map<number, { resolve: (bytes: Uint8Array) => void; reject: (error: Error) => void; timer: number }>;
}

/** What the module finds as globalThis.blindfitHelpers. */
export class Helpers {
  #alive: Helper[] = [];
  #modulus: Uint8Array | undefined;
  #arithmetic: string | undefined;
  #made = 0;
  #last = 0;

  constructor(readonly onProgress: (event: HelpersEvent) => void) {}

  /**
   * Starts helpers for a key, in place of those of another, and says how many calls they take at once. They use an
   * arithmetic of the kernel, or the best that there is if the worker uses none.
   */
  open(modulus: Uint8Array, arithmetic: string): number {
    this.close();
    this.#modulus = modulus;
    this.#arithmetic = arithmetic === 'go' ? undefined : arithmetic;
    try {
      const count = Math.min(Math.max(navigator.hardwareConcurrency - 1, 1), 4);
      const address = trustedAddress(helperUrl);
      for (let i = 0; i < count; i++) this.#start(address);
    } catch {
      // No worker may start a worker here.
    }
    this.#progress();
    return this.room();
  }

  /** How many calls the helpers take at once; 0 when there is none. */
  room(): number {
    return this.#alive.length * depth;
  }

  nthPower(r: Uint8Array): Promise<Uint8Array> {
    return this.#call({ op: 'nthPower', r });
  }

  run(table: number, method: Method, args: Argument[], squarings: Uint8Array, digits: Uint8Array): Promise<Uint8Array> {
    return this.#call({ op: 'run', table, method, args, squarings, digits });
  }

  close(): void {
    for (const helper of [...this.#alive]) this.#drop(helper);
  }

  #start(address: string): void {
    const helper: Helper = {
      worker: new Worker(address, { type: workerType, name: 'blindfit-helper' }),
      waiting: new Map(),
    };
    helper.worker.onmessageerror = () => this.#drop(helper);
    helper.worker.onerror = (event) => {
      event.preventDefault(); // it is no error of the worker's own, which would end the page
      this.#drop(helper);
    };
    helper.worker.onmessage = ({ data: { id, bytes } }: MessageEvent<Result>) => {
      const caller = helper.waiting.get(id);
      if (!caller) return;
      helper.waiting.delete(id);
      clearTimeout(caller.timer);
      this.#made++;
      this.#progress();
      caller.resolve(bytes);
    };
    this.#alive.push(helper);
  }

  /** Ends a helper; its calls fail and are made again elsewhere. */
  #drop(helper: Helper): void {
    helper.worker.terminate();
    this.#alive = this.#alive.filter((other) => other !== helper);
    for (const { reject, timer } of helper.waiting.values()) {
      clearTimeout(timer);
      reject(new Error('the helper is gone'));
    }
    helper.waiting.clear();
    this.#progress();
  }

  #call(call: Call): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const helper = this.#alive.reduce<Helper | undefined>(
        (least, other) => (least && least.waiting.size <= other.waiting.size ? least : other),
        undefined,
      );
      if (!helper || !this.#modulus) return reject(new Error('there is no helper'));
      const id = ++this.#last;
      // Those before it come first.
      const timer = self.setTimeout(() => this.#drop(helper), patience * (helper.waiting.size + 1));
      helper.waiting.set(id, { resolve, reject, timer });
      helper.worker.postMessage({ ...call, id, modulus: this.#modulus, arithmetic: this.#arithmetic } satisfies Job);
    });
  }

  #progress(): void {
    this.onProgress({ event: 'helpers', alive: this.#alive.length, made: this.#made });
  }
}
