/** La página misma, el enlace y la invitación: lo que una persona lee antes de elegir un archivo. */
import { value } from '../../format';
import type { MissingRule, ModelKind, RoundKind } from '../../generated/constants';
import type * as en from '../en';
import {
  about,
  bytes,
  count,
  duration,
  ending,
  entry,
  likely,
  mostRounds,
  owners,
  plural,
  roughly,
  rows,
} from './words';

export const site: typeof en.site = {
  name: 'Blindfit',
  promise: 'Sus filas se quedan en este equipo.',
  steps: ['Invitación', 'Sus datos', 'Contribuir', 'Recibo'],
  stepsLabel: 'Pasos',
  starting: 'Iniciando…',
  language: 'Idioma',
};

export const source: typeof en.source = {
  file: 'Esta página es un archivo de su equipo.',
  local: 'Esta página viene de un programa de su equipo.',
  facilitator: (host) => `Esta página viene del intermediario, ${host}: usted confía en que ese servidor no la altere.`,
  about: 'Acerca de Blindfit, y cómo comprobar la página (se abre en otra pestaña, en inglés)',
  host: (host) => `Esta página viene de ${host}.`,
  module: 'SHA-256 de su programa:',
};

export const link: typeof en.link = {
  title: 'Participar en un entrenamiento',
  lead: 'Pegue el enlace de invitación que le envió el promotor. No se envía nada antes de que usted haya visto la petición y quién la hace.',
  label: 'Enlace de invitación',
  placeholder: 'https://…/join#2.…',
  open: 'Abrir la invitación',
  knownTitle: 'Entrenamientos que conoce este navegador',
  continue: 'Continuar',
  receipt: 'Recibo',
  forget: 'Olvidar',
  forgetQuestion:
    '¿Olvidar este entrenamiento? Se borra su identidad en este equipo; sin un enlace nuevo no podrá volver a él.',
  ended: (reason) => ending(reason) ?? 'Terminado.',
  running: 'Sin terminar.',
};

export const checking: typeof en.checking = {
  link: 'Comprobando la invitación',
  linkLead:
    'Se compara el entrenamiento que ofrece el intermediario con la huella de su enlace, y se comprueba la clave de cifrado.',
  file: (name) => `Comprobando ${name}`,
  fileLead: 'Cada fila se compara con las columnas del entrenamiento. Esto ocurre en su equipo; el archivo no se sube.',
};

export const refused: typeof en.refused = {
  title: 'Este enlace se ha rechazado',
  lead: 'No se ha leído nada de su equipo ni se ha enviado nada sobre usted.',
  again: 'Probar otro enlace',
  retry: 'Intentar de nuevo',
  titles: {
    unreachable: 'Sin conexión con el intermediario',
    memory: 'Este entrenamiento es demasiado grande para este equipo',
    second_tab: 'Abierto en otra pestaña',
    vault: 'Los registros de este navegador no pueden usarse',
  },
  reasons: {
    link: 'El enlace está incompleto o fue alterado.',
    unreachable: 'No se puede llegar al intermediario, el servidor que está en medio.',
    manifest: 'El intermediario no ofrece el entrenamiento al que corresponde este enlace.',
    key: 'La clave de cifrado de este entrenamiento no es segura.',
    training_file: 'El entrenamiento pide algo que esta página no puede hacer.',
    unsupported: 'El entrenamiento necesita una versión más nueva de Blindfit.',
    ended: 'Este entrenamiento ha terminado.',
    memory: 'Necesita más memoria de la que tiene aquí una pestaña de este navegador.',
    vault: 'Este navegador guarda claves y registros de otra versión de Blindfit, o están dañados.',
    second_tab:
      'Este entrenamiento ya está abierto en otra pestaña. Use esa pestaña, o ciérrela e inténtelo aquí de nuevo.',
  },
  other: 'No se ha podido abrir el enlace.',
};

export const tooLarge: typeof en.tooLarge = (needed, room) => ({
  code: 'memory',
  message: `una ronda necesita unos ${bytes(needed)} de memoria; una pestaña de este navegador tiene unos ${bytes(room)}`,
  hint: 'Participe en un equipo más grande, o con el programa dataowner.',
});

export const kinds: Record<ModelKind, string> = {
  linear_regression: 'una regresión lineal',
  logistic_regression: 'una regresión logística',
  softmax_regression: 'una regresión logística multinomial',
  proportional_odds: 'una regresión de rangos (razones de posibilidades proporcionales)',
  poisson_regression: 'una regresión de Poisson de recuentos',
  negative_binomial_regression: 'una regresión binomial negativa de recuentos',
  gamma_regression: 'una regresión gamma de números positivos',
  discriminant:
    'un discriminante lineal (una aproximación a la regresión logística, cuyas probabilidades deben comprobarse)',
  mlp: 'una pequeña red neuronal',
  describe: 'recuentos y sumas',
  cox_regression: 'una regresión de Cox del tiempo hasta un suceso',
  piecewise_exponential: 'una regresión exponencial por tramos del tiempo hasta un suceso',
};

