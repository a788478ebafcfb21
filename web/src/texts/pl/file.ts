/** Plik: jak pasuje do treningu i jak można go odczytać inaczej. */
import { value } from '../../format';
import type * as en from '../en';
import { about, count, duration, form as word, likely, plural, rows } from './words';

const by = (factor: number) => (factor < 1 ? `1/${count(Math.round(1 / factor))}` : count(factor));

export const file: typeof en.file = {
  badTitle: 'Ten plik jeszcze nie pasuje',
  badLead: (n) =>
    `Znaleziono ${plural(n, 'problem', 'problemy', 'problemów')}. Popraw plik i wybierz go ponownie; niczego nie wysłano.`,
  unreadable: 'Nie udało się odczytać pliku.',
  places: 'Wiersze',
  inRows: (some, n) => {
    const most = 8;
    const shown = some.slice(0, most).join(', ');
    return n > Math.min(most, some.length) ? `${count(n)}: ${shown}, …` : shown;
  },
  problems: 'Problemy',
  column: 'Kolumna',
  rule: 'Problem',
  wholeFile: 'plik',
  readyTitle: 'Twój plik pasuje',
  readyLead: (n, name) => `Udział weźmie ${rows(n)} z pliku ${name}.`,
  dropped: (n) => `${word(n, 'Pominięto', 'Pominięto', 'Pominięto')} ${rows(n)} z pustą komórką.`,
  ignored: (names) => `Nieużywane: ${names.join(', ')}.`,
  renamed: (header, column) => `Twoja kolumna „${header}” jest odczytywana jako ${column}.`,
  multiplied: (header, factor) => `Kolumna ${header} jest mnożona przez ${by(factor)}.`,
  respelled: (text, level) => `„${text}” jest odczytywane jako ${level}.`,
  asItIs: 'Odczytaj plik taki, jaki jest',
  decimalComma: 'Liczby są odczytywane z przecinkiem dziesiętnym.',
  preview: 'Pierwsze wiersze Twojego pliku (tylko na Twoim ekranie)',
  time: (i) =>
    `${likely(i)}, czas obliczeń tutaj ${i.estimate.rounds > 1 ? 'na każdą' : 'na nią'}: ${duration(i.estimate.secondsPerRound)}, do tego czekanie na innych.`,
  start: 'Przekaż',
  startLead: 'Nie zamykaj tej karty do końca treningu. W każdej chwili możesz zrobić przerwę albo wyjść.',
  choices: 'Więcej ustawień',
  minCohort: 'Biorę udział tylko, jeśli weźmie go co najmniej tylu posiadaczy danych',
  minCohortHint: (min) => `Sam trening wymaga co najmniej ${count(min)}.`,
  onlyVouched: 'Licz tylko posiadaczy danych, za których ręczę',
  onlyVouchedHint:
    'Łącznie z Tobą. Za innych ręczysz, porównując z nimi słowa, gdy trening ma już swoich posiadaczy danych; jeśli jest ich za mało, nie bierzesz udziału i możesz spróbować ponownie.',
};

export const columns: typeof en.columns = {
  title: 'Twoje kolumny',
  lead: 'Obliczone tutaj z Twojego pliku, tylko dla Ciebie. Nic z tego nie jest wysyłane.',
  column: 'Kolumna',
  allowed: 'Dozwolone',
  found: 'W Twoim pliku',
  renamed: (header) => `u Ciebie „${header}”`,
  range: (c, s) => {
    if (s.header === '') return 'nie ma w pliku';
    if (c.levels)
      return `${count(s.bins.filter((n) => n > 0).length)} z ${plural(c.levels.length, 'poziomu', 'poziomów', 'poziomów')}`;
    if (s.low == null || s.high == null) return 'brak liczb';
    return `od ${about(s.low)} do ${about(s.high)}`;
  },
  mean: (n) => `średnia ${about(n)}`,
  invalid: (n) => plural(n, 'niedozwolona', 'niedozwolone', 'niedozwolonych'),
  mapped: (n, other) => `${plural(n, 'policzona', 'policzone', 'policzonych')} jako ${other}`,
  missing: (n) => plural(n, 'pusta', 'puste', 'pustych'),
};

export const histogram: typeof en.histogram = {
  label: (c, s) => {
    if (c.levels) return c.levels.map((level, i) => `${level}: ${count(s.bins[i] ?? 0)}`).join(', ');
    const at = s.bins.indexOf(Math.max(...s.bins));
    const span = ((c.max ?? 0) - (c.min ?? 0)) / Math.max(1, s.bins.length);
    const low = (c.min ?? 0) + at * span;
    const outside = s.below + s.above;
    return `Najwięcej wierszy między ${value(low)} a ${value(low + span)}${outside > 0 ? `; ${count(outside)} poza dozwolonym zakresem` : ''}`;
  },
};

export const form: typeof en.form = {
  sheet: 'Arkusz',
  encoding: 'Kodowanie tekstu',
  header: 'Nazwy kolumn są w',
  row: (n) => `wierszu ${count(n)}`,
  none: 'żadnym wierszu: nie ma ich',
};

export const fixes: typeof en.fixes = {
  title: 'Możesz to naprawić tutaj',
  lead: 'Zmienia to sposób, w jaki strona odczytuje plik; sam plik pozostaje bez zmian.',
  readFrom: (column) => `Odczytaj ${column} z`,
  none: 'wybierz kolumnę swojego pliku',
  twice: 'Dwóch kolumn nie można odczytać z tej samej.',
  rename: (n) => (n === 1 ? 'Użyj tej kolumny' : 'Użyj tych kolumn'),
  spelling: (text, level, n) => `Odczytaj „${text}” jako ${level} (${rows(n)})`,
  spellings: () => 'Odczytaj tak',
  factor: (header, factor) => `Pomnóż ${header} przez ${by(factor)}`,
  factorLead: (header) =>
    `Większość liczb w kolumnie ${header} jest poza dozwolonym zakresem. Czy są w innej jednostce?`,
  twoWays: 'Niektóre liczby w Twoim pliku można odczytać na dwa sposoby. Który jest właściwy?',
  thousands: (mark) => `1${mark}234 to tysiąc dwieście trzydzieści cztery`,
  decimals: (mark) => `1${mark}234 to trochę więcej niż jeden`,
};
