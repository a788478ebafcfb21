/** Phrases that several parts of the page share. */
import type { Invitation } from '../../contract';
import { formats } from '../../format';
import type { Ending } from '../../generated/constants';
import { entry, mostRounds } from '../plain';

export { entry, mostRounds, sentence } from '../plain';

export const { about, bytes, count, day, duration, roughly } = formats({
  language: 'en',
  about: (length) => `about ${length}`,
  instant: 'less than a second',
});

export const plural = (n: number, one: string, many = one + 's') => `${count(n)} ${n === 1 ? one : many}`;

export const owners = (n: number) => plural(n, 'data owner');
export const rows = (n: number) => plural(n, 'row');

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
