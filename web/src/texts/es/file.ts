/** El archivo: cómo encaja en el entrenamiento y cómo leerlo de otra manera. */
import { value } from '../../format';
import type * as en from '../en';
import { about, count, duration, form as word, likely, plural, rows } from './words';

const by = (factor: number) => (factor < 1 ? `1/${count(Math.round(1 / factor))}` : count(factor));

export const file: typeof en.file = {
  badTitle: 'Este archivo aún no encaja',
  badLead: (n) =>
    `Se ${word(n, 'ha encontrado', 'han encontrado')} ${plural(n, 'problema')}. Corrija el archivo y elíjalo de nuevo; no se ha enviado nada.`,
  unreadable: 'No se ha podido leer el archivo.',
  places: 'Filas',
  inRows: (some, n) => {
    const most = 8;
    const shown = some.slice(0, most).join(', ');
    return n > Math.min(most, some.length) ? `${count(n)}: ${shown}, …` : shown;
  },
  problems: 'Problemas',
  column: 'Columna',
  rule: 'Problema',
  wholeFile: 'archivo',
  readyTitle: 'Su archivo encaja',
  readyLead: (n, name) => `${word(n, 'Participará', 'Participarán')} ${rows(n)} de ${name}.`,
  dropped: (n) => `Se ${word(n, 'omite', 'omiten')} ${rows(n)} con una celda vacía.`,
  ignored: (names) => `No se usan: ${names.join(', ')}.`,
  renamed: (header, column) => `Su columna «${header}» se lee como ${column}.`,
  multiplied: (header, factor) => `${header} se multiplica por ${by(factor)}.`,
  respelled: (text, level) => `«${text}» se lee como ${level}.`,
  asItIs: 'Leer el archivo tal como está',
  decimalComma: 'Los números se leen con coma decimal.',
  preview: 'Primeras filas de su archivo (solo en su pantalla)',
  time: (i) =>
    `${likely(i)}, con ${duration(i.estimate.secondsPerRound)} de trabajo aquí ${i.estimate.rounds > 1 ? 'en cada una' : 'en ella'}, más la espera a los demás.`,
  start: 'Contribuir',
  startLead:
    'Mantenga abierta esta pestaña hasta que termine el entrenamiento. Puede hacer una pausa o abandonar en cualquier momento.',
  choices: 'Más opciones',
  minCohort: 'Participar solo si participan al menos tantos aportantes de datos',
  minCohortHint: (min) => `El entrenamiento mismo exige al menos ${count(min)}.`,
  onlyVouched: 'Contar solo a los aportantes por los que respondo',
  onlyVouchedHint:
    'Usted incluido. Responde por otros al comparar palabras con ellos cuando el entrenamiento tenga a sus aportantes; si son demasiado pocos, usted no participa y puede intentarlo de nuevo.',
};

export const columns: typeof en.columns = {
  title: 'Sus columnas',
  lead: 'Calculado aquí a partir de su archivo, solo para usted. Nada de esto se envía.',
  column: 'Columna',
  allowed: 'Permitido',
  found: 'En su archivo',
  renamed: (header) => `su «${header}»`,
  range: (c, s) => {
    if (s.header === '') return 'no está en el archivo';
    if (c.levels)
      return `${count(s.bins.filter((n) => n > 0).length)} de ${plural(c.levels.length, 'nivel', 'niveles')}`;
    if (s.low == null || s.high == null) return 'ningún número';
    return `de ${about(s.low)} a ${about(s.high)}`;
  },
  mean: (n) => `media ${about(n)}`,
  invalid: (n) => `${count(n)} no ${word(n, 'permitido', 'permitidos')}`,
  mapped: (n, other) => `${count(n)} ${word(n, 'contado', 'contados')} como ${other}`,
  missing: (n) => plural(n, 'vacío'),
};

export const histogram: typeof en.histogram = {
  label: (c, s) => {
    if (c.levels) return c.levels.map((level, i) => `${level}: ${count(s.bins[i] ?? 0)}`).join(', ');
    const at = s.bins.indexOf(Math.max(...s.bins));
    const span = ((c.max ?? 0) - (c.min ?? 0)) / Math.max(1, s.bins.length);
    const low = (c.min ?? 0) + at * span;
    const outside = s.below + s.above;
    return `La mayoría de las filas entre ${value(low)} y ${value(low + span)}${outside > 0 ? `; ${count(outside)} fuera del intervalo permitido` : ''}`;
  },
};

export const form: typeof en.form = {
  sheet: 'Hoja',
  encoding: 'Codificación del texto',
  header: 'Los nombres de las columnas están en',
  row: (n) => `la fila ${count(n)}`,
  none: 'ninguna fila: no tiene',
};

export const fixes: typeof en.fixes = {
  title: 'Puede arreglarlo aquí',
  lead: 'Esto cambia cómo la página lee el archivo; el archivo queda como está.',
  readFrom: (column) => `Leer ${column} de`,
  none: 'elija una columna de su archivo',
  twice: 'Dos columnas no pueden leerse de la misma.',
  rename: (n) => word(n, 'Usar esta columna', 'Usar estas columnas'),
  spelling: (text, level, n) => `Leer «${text}» como ${level} (${rows(n)})`,
  spellings: (n) => word(n, 'Leerlo así', 'Leerlos así'),
  factor: (header, factor) => `Multiplicar ${header} por ${by(factor)}`,
  factorLead: (header) => `La mayoría de los números de ${header} están fuera de lo permitido. ¿Están en otra unidad?`,
  twoWays: 'Algunos números de su archivo pueden leerse de dos maneras. ¿Cuál es la correcta?',
  thousands: (mark) => `1${mark}234 es mil doscientos treinta y cuatro`,
  decimals: (mark) => `1${mark}234 es un poco más que uno`,
};
