/** Phrases that several parts of the page share. */
import type { Invitation } from '../contract';
import { count } from '../format';

export const plural = (n: number, one: string, many = one + 's') => `${count(n)} ${n === 1 ? one : many}`;

export const owners = (n: number) => plural(n, 'data owner');
export const rows = (n: number) => plural(n, 'row');

export const mostRounds = (i: Invitation) => i.rounds.reduce((sum, r) => sum + r.most, 0);
/** How many rounds there will be, as a whole sentence may begin: some trainings end before they have had all of theirs. */
export const likely = (i: Invitation) =>
  mostRounds(i) === 1
    ? 'One round'
    : `${i.estimate.rounds < mostRounds(i) ? 'Probably' : 'At most'} ${plural(i.estimate.rounds, 'round')}`;

/** Why a training ended, as a sentence. */
export const reasons: Record<string, string> = {
  finished: 'The training finished.',
  stopped: 'The model owner ended the training.',
  left: 'You left the training.',
};

/** A sentence from a problem's message: messages are written in lower case without a full stop. */
export function sentence(message: string): string {
  const text = message.trim();
  if (text === '') return '';
  const first = text[0]!.toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(first) ? first : first + '.';
}
