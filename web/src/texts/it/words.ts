/** Espressioni che più parti della pagina condividono. */
import type { Invitation } from '../../contract';
import { formats } from '../../format';
import type { Ending } from '../../generated/constants';
import { entry, mostRounds, plurals } from '../plain';

export { entry, mostRounds, sentence } from '../plain';

export const { about, bytes, count, day, duration, roughly } = formats({
  language: 'it',
  about: (length) => `circa ${length}`,
  instant: 'meno di un secondo',
});

const forms = plurals('it');
/** La parola che va con un numero, senza il numero. */
export const form = (n: number, one: string, other: string) => forms(n, { one, other });
export const plural = (n: number, one: string, other: string) => `${count(n)} ${form(n, one, other)}`;
export const owners = (n: number) => plural(n, 'detentore di dati', 'detentori di dati');
export const rows = (n: number) => plural(n, 'riga', 'righe');
export const rounds = (n: number) => plural(n, 'ciclo', 'cicli');

export const likely = (i: Invitation) =>
  mostRounds(i) === 1
    ? 'Un ciclo'
    : `${i.estimate.rounds < mostRounds(i) ? 'Probabilmente' : 'Al massimo'} ${rounds(i.estimate.rounds)}`;

const endings: Record<Ending, string> = {
  finished: 'L’addestramento è terminato.',
  stopped: 'Il promotore ha posto fine all’addestramento.',
  left: 'Ha lasciato l’addestramento.',
  contributed: 'Il Suo contributo è presso l’intermediario.',
  withdrawn: 'Ha ritirato il Suo contributo.',
};
export const ending = (reason: string): string | undefined => entry(endings, reason);
