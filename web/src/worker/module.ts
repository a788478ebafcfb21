import '../../../crypto/phe/jskernel/simd.js';
import '../../../crypto/phe/jskernel/kernel.js';
import { openModule } from '#files';
import wasmUrl from '../generated/blindfit.wasm?url';
import { run, type Module } from './program';
import { sums } from './sealed';
import { anchor, vault } from './vault';

/** What the module registers, and what it finds. */
declare global {
  var blindfit: Module | undefined;
  var blindfitVault: typeof vault;
  var blindfitAnchor: typeof anchor;
  var blindfitSums: typeof sums;
}

/**
 * Starts the module. `onEvent` gets the JSON of its events, `onShare` the share of the module that has been loaded; `onExit` is
 * called if it ever ends.
 */
export function start(
  onEvent: (json: string) => void,
  onShare: (share: number) => void,
  onExit: () => void,
): Promise<Module> {
  globalThis.blindfitVault = vault;
  globalThis.blindfitAnchor = anchor;
  globalThis.blindfitSums = sums;
  const module = openModule(wasmUrl, __WASM_BYTES__, __WASM_SHA256__, onShare);
  return run(module, () => globalThis.blindfit, onEvent, onExit);
}
