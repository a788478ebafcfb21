/** Tournures communes à plusieurs parties de la page. */
import type { Invitation } from '../../contract';
import { formats } from '../../format';
import type { Ending } from '../../generated/constants';
import { entry, mostRounds } from '../plain';

export { entry, mostRounds, sentence } from '../plain';

export const { about, bytes, count, day, duration, roughly } = formats({
  language: 'fr',
  about: (length) => `environ ${length}`,
  instant: 'moins d’une seconde',
});

/** En français, zéro et un sont au singulier. */
export const plural = (n: number, one: string, many = one + 's') => `${count(n)} ${n < 2 ? one : many}`;
export const owners = (n: number) => plural(n, 'détenteur de données', 'détenteurs de données');
export const rows = (n: number) => plural(n, 'ligne');
export const rounds = (n: number) => plural(n, 'tour');

export const likely = (i: Invitation) =>
  mostRounds(i) === 1
    ? 'Un tour'
    : `${i.estimate.rounds < mostRounds(i) ? 'Probablement' : 'Au plus'} ${rounds(i.estimate.rounds)}`;

const endings: Record<Ending, string> = {
  finished: 'L’entraînement est terminé.',
  stopped: 'Le commanditaire a mis fin à l’entraînement.',
  left: 'Vous avez quitté l’entraînement.',
  contributed: 'Votre contribution est chez l’intermédiaire.',
  withdrawn: 'Vous avez retiré votre contribution.',
};
export const ending = (reason: string): string | undefined => entry(endings, reason);
