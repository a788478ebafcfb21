/** Phrases that several parts of the page share. */
import type { Invitation } from '../../contract';
import { formats } from '../../format';
import type { Ending } from '../../generated/constants';

export const { about, bytes, count, day, duration, roughly } = formats({
  language: 'en',
  about: (length) => `about ${length}`,
  instant: 'less than a second',
});

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
const endings: Record<Ending, string> = {
  finished: 'The training finished.',
  stopped: 'The model owner ended the training.',
  left: 'You left the training.',
  contributed: 'Your contribution is with the facilitator.',
  withdrawn: 'You withdrew your contribution.',
};
export const ending = (reason: string): string | undefined => entry(endings, reason);

/** The entry of a table of texts for a name from outside, if there is one. */
export const entry = (
  table: Readonly<Partial<Record<string, string>>>,
  name: string | undefined,
): string | undefined => (name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined);

/**
 * A sentence from a message of the program: messages are in English, in lower case and without a full stop. A translation
 * may look them up here and leave those that it does not know.
 */
export function sentence(message: string): string {
  const text = message.trim();
  if (text === '') return '';
  const first = text[0]!.toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(first) ? first : first + '.';
}
