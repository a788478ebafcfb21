/**
 * The worker of the trustee's page: key, passphrase and network are in its WebAssembly module only. This file passes messages on
 * and holds the lock of the key, which two tabs must not use at a time.
 */
import { openModule } from '#files';
import wasmUrl from '../generated/trustee.wasm?url';
import { hold } from '../worker/lock';
import { run, type Module } from '../worker/program';
import { ask, begin, Refusal, serve, type Request } from '../worker/serve';
import { Keeper } from '../worker/vault';
import { answers, isCommand, type Opened } from './contract';

/** What the module registers, and the memory that it finds. */
declare global {
  var blindfitTrustee: Module | undefined;
  var blindfitMemory: Keeper;
}

globalThis.blindfitMemory = new Keeper('blindfit-trustee');

const module = begin((onEvent, _, onExit) =>
  run(
    openModule(wasmUrl, __TRUSTEE_BYTES__, __TRUSTEE_SHA256__, () => {}),
    () => globalThis.blindfitTrustee,
    onEvent,
    onExit,
  ),
);

serve(async ({ cmd, args, file }: Request) => {
  if (!isCommand(cmd)) throw new Refusal({ code: 'internal', message: 'unknown command' });
  const content = file instanceof Blob ? await file.arrayBuffer() : file;
  const value = await ask(module, cmd, answers[cmd], args, content && new Uint8Array(content));
  if (cmd === 'open' && !(await hold((value as Opened).key)))
    throw new Refusal({ code: 'second_tab', message: 'the key is in use in another tab' });
  return value;
});
