/** Preguntas que necesitan un sí, y la cuenta de lo que se dio. */
import type { Again } from '../../contract';
import type { Claim, GapReason, Rule, Stage } from '../../generated/constants';
import type * as en from '../en';
import { spans } from '../plain';
import { about, count, day, form, owners, plural, rows } from './words';

const amount = (n: string | number): string => (typeof n === 'number' ? about(n) : n);

interface Asked {
  title: string;
  found: (has: string, needs: string) => string;
  yes: string;
  instead?: string;
}
const found = (has: string, needs: string) => `Hallado: ${has}. Exigido: ${needs}.`;
const asked: Record<Rule, Asked> = {
  rows: {
    title: 'Pocas filas',
    found: (has, needs) => `Filas: ${has}. Exigidas: al menos ${needs}.`,
    yes: 'Sí, dar mis filas aunque sean pocas.',
    instead: 'O elija un archivo con más filas.',
  },
  alone: {
    title: 'Filas que están solas',
    found: (has) => `Filas que están solas: ${has}. Exigidas: ninguna.`,
    yes: 'Sí, dar también estas filas.',
    instead: 'O quite estas filas de su archivo y elíjalo de nuevo. La fila 1 es la de los nombres.',
  },
  constant: {
    title: 'Columnas que revelan su parte',
    found: (has) => `Columnas con un solo valor: ${has}. Exigidas: ninguna.`,
    yes: 'Sí, dar mis filas aunque estas columnas revelen mi parte.',
  },
  again: {
    title: 'Filas que ya estaban en sumas anteriores',
    found,
    yes: 'Sí, dar mis filas a este entrenamiento de todos modos.',
  },
  others: {
    title: '¿Son otras personas?',
    found: () => 'Hallado: desconocido. Exigido: otras personas.',
    yes: 'Sí, son otras personas.',
    instead:
      'No tiene que responder. Sin un sí se pregunta a todos los aportantes, antes de la primera ronda, si el entrenamiento puede continuar.',
  },
  consent: {
    title: 'El promotor le pide que confirme',
    found: () => '',
    yes: 'Sí',
  },
  limit: {
    title: 'Su límite de ε',
    found: (has, needs) =>
      `Con este entrenamiento: ${has === 'exact' ? 'sin cota' : `ε ${has}`}. Su límite: ε ${needs}.`,
    yes: 'Sí, participar aunque esto supere mi límite.',
  },
  shared: {
    title: 'Sumas exactas sobre un modelo que todos ven',
    found: () => 'Ruido en las sumas: ninguno. Exigido: ruido, si los aportantes ven el modelo.',
    yes: 'Sí, estoy de acuerdo.',
  },
};

export const questions: typeof en.questions = {
  title: (needed) => (needed ? 'Este entrenamiento necesita su sí' : 'Una pregunta sobre sus filas'),
  lead: 'Un sí vale para este entrenamiento. Una pregunta sobre las mismas filas solo vuelve si se revelara más.',
  asked: (q) => asked[q.rule],
  found: (q) => asked[q.rule].found(amount(q.has), amount(q.needs)),
  missing: (n) =>
    n === 1 ? 'Una pregunta de arriba necesita antes su sí.' : `${count(n)} preguntas de arriba necesitan antes su sí.`,
  rechecked:
    'Algo ha cambiado, por lo que su archivo se ha comprobado otra vez. No se ha dado nada. Lea las preguntas y contribuya de nuevo.',
  merged: (columns) =>
    `Pocas de sus filas tienen ${columns.join(', ')}. Como pide este entrenamiento, cuentan como el nivel de todos los demás.`,
  lacks: (columns) =>
    `Todas sus filas son iguales en ${columns.join(', ')}; por lo general ninguna lo tiene. No es una pregunta, pero las sumas pueden mostrarlo.`,
};

export const offers: typeof en.offers = {
  title: 'Puede dar menos filas',
  take: (o) =>
    o.word === 'new'
      ? `Dejar fuera ${rows(o.rows)} que «${o.past}» no tenía, hasta que haya ${count(o.until)}. Así nadie puede restar las sumas para verlas.`
      : `Dejar fuera ${rows(o.rows)} con una celda vacía en cualquier columna, para que entrenamientos sobre otras columnas puedan apoyarse en las mismas filas.`,
};

const claims: Record<Claim, string> = {
  first: 'en ninguna suma anterior',
  same: 'las mismas filas que antes, con los mismos aportantes',
  changed: 'ya en sumas anteriores, con otras filas u otros aportantes',
};
const kind = (exact: boolean) => (exact ? 'sumas exactas' : 'sumas con ruido');
const subtracted = (d: Again['differences'][number]) =>
  `La diferencia con ${d.name === '' ? 'un entrenamiento anterior en el que usted no estaba' : `«${d.name}»`}`;

