/** Expresiones que comparten varias partes de la página. */
import type { Invitation } from '../../contract';
import { formats } from '../../format';
import type { Ending } from '../../generated/constants';
import { entry, mostRounds, plurals } from '../plain';

export { entry, mostRounds, sentence } from '../plain';

export const { about, bytes, count, day, duration, roughly } = formats({
  language: 'es',
  about: (length) => `aproximadamente ${length}`,
  instant: 'menos de un segundo',
});

const forms = plurals('es');
/** La palabra que acompaña a un número, sin él. */
export const form = (n: number, one: string, other: string) => forms(n, { one, other });
export const plural = (n: number, one: string, other = one + 's') => `${count(n)} ${form(n, one, other)}`;
export const owners = (n: number) => plural(n, 'aportante de datos', 'aportantes de datos');
export const rows = (n: number) => plural(n, 'fila');
export const rounds = (n: number) => plural(n, 'ronda');

export const likely = (i: Invitation) =>
  mostRounds(i) === 1
    ? 'Una ronda'
    : `${i.estimate.rounds < mostRounds(i) ? 'Probablemente' : 'Como máximo'} ${rounds(i.estimate.rounds)}`;

const endings: Record<Ending, string> = {
  finished: 'El entrenamiento ha terminado.',
  stopped: 'El promotor ha puesto fin al entrenamiento.',
  left: 'Usted ha abandonado el entrenamiento.',
  contributed: 'Su contribución está en manos del intermediario.',
  withdrawn: 'Usted ha retirado su contribución.',
};
export const ending = (reason: string): string | undefined => entry(endings, reason);
