/** Il file: come si adatta all’addestramento, e come leggerlo in altro modo. */
import { value } from '../../format';
import type * as en from '../en';
import { about, count, duration, form as word, likely, plural, rows } from './words';

const by = (factor: number) => (factor < 1 ? `1/${count(Math.round(1 / factor))}` : count(factor));

export const file: typeof en.file = {
  badTitle: 'Questo file non va ancora bene',
  badLead: (n) =>
    `${word(n, 'Trovato', 'Trovati')} ${plural(n, 'problema', 'problemi')}. Corregga il file e lo scelga di nuovo; non è stato inviato nulla.`,
  unreadable: 'Non è stato possibile leggere il file.',
  places: 'Righe',
  inRows: (some, n) => {
    const most = 8;
    const shown = some.slice(0, most).join(', ');
    return n > Math.min(most, some.length) ? `${count(n)}: ${shown}, …` : shown;
  },
  problems: 'Problemi',
  column: 'Colonna',
  rule: 'Problema',
  wholeFile: 'file',
  readyTitle: 'Il Suo file va bene',
  readyLead: (n, name) => `${word(n, 'Parteciperà', 'Parteciperanno')} ${rows(n)} di ${name}.`,
  dropped: (n) => `${word(n, 'Viene tralasciata', 'Vengono tralasciate')} ${rows(n)} con una cella vuota.`,
  ignored: (names) => `Non usate: ${names.join(', ')}.`,
  renamed: (header, column) => `La Sua colonna «${header}» viene letta come ${column}.`,
  multiplied: (header, factor) => `${header} viene moltiplicata per ${by(factor)}.`,
  respelled: (text, level) => `«${text}» viene letto come ${level}.`,
  asItIs: 'Leggere il file così com’è',
  decimalComma: 'I numeri vengono letti con la virgola decimale.',
  preview: 'Prime righe del Suo file (solo sul Suo schermo)',
  time: (i) =>
    `${likely(i)}, con ${duration(i.estimate.secondsPerRound)} di lavoro qui per ${i.estimate.rounds > 1 ? 'ciascuno' : 'esso'}, più l’attesa degli altri.`,
  start: 'Contribuire',
  startLead:
    'Tenga aperta questa scheda finché l’addestramento non termina. Può fare una pausa o lasciarlo in qualsiasi momento.',
  choices: 'Altre opzioni',
  minCohort: 'Partecipare solo se partecipano almeno tanti detentori di dati',
  minCohortHint: (min) => `L’addestramento stesso ne chiede almeno ${count(min)}.`,
  onlyVouched: 'Contare solo i detentori per cui garantisco',
  onlyVouchedHint:
    'Lei compreso. Garantisce per altri confrontando le parole con loro quando l’addestramento ha i suoi detentori di dati; se sono troppo pochi Lei non partecipa, e può riprovare.',
};

export const columns: typeof en.columns = {
  title: 'Le Sue colonne',
  lead: 'Calcolato qui dal Suo file, solo per Lei. Nulla di tutto ciò viene inviato.',
  column: 'Colonna',
  allowed: 'Ammesso',
  found: 'Nel Suo file',
  renamed: (header) => `la Sua «${header}»`,
  range: (c, s) => {
    if (s.header === '') return 'non nel file';
    if (c.levels)
      return `${count(s.bins.filter((n) => n > 0).length)} di ${plural(c.levels.length, 'livello', 'livelli')}`;
    if (s.low == null || s.high == null) return 'nessun numero';
    return `da ${about(s.low)} a ${about(s.high)}`;
  },
  mean: (n) => `media ${about(n)}`,
  invalid: (n) => plural(n, 'non ammesso', 'non ammessi'),
  mapped: (n, other) => `${plural(n, 'contato', 'contati')} come ${other}`,
  missing: (n) => plural(n, 'vuoto', 'vuoti'),
};

export const histogram: typeof en.histogram = {
  label: (c, s) => {
    if (c.levels) return c.levels.map((level, i) => `${level}: ${count(s.bins[i] ?? 0)}`).join(', ');
    const at = s.bins.indexOf(Math.max(...s.bins));
    const span = ((c.max ?? 0) - (c.min ?? 0)) / Math.max(1, s.bins.length);
    const low = (c.min ?? 0) + at * span;
    const outside = s.below + s.above;
    return `La maggior parte delle righe tra ${value(low)} e ${value(low + span)}${outside > 0 ? `; ${count(outside)} fuori dall’intervallo ammesso` : ''}`;
  },
};

export const form: typeof en.form = {
  sheet: 'Foglio',
  encoding: 'Codifica del testo',
  header: 'I nomi delle colonne sono nella',
  row: (n) => `riga ${count(n)}`,
  none: 'nessuna riga: non ci sono',
};

export const fixes: typeof en.fixes = {
  title: 'Può rimediare qui',
  lead: 'Questo cambia il modo in cui la pagina legge il file; il file resta com’è.',
  readFrom: (column) => `Leggere ${column} da`,
  none: 'scelga una colonna del Suo file',
  twice: 'Due colonne non possono essere lette dalla stessa.',
  rename: (n) => word(n, 'Usare questa colonna', 'Usare queste colonne'),
  spelling: (text, level, n) => `Leggere «${text}» come ${level} (${rows(n)})`,
  spellings: (n) => word(n, 'Leggerlo così', 'Leggerli così'),
  factor: (header, factor) => `Moltiplicare ${header} per ${by(factor)}`,
  factorLead: (header) =>
    `La maggior parte dei numeri di ${header} è fuori da ciò che è ammesso. Sono in un’altra unità?`,
  twoWays: 'Alcuni numeri del Suo file si possono leggere in due modi. Quale è quello giusto?',
  thousands: (mark) => `1${mark}234 è milleduecentotrentaquattro`,
  decimals: (mark) => `1${mark}234 è poco più di uno`,
};
