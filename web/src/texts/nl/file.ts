/** Het bestand: hoe het bij de training past, en hoe het anders gelezen kan worden. */
import { value } from '../../format';
import type * as en from '../en';
import { about, count, duration, form as word, likely, plural, rows } from './words';

const by = (factor: number) => (factor < 1 ? `1/${count(Math.round(1 / factor))}` : count(factor));

export const file: typeof en.file = {
  badTitle: 'Dit bestand past nog niet',
  badLead: (n) =>
    `${plural(n, 'probleem', 'problemen')} gevonden. Verbeter het bestand en kies het opnieuw; er is niets verstuurd.`,
  unreadable: 'Het bestand kon niet gelezen worden.',
  places: 'Rijen',
  inRows: (some, n) => {
    const most = 8;
    const shown = some.slice(0, most).join(', ');
    return n > Math.min(most, some.length) ? `${count(n)}: ${shown}, …` : shown;
  },
  problems: 'Problemen',
  column: 'Kolom',
  rule: 'Probleem',
  wholeFile: 'bestand',
  readyTitle: 'Uw bestand past',
  readyLead: (n, name) => `${rows(n)} uit ${name} ${word(n, 'doet', 'doen')} mee.`,
  dropped: (n) => `${rows(n)} met een lege cel ${word(n, 'valt', 'vallen')} weg.`,
  ignored: (names) => `Niet gebruikt: ${names.join(', ')}.`,
  renamed: (header, column) => `Uw kolom “${header}” wordt gelezen als ${column}.`,
  multiplied: (header, factor) => `${header} wordt vermenigvuldigd met ${by(factor)}.`,
  respelled: (text, level) => `“${text}” wordt gelezen als ${level}.`,
  asItIs: 'Het bestand lezen zoals het is',
  decimalComma: 'Getallen worden gelezen met een decimale komma.',
  preview: 'Eerste rijen van uw bestand (alleen op uw scherm)',
  time: (i) =>
    `${likely(i)}, met ${duration(i.estimate.secondsPerRound)} rekentijd hier ${i.estimate.rounds > 1 ? 'voor elke' : 'ervoor'}, plus het wachten op de anderen.`,
  start: 'Bijdragen',
  startLead: 'Houd dit tabblad open tot de training afgelopen is. U kunt op elk moment pauzeren of weggaan.',
  choices: 'Meer keuzes',
  minCohort: 'Alleen meedoen als ten minste zoveel gegevenshouders meedoen',
  minCohortHint: (min) => `De training zelf vraagt er ten minste ${count(min)}.`,
  onlyVouched: 'Alleen gegevenshouders tellen voor wie ik insta',
  onlyVouchedHint:
    'Uzelf meegeteld. U staat in voor anderen door woorden met hen te vergelijken zodra de training haar gegevenshouders heeft; zijn het er te weinig, dan doet u niet mee en kunt u het opnieuw proberen.',
};

export const columns: typeof en.columns = {
  title: 'Uw kolommen',
  lead: 'Hier uit uw bestand berekend, alleen voor uw ogen. Niets ervan wordt verstuurd.',
  column: 'Kolom',
  allowed: 'Toegestaan',
  found: 'In uw bestand',
  renamed: (header) => `bij u “${header}”`,
  range: (c, s) => {
    if (s.header === '') return 'niet in het bestand';
    if (c.levels)
      return `${count(s.bins.filter((n) => n > 0).length)} van ${plural(c.levels.length, 'niveau', 'niveaus')}`;
    if (s.low == null || s.high == null) return 'geen getallen';
    return `${about(s.low)} tot ${about(s.high)}`;
  },
  mean: (n) => `gemiddelde ${about(n)}`,
  invalid: (n) => `${count(n)} niet toegestaan`,
  mapped: (n, other) => `${count(n)} geteld als ${other}`,
  missing: (n) => `${count(n)} leeg`,
};

export const histogram: typeof en.histogram = {
  label: (c, s) => {
    if (c.levels) return c.levels.map((level, i) => `${level}: ${count(s.bins[i] ?? 0)}`).join(', ');
    const at = s.bins.indexOf(Math.max(...s.bins));
    const span = ((c.max ?? 0) - (c.min ?? 0)) / Math.max(1, s.bins.length);
    const low = (c.min ?? 0) + at * span;
    const outside = s.below + s.above;
    return `De meeste rijen tussen ${value(low)} en ${value(low + span)}${outside > 0 ? `; ${count(outside)} buiten het toegestane bereik` : ''}`;
  },
};

export const form: typeof en.form = {
  sheet: 'Werkblad',
  encoding: 'Codering van de tekst',
  header: 'De namen van de kolommen staan in',
  row: (n) => `rij ${count(n)}`,
  none: 'geen rij: er zijn er geen',
};

export const fixes: typeof en.fixes = {
  title: 'U kunt dit hier verhelpen',
  lead: 'Dit verandert hoe de pagina het bestand leest; het bestand zelf blijft zoals het is.',
  readFrom: (column) => `${column} lezen uit`,
  none: 'kies een kolom van uw bestand',
  twice: 'Twee kolommen kunnen niet uit dezelfde gelezen worden.',
  rename: (n) => word(n, 'Deze kolom gebruiken', 'Deze kolommen gebruiken'),
  spelling: (text, level, n) => `“${text}” lezen als ${level} (${rows(n)})`,
  spellings: () => 'Zo lezen',
  factor: (header, factor) => `${header} vermenigvuldigen met ${by(factor)}`,
  factorLead: (header) =>
    `De meeste getallen van ${header} vallen buiten wat is toegestaan. Staan ze in een andere eenheid?`,
  twoWays: 'Sommige getallen van uw bestand kunnen op twee manieren gelezen worden. Welke is bedoeld?',
  thousands: (mark) => `1${mark}234 is duizend tweehonderdvierendertig`,
  decimals: (mark) => `1${mark}234 is iets meer dan één`,
};
