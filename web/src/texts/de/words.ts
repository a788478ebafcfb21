/** Wendungen, die mehrere Teile der Seite verwenden. */
import type { Invitation } from '../../contract';
import { formats } from '../../format';
import type { Ending } from '../../generated/constants';
import { entry, mostRounds } from '../plain';

export { entry, mostRounds, sentence } from '../plain';

export const { about, bytes, count, day, duration, roughly } = formats({
  language: 'de',
  about: (length) => `etwa ${length}`,
  instant: 'weniger als eine Sekunde',
});

export const plural = (n: number, one: string, many: string) => `${count(n)} ${n === 1 ? one : many}`;

export const owners = (n: number) => plural(n, 'Datengeber', 'Datengeber');
/** Im Dativ: „von 3 Datengebern“. */
export const ofOwners = (n: number) => plural(n, 'Datengeber', 'Datengebern');
export const rows = (n: number) => plural(n, 'Zeile', 'Zeilen');
export const ofRows = (n: number) => plural(n, 'Zeile', 'Zeilen');
export const rounds = (n: number) => plural(n, 'Runde', 'Runden');

export const likely = (i: Invitation) =>
  mostRounds(i) === 1
    ? 'Eine Runde'
    : `${i.estimate.rounds < mostRounds(i) ? 'Voraussichtlich' : 'Höchstens'} ${rounds(i.estimate.rounds)}`;

const endings: Record<Ending, string> = {
  finished: 'Das Training ist beendet.',
  stopped: 'Der Auftraggeber hat das Training beendet.',
  left: 'Sie haben das Training verlassen.',
  contributed: 'Ihr Beitrag liegt beim Vermittler.',
  withdrawn: 'Sie haben Ihren Beitrag zurückgezogen.',
};
export const ending = (reason: string): string | undefined => entry(endings, reason);
