import '../generated/wasm_exec.js';
import '../../../crypto/phe/jskernel/simd.js';
import '../../../crypto/phe/jskernel/kernel.js';
import { openModule } from '#files';
import wasmUrl from '../generated/blindfit.wasm?url';
import { sums } from './sealed';
import { anchor, vault } from './vault';

/** What the WebAssembly module registers, and what it finds. */
interface Module {
  /** Runs a command. The text is JSON both ways; a failure rejects with the JSON of a problem as its message. */
  call(command: string, args: string, bytes?: Uint8Array): Promise<string>;
  onevent?: (event: string) => void;
}

interface GoProgram {
  importObject: WebAssembly.Imports;
  run(instance: WebAssembly.Instance): Promise<void>;
}

declare global {
  var Go: new () => GoProgram;
  var blindfit: Module | undefined;
  var blindfitVault: typeof vault;
  var blindfitAnchor: typeof anchor;
  var blindfitSums: typeof sums;
}

/**
 * Starts the module. `onEvent` gets the JSON of its events, `onShare` the share of the module that has been loaded; `onExit` is
 * called if it ever ends.
 */
export async function start(
  onEvent: (json: string) => void,
  onShare: (share: number) => void,
  onExit: () => void,
): Promise<Module> {
  globalThis.blindfitVault = vault;
  globalThis.blindfitAnchor = anchor;
  globalThis.blindfitSums = sums;
  const program = new Go();
  const { instance } = await WebAssembly.instantiateStreaming(openModule(wasmUrl, onShare), program.importObject);
  // The program registers itself before it first waits, that is before run returns its promise.
  program.run(instance).then(onExit, onExit);
  const module = globalThis.blindfit;
  if (!module) throw new Error('the module did not start');
  module.onevent = onEvent;
  return module;
}
