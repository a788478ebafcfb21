/** The worker's end of the page: requests in, replies and events out. */
import { isProblem, type Problem, type Reply } from '../contract';
import type { Module } from './program';
import { randomWorks } from './random';

export interface Request {
  id: number;
  cmd: string;
  args: Record<string, unknown>;
  file?: File | ArrayBuffer;
}

/** A command that a worker refuses by itself. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

export const send = (message: unknown) => self.postMessage(message);
const fatal = (message: string) => send({ event: 'fatal', message });

/** Starts the module, and says so; or says why this page must not go on. */
export function begin(
  start: (onEvent: (json: string) => void, onShare: (share: number) => void, onExit: () => void) => Promise<Module>,
): Promise<Module> {
  const module = (async () => {
    if (!randomWorks()) {
      fatal('this browser gives no random numbers that can be trusted');
      throw new Error('no random numbers');
    }
    try {
      let percent = 0;
      return await start(
        (json) => send(JSON.parse(json)),
        (share) => {
          const now = Math.floor(100 * share);
          if (now > percent) send({ event: 'loading', percent: (percent = now) });
        },
        () => fatal('the program stopped'),
      );
    } catch (error) {
      fatal('the program could not be loaded, or is not the one this page was made for');
      throw error;
    }
  })();
  module.then(
    () => send({ event: 'ready' }),
    () => {}, // told already
  );
  return module;
}

/** Calls a module, and checks the answer. */
export async function ask(
  module: Promise<Module>,
  command: string,
  fits: (value: unknown) => boolean,
  args: unknown,
  bytes?: Uint8Array,
): Promise<unknown> {
  let json: string;
  try {
    json = await (await module).call(command, JSON.stringify(args), bytes);
  } finally {
    bytes?.fill(0); // the module reads them where they are
  }
  const value: unknown = json === '' ? null : JSON.parse(json);
  if (!fits(value)) throw new Refusal({ code: 'internal', message: `unexpected answer to ${command}` });
  return value;
}

/** The problem in an error: the module's own as JSON, one of the worker, or whatever the browser threw. */
function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return error.problem;
  const message = error instanceof Error ? error.message : String(error);
  try {
    const parsed: unknown = JSON.parse(message);
    if (isProblem(parsed)) return parsed;
  } catch {
    // Not the module's: a plain text.
  }
  return { message };
}

/** Answers the page's requests. */
export function serve(run: (request: Request) => Promise<unknown>): void {
  self.onmessage = async ({ data }: MessageEvent<Request>) => {
    let reply: Reply;
    try {
      reply = { id: data.id, ok: true, value: await run(data) };
    } catch (error) {
      reply = { id: data.id, ok: false, error: problemOf(error) };
    }
    send(reply);
  };
}
