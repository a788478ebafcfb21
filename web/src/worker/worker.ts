/**
 * The worker: everything that touches rows, keys or the network runs here, in the WebAssembly module. This file
 * only passes messages and holds the lock of the tab.
 */
import {
  answers,
  isCommand,
  isProblem,
  type Answer,
  type Command,
  type Problem,
  type Reading,
  type Reply,
} from '../contract';
import { Helpers } from './helpers';
import { alone, hold } from './lock';
import * as links from './links';
import { start } from './module';
import { randomWorks } from './random';
import { open as openTable } from './tables/open';
import { Unread } from './tables/problem';

interface Request {
  id: number;
  cmd: string;
  args: Record<string, unknown>;
  file?: File | ArrayBuffer;
}

class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

const send = (message: unknown) => self.postMessage(message);
const fatal = (message: string) => send({ event: 'fatal', message });

globalThis.blindfitHelpers = new Helpers(send);

/** Starts the module, or says why this page must not go on. */
async function begin(): Promise<Awaited<ReturnType<typeof start>>> {
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
}
const module = begin();
module.then(
  () => send({ event: 'ready' }),
  () => {}, // told already
);

/** Calls the module and checks the answer against the contract. */
async function call<C extends Command>(command: C, args: unknown, bytes?: Uint8Array): Promise<Answer<C>> {
  const json = await (await module).call(command, JSON.stringify(args), bytes);
  bytes?.fill(0);
  const value: unknown = json === '' ? null : JSON.parse(json);
  if (!answers[command](value)) throw new Refusal({ code: 'internal', message: `unexpected answer to ${command}` });
  return value as Answer<C>;
}

/** Reads a file; what is no CSV in UTF-8 is made into that first. */
async function load(args: { name: string; reading: Reading }, file: File | ArrayBuffer): Promise<Answer<'load'>> {
  const content = file instanceof ArrayBuffer ? file : await file.arrayBuffer();
  const opened = await openTable(new Uint8Array(content), args.reading).catch((error: unknown) => {
    throw error instanceof Unread ? new Refusal(error.problem) : error;
  });
  send({ event: 'form', ...opened.form });
  return call('load', args, opened.bytes);
}

/** Opens a training and makes this tab the only one in it. */
const open = (args: { link?: string; training?: string }): Promise<Answer<'open'>> =>
  alone(async () => {
    const kept = args.training === undefined ? undefined : await links.get(args.training);
    const invitation = await call('open', kept === undefined ? args : { link: kept });
    if (!(await hold(invitation.training))) throw new Refusal({ code: 'second_tab', message: 'open in another tab' });
    if (args.link !== undefined) await links.keep(invitation.training, args.link);
    return invitation;
  });

async function run({ cmd, args, file }: Request): Promise<unknown> {
  if (!isCommand(cmd)) throw new Refusal({ code: 'internal', message: 'unknown command' });
  if (cmd === 'open') return open(args);
  if (cmd === 'load' && file) return load(args as { name: string; reading: Reading }, file);
  const value = await call(cmd, args);
  // Once the owner has enrolled the module keeps what it needs to come back.
  if (cmd === 'contribute') await links.drop((value as Answer<'contribute'>).training);
  if (cmd === 'forget') await links.drop(String(args.training));
  return value;
}

/** The problem in an error: the module's own as JSON, one of this file, or whatever the browser threw. */
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

self.onmessage = async ({ data }: MessageEvent<Request>) => {
  let reply: Reply;
  try {
    reply = { id: data.id, ok: true, value: await run(data) };
  } catch (error) {
    reply = { id: data.id, ok: false, error: problemOf(error) };
  }
  send(reply);
};