export const invitation: typeof en.invitation = {
  asks: (words) => ['El promotor ', words, ' le pide ayuda '],
  lead: (i) =>
    (i.model.kind !== 'describe'
      ? `para ajustar ${entry(kinds, i.model.kind) ?? 'un modelo'}${i.target ? ` que predice ${i.target.name}` : ''} a partir de ${plural(i.features.length, 'columna')}. `
      : `para describir ${plural(i.features.length, 'columna')}${i.model.group ? ` según ${i.model.group}` : ''}: recuentos y sumas, ningún modelo. `) +
    'Participan varios aportantes de datos; ninguno ve los datos de otro.',
  ended: (reason) => `Usted ya estuvo en este entrenamiento. ${ending(reason) ?? 'Ha terminado.'}`,
  known: 'Este navegador ya estuvo en este entrenamiento. Elija el mismo archivo para continuar donde estaba.',
  columnsTitle: 'Columnas que necesita',
  column: 'Columna',
  type: 'Tipo',
  allowed: 'Permitido',
  predicted: 'se predice',
  types: {
    continuous: 'número',
    discrete: 'número entero',
    ordinal: 'nivel ordenado',
    nominal: 'categoría',
  },
  holdout: (share) =>
    `El ${about(100 * share)} % de sus filas se reserva para medir el modelo: este no aprende de ellas.`,
  folds: (parts) => `También se envían sumas sobre cada una de ${parts} partes de sus filas, para medir el modelo.`,
  missing: {
    reject: 'Cada celda debe tener un valor.',
    drop_row: 'Las filas con una celda vacía se omiten.',
    indicator: 'Se permiten celdas vacías.',
    mean: 'Una celda vacía se rellena con la media de un número o rango, o con el nivel más frecuente, entre todos los aportantes.',
    mode: 'Una celda vacía se rellena con el valor más frecuente entre todos los aportantes, o con la media si es un número continuo.',
  } satisfies Record<MissingRule, string>,
  range: (c) => {
    if (c.levels) return c.levels.join(', ') + (c.other ? ` (todo lo demás cuenta como ${c.other})` : '');
    if (c.min == null || c.max == null) return 'cualquiera';
    return `de ${value(c.min)} a ${value(c.max)}${c.unit ? ` ${c.unit}` : ''}`;
  },
  fileTitle: 'Elija su archivo',
  fileLead: (i) =>
    `Un libro de cálculo (.xlsx, .ods) o un archivo CSV con estas columnas en su encabezado, en cualquier orden, como máximo ${rows(i.maxRows)}. Las demás columnas se ignoran.`,
  drop: 'Suelte aquí un libro de cálculo o un archivo CSV, pegue una tabla que haya copiado, o',
  pasted: 'la tabla pegada',
  template: 'Descargar una tabla vacía con estas columnas',
  choose: 'Elegir un archivo',
  chooseOther: 'Elegir otro archivo',
  notCsv: 'Eso no es un solo archivo. Suelte un archivo.',
};

export const who: typeof en.who = {
  title: '¿Son realmente ellos?',
  lead: 'Pida al promotor, por teléfono o en persona, que le lea estas palabras. Si una palabra es distinta, no participe.',
  trusteesLead:
    'Los depositarios guardan las máscaras de lo que usted envía: compare sus palabras con las que publican en sus propias páginas.',
  trustee: (name) => `Depositario: ${name}`,
  modelOwner: 'Promotor',
  training: 'Entrenamiento',
  key: 'Clave de cifrado',
  keyBits: (bits) => `Paillier, ${count(bits)} bits`,
  you: 'Usted, en este entrenamiento',
  details: 'Huellas completas',
};

const inRound: Record<RoundKind, string> = {
  gradient: 'sumas sobre sus filas',
  statistics: 'recuentos, sumas y cuadrados de sus columnas',
  evaluation: 'sumas que miden el resultado',
  one_round: 'sumas y productos de sus columnas',
};

