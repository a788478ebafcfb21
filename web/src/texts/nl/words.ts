/** Uitdrukkingen die meerdere delen van de pagina gebruiken. */
import type { Invitation } from '../../contract';
import { formats } from '../../format';
import type { Ending } from '../../generated/constants';
import { entry, mostRounds, plurals } from '../plain';

export { entry, mostRounds, sentence } from '../plain';

export const { about, bytes, count, day, duration, roughly } = formats({
  language: 'nl',
  about: (length) => `ongeveer ${length}`,
  instant: 'minder dan een seconde',
});

const forms = plurals('nl');
/** Het woord bij een getal, zonder het getal. */
export const form = (n: number, one: string, other: string) => forms(n, { one, other });
export const plural = (n: number, one: string, other: string) => `${count(n)} ${form(n, one, other)}`;
export const owners = (n: number) => plural(n, 'gegevenshouder', 'gegevenshouders');
export const rows = (n: number) => plural(n, 'rij', 'rijen');
export const rounds = (n: number) => plural(n, 'ronde', 'rondes');

export const likely = (i: Invitation) =>
  mostRounds(i) === 1
    ? 'Eén ronde'
    : `${i.estimate.rounds < mostRounds(i) ? 'Waarschijnlijk' : 'Hoogstens'} ${rounds(i.estimate.rounds)}`;

const endings: Record<Ending, string> = {
  finished: 'De training is afgelopen.',
  stopped: 'De opdrachtgever heeft de training beëindigd.',
  left: 'U hebt de training verlaten.',
  contributed: 'Uw bijdrage ligt bij de bemiddelaar.',
  withdrawn: 'U hebt uw bijdrage ingetrokken.',
};
export const ending = (reason: string): string | undefined => entry(endings, reason);
