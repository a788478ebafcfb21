/** Die Datei: wie sie zum Training passt, und wie sie anders gelesen werden kann. */
import type { Column, Invitation, Summary } from '../../contract';
import { value } from '../../format';
import type * as en from '../en';
import { about, count, duration, likely, plural, rows } from './words';

const factor = (by: number) => (by < 1 ? `1/${count(Math.round(1 / by))}` : count(by));

export const file: typeof en.file = {
  badTitle: 'Diese Datei passt noch nicht',
  badLead: (n: number) =>
    `${plural(n, 'Problem', 'Probleme')} gefunden. Verbessern Sie die Datei und wählen Sie sie noch einmal; es wurde nichts gesendet.`,
  unreadable: 'Die Datei konnte nicht gelesen werden.',
  places: 'Zeilen',
  inRows: (some: number[], n: number) => {
    const most = 8;
    const shown = some.slice(0, most).join(', ');
    return n > Math.min(most, some.length) ? `${count(n)}: ${shown}, …` : shown;
  },
  problems: 'Probleme',
  column: 'Spalte',
  rule: 'Problem',
  wholeFile: 'Datei',
  readyTitle: 'Ihre Datei passt',
  readyLead: (n: number, name: string) => `${rows(n)} aus ${name} ${n === 1 ? 'nimmt' : 'nehmen'} teil.`,
  dropped: (n: number) => `${rows(n)} mit einer leeren Zelle ${n === 1 ? 'bleibt' : 'bleiben'} weg.`,
  ignored: (names: string[]) => `Nicht verwendet: ${names.join(', ')}.`,
  renamed: (header: string, column: string) => `Ihre Spalte „${header}“ wird als ${column} gelesen.`,
  multiplied: (header: string, by: number) => `${header} wird mit ${factor(by)} malgenommen.`,
  respelled: (text: string, level: string) => `„${text}“ wird als ${level} gelesen.`,
  asItIs: 'Datei so lesen, wie sie ist',
  decimalComma: 'Zahlen werden mit Dezimalkomma gelesen.',
  preview: 'Die ersten Zeilen Ihrer Datei (nur auf Ihrem Bildschirm)',
  time: (i: Invitation) =>
    `${likely(i)}, mit ${duration(i.estimate.secondsPerRound)} Rechenzeit hier ${i.estimate.rounds > 1 ? 'für jede' : 'dafür'}, dazu das Warten auf die anderen.`,
  start: 'Beitragen',
  startLead:
    'Lassen Sie diesen Tab offen, bis das Training endet. Sie können jederzeit eine Pause machen oder es verlassen.',
  choices: 'Weitere Einstellungen',
  minCohort: 'Nur teilnehmen, wenn mindestens so viele Datengeber teilnehmen',
  minCohortHint: (min: number) => `Das Training selbst verlangt mindestens ${count(min)}.`,
  onlyVouched: 'Nur Datengeber zählen, für die ich bürge',
  onlyVouchedHint:
    'Sie selbst zählen mit. Sie bürgen für andere, indem Sie Wörter mit ihnen vergleichen, sobald die Datengeber des Trainings feststehen; sind es zu wenige, so nehmen Sie nicht teil und können es noch einmal versuchen.',
};

export const columns: typeof en.columns = {
  title: 'Ihre Spalten',
  lead: 'Hier aus Ihrer Datei berechnet, nur für Ihre Augen. Nichts davon wird gesendet.',
  column: 'Spalte',
  allowed: 'Erlaubt',
  found: 'In Ihrer Datei',
  renamed: (header: string) => `bei Ihnen „${header}“`,
  range: (c: Column, s: Summary) => {
    if (s.header === '') return 'nicht in der Datei';
    if (c.levels)
      return `${count(s.bins.filter((n) => n > 0).length)} von ${plural(c.levels.length, 'Stufe', 'Stufen')}`;
    if (s.low == null || s.high == null) return 'keine Zahlen';
    return `${about(s.low)} bis ${about(s.high)}`;
  },
  mean: (n: number) => `Mittel ${about(n)}`,
  invalid: (n: number) => `${count(n)} nicht erlaubt`,
  mapped: (n: number, other: string) => `${count(n)} als ${other} gezählt`,
  missing: (n: number) => `${count(n)} leer`,
};

export const histogram: typeof en.histogram = {
  label: (c: Column, s: Summary) => {
    if (c.levels) return c.levels.map((level, i) => `${level}: ${count(s.bins[i] ?? 0)}`).join(', ');
    const at = s.bins.indexOf(Math.max(...s.bins));
    const span = ((c.max ?? 0) - (c.min ?? 0)) / Math.max(1, s.bins.length);
    const low = (c.min ?? 0) + at * span;
    const outside = s.below + s.above;
    return `Die meisten Zeilen zwischen ${value(low)} und ${value(low + span)}${outside > 0 ? `; ${count(outside)} außerhalb des erlaubten Bereichs` : ''}`;
  },
};

export const form: typeof en.form = {
  sheet: 'Tabellenblatt',
  encoding: 'Zeichenkodierung des Textes',
  header: 'Die Namen der Spalten stehen in',
  row: (n: number) => `Zeile ${count(n)}`,
  none: 'keiner Zeile: es gibt keine',
};

export const fixes: typeof en.fixes = {
  title: 'Das können Sie hier verbessern',
  lead: 'Es ändert, wie die Seite die Datei liest; die Datei selbst bleibt, wie sie ist.',
  readFrom: (column: string) => `${column} lesen aus`,
  none: 'Spalte Ihrer Datei wählen',
  twice: 'Zwei Spalten können nicht aus derselben gelesen werden.',
  rename: (n: number) => (n === 1 ? 'Diese Spalte verwenden' : 'Diese Spalten verwenden'),
  spelling: (text: string, level: string, n: number) => `„${text}“ als ${level} lesen (${rows(n)})`,
  spellings: () => 'So lesen',
  factor: (header: string, by: number) => `${header} mit ${factor(by)} malnehmen`,
  factorLead: (header: string) =>
    `Die meisten Zahlen von ${header} liegen außerhalb des Erlaubten. Haben sie eine andere Einheit?`,
  twoWays: 'Einige Zahlen Ihrer Datei lassen sich auf zwei Arten lesen. Welche ist gemeint?',
  thousands: (mark: string) => `1${mark}234 ist eintausend­zweihundert­vierund­dreißig`,
  decimals: (mark: string) => `1${mark}234 ist etwas mehr als eins`,
};
