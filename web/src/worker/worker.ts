/**
 * The worker: everything that touches rows, keys or the network runs here, in the WebAssembly module. This file
 * only passes messages, keeps the list of trainings and holds the lock of the tab.
 */
import { answers, isProblem, type Command, type Problem, type Reply } from '../contract';
import { alone, hold } from './lock';
import { start } from './module';
import * as trainings from './trainings';

interface Request {
  id: number;
  cmd: string;
  args: Record<string, unknown>;
  bytes?: ArrayBuffer;
}

class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

const send = (message: unknown) => self.postMessage(message);
const fatal = (message: string) => send({ event: 'fatal', message });

const module = start(
  (json) => send(JSON.parse(json)),
  () => fatal('the program stopped'),
);
module.then(
  () => send({ event: 'ready' }),
  () => fatal('the program could not be loaded, or is not the one this page was made for'),
);

/** Calls the module and checks the answer against the contract. */
async function call<C extends Command>(command: C, args: unknown, bytes?: ArrayBuffer): Promise<{ json: string; value: never }> {
  const json = await (await module).call(command, JSON.stringify(args), bytes && new Uint8Array(bytes));
  const value: unknown = json === '' ? null : JSON.parse(json);
  if (!answers[command](value)) throw new Refusal({ code: 'internal', message: `unexpected answer to ${command}` });
  return { json, value: value as never };
}

let current: string | undefined;

async function open(link: string, facilitator?: string): Promise<unknown> {
  return alone(async () => {
    const { value } = await call('open', { link, facilitator });
    const invitation = value as Parameters<typeof trainings.remember>[0];
    if (!(await hold(invitation.training))) throw new Refusal({ code: 'second_tab', message: 'open in another tab' });
    current = invitation.training;
    await trainings.remember(invitation, link);
    return invitation;
  });
}

async function receipt(command: 'contribute' | 'receipt', args: unknown): Promise<unknown> {
  const { json, value } = await call(command, args);
  if (current && command === 'contribute') await trainings.close(current, value, json);
  return value;
}

async function kept(training: string): Promise<string> {
  const json = await trainings.receiptOf(training);
  if (json === undefined) throw new Refusal({ code: 'not_found', message: 'no receipt is kept for this training' });
  return json;
}

async function reopen(training: string): Promise<unknown> {
  const link = await trainings.linkOf(training);
  if (link === undefined) throw new Refusal({ code: 'not_found', message: 'no link is kept for this training' });
  return open(link);
}

async function run({ cmd, args, bytes }: Request): Promise<unknown> {
  const training = String(args.training ?? '');
  switch (cmd) {
    case 'known':
      return trainings.list();
    case 'kept':
      return kept(training);
    case 'reopen':
      return reopen(training);
    case 'forget':
      return trainings.forget(training).then(() => null);
    case 'open':
      return open(String(args.link), args.facilitator as string | undefined);
    case 'contribute':
    case 'receipt':
      return receipt(cmd, args);
    case 'load':
      return (await call(cmd, args, bytes)).value;
    case 'leave':
    case 'pause':
    case 'resume':
      return (await call(cmd, args)).value;
    default:
      throw new Refusal({ code: 'internal', message: 'unknown command' });
  }
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
