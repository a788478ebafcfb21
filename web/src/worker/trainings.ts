import type { Invitation, Known, Receipt } from '../contract';
import { all, read, remove, write } from './database';

/** A training as kept: the link while it goes on, so that a reload can continue; the receipt after. */
interface Entry extends Known {
  link?: string;
  receipt?: string;
}

const isEntry = (value: unknown): value is Entry => typeof (value as Entry | undefined)?.training === 'string';

async function entry(training: string): Promise<Entry | undefined> {
  const value = await read('trainings', training);
  return isEntry(value) ? value : undefined;
}

/** Lists the trainings this machine knows, the newest first, without links and receipts. */
export async function list(): Promise<Known[]> {
  return (await all('trainings'))
    .filter(isEntry)
    .map(({ training, name, modelOwnerWords, opened, ended }) => ({ training, name, modelOwnerWords, opened, ended }))
    .sort((a, b) => b.opened - a.opened);
}

export const linkOf = async (training: string) => (await entry(training))?.link;
export const receiptOf = async (training: string) => (await entry(training))?.receipt;
export const forget = (training: string) => remove('trainings', training);

/** Keeps an opened training with its link. */
export async function remember(invitation: Invitation, link: string): Promise<void> {
  const before = await entry(invitation.training);
  await write('trainings', invitation.training, {
    training: invitation.training,
    name: invitation.name,
    modelOwnerWords: invitation.modelOwnerWords,
    opened: before?.opened ?? Date.now(),
    ended: before?.ended ?? false,
    receipt: before?.receipt,
    link,
  } satisfies Entry);
}

/** Keeps the receipt. The link, with its secrets, goes as soon as nothing can come back to it. */
export async function close(training: string, receipt: Receipt, json: string): Promise<void> {
  const before = await entry(training);
  if (!before) return;
  const left = receipt.reason === 'left';
  await write('trainings', training, { ...before, receipt: json, ended: !left, link: left ? before.link : undefined });
}
