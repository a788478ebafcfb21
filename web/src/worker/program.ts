import '../generated/wasm_exec.js';

/** What a WebAssembly module registers. */
export interface Module {
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
}

/**
 * Starts a module. `find` returns what it has registered, `onEvent` gets the JSON of its events, and `onExit` is called if it
 * ever ends.
 */
export async function run(
  code: Promise<Response>,
  find: () => Module | undefined,
  onEvent: (json: string) => void,
  onExit: () => void,
): Promise<Module> {
  const program = new Go();
  const { instance } = await WebAssembly.instantiateStreaming(code, program.importObject);
  // The program registers itself before it first waits, that is before run returns its promise.
  program.run(instance).then(onExit, onExit);
  const module = find();
  if (!module) throw new Error('the module did not start');
  module.onevent = onEvent;
  return module;
}
