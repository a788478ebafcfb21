/**
 * The worker: everything that touches rows, keys or the network runs here, in the WebAssembly module. This file
 * only passes messages and holds the lock of the tab.
 */
import { answers, isCommand, type Answer, type Command, type Reading } from '../contract';
import { Helpers } from './helpers';
import { alone, hold } from './lock';
import * as links from './links';
import { start } from './module';
import { ask, begin, Refusal, send, serve, type Request } from './serve';
import { open as openTable } from './tables/open';
import { Unread } from './tables/problem';

globalThis.blindfitHelpers = new Helpers(send);

const module = begin(start);

/** Calls the module and checks the answer against the contract. */
const call = async <C extends Command>(command: C, args: unknown, bytes?: Uint8Array): Promise<Answer<C>> =>
  (await ask(module, command, answers[command], args, bytes)) as Answer<C>;

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

serve(run);
