/** Zwroty wspólne dla kilku części strony. */
import type { Invitation } from '../../contract';
import { formats } from '../../format';
import type { Ending } from '../../generated/constants';
import { entry, mostRounds, plurals } from '../plain';

export { entry, mostRounds, sentence } from '../plain';

export const { about, bytes, count, day, duration, roughly } = formats({
  language: 'pl',
  about: (length) => `mniej więcej ${length}`, // „około” wymagałoby dopełniacza
  instant: 'mniej niż sekundę',
});

const forms = plurals('pl');
/** Słowo przy liczbie, bez liczby: 1 wiersz, 2 wiersze, 5 wierszy. */
export const form = (n: number, one: string, few: string, many: string) => forms(n, { one, few, many, other: many });
export const plural = (n: number, one: string, few: string, many: string) => `${count(n)} ${form(n, one, few, many)}`;
export const owners = (n: number) => plural(n, 'posiadacz danych', 'posiadaczy danych', 'posiadaczy danych');
export const rows = (n: number) => plural(n, 'wiersz', 'wiersze', 'wierszy');
export const rounds = (n: number) => plural(n, 'runda', 'rundy', 'rund');

export const likely = (i: Invitation) =>
  mostRounds(i) === 1
    ? 'Jedna runda'
    : `${i.estimate.rounds < mostRounds(i) ? 'Prawdopodobnie' : 'Najwyżej'} ${rounds(i.estimate.rounds)}`;

const endings: Record<Ending, string> = {
  finished: 'Trening się zakończył.',
  stopped: 'Zleceniodawca zakończył trening.',
  left: 'Trening został przez Ciebie opuszczony.',
  contributed: 'Twój wkład jest u pośrednika.',
  withdrawn: 'Twój wkład został wycofany.',
};
export const ending = (reason: string): string | undefined => entry(endings, reason);