export const again: typeof en.again = {
  title: '¿Dar estas filas otra vez?',
  lead: 'Algunas filas ya estaban en sumas anteriores. Quien conozca ambas sumas puede restar una de otra. Lea qué revelaría eso y después diga sí o abandone. Nada de sus filas sale antes.',
  differencesTitle: 'Qué revela una diferencia',
  alone: (d) => [`${subtracted(d)} revelaría la parte de `, ' por sí sola.'],
  together: (d) => `${subtracted(d)} revelaría la parte de estos aportantes, sumados entre sí:`,
  how: { joined: 'no estaba allí', left: 'ya no está aquí', changed: 'tiene ahora otras filas' },
  noDifference: 'Nada que esta página sepa.',
  unknown: (n) =>
    `Usted no dijo de ${plural(n, 'suma anterior', 'sumas anteriores')} si ${form(n, 'trataba', 'trataban')} de otras personas, así que una diferencia puede revelar más.`,
  pastTitle: 'Entrenamientos anteriores con sus filas',
  noPast: 'Ninguno. La pregunta es sobre filas de otros.',
  past: (p) =>
    `${day(p.when)}, ${kind(p.exact)}, ${owners(p.owners)}. ${form(p.found, 'Estaba', 'Estaban')} en él ${rows(p.found)} de usted` +
    `; ${p.new === 0 ? 'ninguna es nueva' : plural(p.new, 'es nueva', 'son nuevas')}` +
    `, ${p.gone === 0 ? 'ninguna ha desaparecido' : plural(p.gone, 'ha desaparecido', 'han desaparecido')}.`,
  newRows: (p) =>
    `Nuevo en su archivo: ${p.newRows.length === 1 ? 'fila' : 'filas'} ${spans(p.newRows)}${p.new > p.newRows.length ? ' …' : ''}`,
  modelOwner: 'Promotor',
  statedTitle: 'Lo que declaró cada uno',
  claims,
  you: 'usted',
  yes: asked.again.yes,
  go: 'Continuar',
  said: 'Usted ha dicho que sí. El entrenamiento continúa cuando todos los demás lo hayan dicho.',
  leave: 'Si abandona, no se da nada de sus filas. A los demás se les pregunta lo mismo.',
};

const stages: Record<Stage, string> = {
  open: 'declarado, no empezado',
  passed: 'dado',
  struck: 'no dado',
};
const stageMeanings: Record<Stage, string> = {
  open: 'El entrenamiento no ha empezado. Cuenta como dado hasta que usted lo abandone.',
  passed: 'Desde entonces pudieron enviarse sumas cifradas de estas filas.',
  struck: 'El entrenamiento no empezó con usted: no se envió nada.',
};
const gaps: Record<GapReason, string> = {
  older: 'La cuenta volvió a un estado anterior, o es otra.',
  'no anchor': 'Falta la marca que muestra si la cuenta está completa.',
  restored: 'La cuenta se restauró de una copia que puede ser más antigua.',
};

export const gave: typeof en.gave = {
  open: 'Lo que usted dio',
  title: 'Lo que usted dio',
  lead: 'Cada entrenamiento con filas suyas, tal como lo anotó este navegador: antes de que pudiera salir una suma de ellas.',
  onStart:
    'Este navegador lleva la cuenta de cada suma en la que estaban sus filas, en todos los entrenamientos y para todos los promotores.',
  loading: 'Leyendo la cuenta',
  none: 'Nada todavía: este navegador no ha estado en ningún entrenamiento con filas.',
  modelOwner: 'Promotor',
  kind,
  stage: (s) => stages[s],
  stageMeaning: (s) => stageMeanings[s],
  amount: (g) =>
    `${day(g.when)}: ${rows(g.rows)} de usted` +
    (g.held > 0 ? `, ${count(g.held)} de ellas ${form(g.held, 'reservada', 'reservadas')} para medir,` : '') +
    ` entre ${owners(g.members.length)}.`,
  stated: (g) => `Usted declaró: ${claims[g.word]}.`,
  asked: 'Algunas filas ya estaban en sumas anteriores; usted dijo que sí.',
  members: 'Sus aportantes de datos',
  spentTitle: 'Ruido: el presupuesto de privacidad ε',
  spent: (s) =>
    s.sums === 0
      ? `No se ha gastado nada: no se abrió ninguna suma con ruido.${s.limit ? ` Su límite es ${about(s.limit)}.` : ''}`
      : `Se ha gastado ε ${about(s.spentAll)} en ${plural(s.sums, 'suma')} con ruido` +
        (s.limit ? `, de su límite ${about(s.limit)}.` : '. Usted no ha fijado ningún límite.'),
  exact: 'Las sumas exactas no tienen ruido, así que ningún ε cuenta lo que revelan.',
  gapsTitle: 'La cuenta puede no estar completa',
  gap: (g) => `${day(g.when)}: ${gaps[g.reason]}` + (g.known > 0 ? ` Llegó a tener ${plural(g.known, 'línea')}.` : ''),
  gapMeaning:
    'Pueden faltar sumas anteriores. Por eso se pregunta por cada archivo que elija: ¿estaban sus personas en una suma que falta?',
  keptTitle: 'Dónde se guarda esta cuenta',
  kept: (host) =>
    `En este navegador, en el almacenamiento de ${host || 'archivos de este equipo'}. Borrar los datos de este sitio la vacía. Entonces la página ya no conoce sus sumas anteriores y no puede avisarle.`,
  server: (host) =>
    `${host}, el servidor del que viene esta página, puede hacer que su navegador la borre en cualquier momento, sin que usted lo sepa.`,
  promised: 'El navegador prometió no borrarla por su cuenta.',
  notPromised: 'El navegador puede borrarla por su cuenta si falta espacio.',
  elsewhereTitle: 'Fuera del alcance de ese servidor',
  elsewhere: 'Participe con una página propia. Esta lleva su propia cuenta, así que elija una vía y siga con ella:',
  ways: [
    { before: 'Abra ', code: 'blindfit.html', after: ' de una versión publicada de Blindfit desde su disco.' },
    { before: 'Ejecute ', code: 'dataowner serve', after: ' en su equipo y abra la dirección que muestra.' },
  ],
  command: (origin) => `dataowner serve --facilitator ${origin}`,
  copy: 'Copiar esta orden',
  copied: 'Copiada',
  close: 'Cerrar',
};