export const leaves: typeof en.leaves = {
  title: 'Lo que sale de este equipo',
  leavesTitle: 'Sale',
  staysTitle: 'Se queda aquí',
  seesTitle: 'Lo que ve cada parte',
  round: (r) =>
    `${r.most === 1 ? 'Una vez' : `Como máximo ${count(r.most)} veces`}: ${count(r.values)} ${entry(inRound, r.kind) ?? inRound.gradient}, cifradas y enmascaradas en ${plural(r.ciphertexts, 'texto cifrado', 'textos cifrados')}. Con claves y firmas son ${bytes(r.up)}.`,
  total: (i) =>
    `En total, como máximo ${bytes(i.rounds.reduce((sum, r) => sum + r.most * r.up, 0))}` +
    (i.estimate.rounds < mostRounds(i) ? ', si hacen falta todas estas rondas; probablemente menos.' : '.'),
  identity: 'Un nombre inventado solo para este entrenamiento, su dirección de red y cuándo participa.',
  statement:
    'Antes de la primera ronda, si sus filas estaban en sumas anteriores, y en cuántos entrenamientos. Quien estuvo en el mismo entrenamiento lo reconoce.',
  words:
    'Al promotor y a los demás aportantes de datos, unas palabras que le identifican y que son las mismas en todos los entrenamientos.',
  stays: [
    'Su archivo, su nombre y cada una de sus filas.',
    'Cuántas filas tiene usted: ese número va dentro del cifrado.',
    'Las claves secretas creadas para este entrenamiento.',
  ],
  facilitator: 'El intermediario, el servidor que está en medio, transmite mensajes cifrados. No puede leerlos.',
  modelOwner: (i) =>
    `El promotor solo puede abrir el total de al menos ${owners(i.cohort.min)}, nunca el de usted solo.`,
  pooled: (i) =>
    (i.model.kind === 'describe'
      ? 'Los totales son recuentos y sumas de todos los aportantes; con ellos no se hace ningún modelo.'
      : i.model.weights === 'encrypted' || i.model.method === 'one_round'
        ? 'Los totales muestran cómo varían juntas las columnas entre todos los aportantes, y dan el modelo.'
        : 'Los totales dan el modelo, ronda a ronda.') +
    (i.privacy ? ' El ruido oculta en ellos su parte.' : ' Usted decide si un total revela demasiado sobre usted.'),
  model: (i) =>
    i.model.weights === 'shared' && i.model.method !== 'one_round'
      ? 'Usted y los demás aportantes ven el modelo después de cada ronda, y pueden calcular con él el total de cada ronda.' +
        (i.privacy ? '' : ' Si todos los demás juntan lo que saben, averiguan su parte.')
      : i.model.kind !== 'describe'
        ? 'Usted y los demás aportantes no ven el modelo.'
        : 'Usted y los demás aportantes no ven los totales.',
};

export const expected: typeof en.expected = {
  title: 'Tiempo y bytes',
  measuring: 'Midiendo la velocidad de este equipo…',
  time: (i) =>
    `${likely(i)}: ${duration(i.estimate.seconds)} de trabajo en este equipo en total` +
    (i.estimate.rounds > 1 ? `, ${duration(i.estimate.secondsPerRound)} por ronda de ajuste` : '') +
    ', más la espera a los demás.',
  bytes: (i) =>
    `Con ello se envían unos ${bytes(i.estimate.bytesUp)} y se reciben como máximo ${bytes(i.estimate.bytesDown)}.`,
};

export const privacy: typeof en.privacy = {
  title: 'Presupuesto de privacidad',
  about: (p) =>
    `Se añade ruido para que el resultado diga poco sobre ${p.unit === 'record' ? 'una fila cualquiera' : 'un aportante cualquiera'}: ε = ${value(p.epsilon)}, δ = ${value(p.delta)} para todo el entrenamiento. ` +
    `Lo que alguien sospeche sobre ${p.unit === 'record' ? 'una fila' : 'usted'} puede volverse como máximo ${roughly(Math.exp(p.epsilon))} veces más probable, salvo con una probabilidad de alrededor de δ` +
    (p.epsilon > 5 ? ': una promesa débil.' : p.epsilon > 1.5 ? '.' : ': una promesa fuerte.'),
  own: (p) => `Este entrenamiento: ε ${about(p.spent)} de ${about(p.epsilon)} gastado`,
  all: (p) =>
    `Todos sus entrenamientos: ε ${about(p.spentAll)}` +
    (p.limit ? ` de su límite ${about(p.limit)}` : ', sin un límite suyo'),
  limit: 'Parar cuando todos mis entrenamientos juntos hayan gastado este ε sobre mí',
  limitHint: (p) =>
    p.limit
      ? `Límite actual: ${value(p.limit)}. Escriba 0 para quitarlo. Al alcanzarlo, usted deja de contribuir automáticamente.`
      : `Sin un límite, usted sigue hasta que termine el entrenamiento. Este entrenamiento pide ε ${value(p.epsilon)}.`,
};
