/** Un entrenamiento en marcha: rondas, los demás aportantes y cada byte que se envió. */
import type { AttemptPhase, RoundKind } from '../../generated/constants';
import type * as en from '../en';
import { bytes, count, duration, entry, form, owners, plural, rounds, sentence } from './words';

const phases: Record<AttemptPhase, string> = {
  keys: 'Acordar las máscaras',
  upload: 'Calcular, cifrar, enviar',
  reveal: 'Abrir la suma',
  finish: 'El promotor suma',
};
const roundKinds: Record<RoundKind, string> = {
  gradient: 'ajuste del modelo',
  statistics: 'medición de las columnas',
  evaluation: 'medición del resultado',
  one_round: 'ajuste del modelo',
};

export const running: typeof en.running = {
  joining: 'Entrando en el entrenamiento',
  joiningLead: 'Se comunica al intermediario que usted participa.',
  lobbyTitle: 'Esperando a otros aportantes de datos',
  lobby: (enrolled, start) =>
    enrolled < start
      ? `${form(enrolled, 'Ha llegado', 'Han llegado')} ${count(enrolled)} de ${owners(start)}. El entrenamiento empieza cuando estén todos.`
      : `${form(enrolled, 'Ha llegado', 'Han llegado')} ${owners(enrolled)}. El promotor inicia el entrenamiento.`,
  vouchTitle: 'Compare palabras con los demás',
  vouch:
    'Este entrenamiento es un círculo: cada aportante responde por todos los demás. Llame a cada uno, compare las palabras y márquelos abajo. Antes de eso, usted no participa.',
  statementsTitle: 'Antes de la primera ronda',
  statements:
    'Cada aportante declara si sus filas estaban en sumas anteriores, porque dos sumas pueden restarse. No tiene que hacer nada: se le pregunta si la diferencia revela algo.',
  waitingTitle: 'Esperando la próxima ronda',
  waiting: 'El promotor la prepara. No tiene que hacer nada.',
  absent: 'La próxima ronda empieza cuando todos hayan vuelto.',
  roundTitle: (e) => `Ronda ${count(e.round ?? 0)}`,
  atMost: (n) => `como máximo ${rounds(n)}`,
  kind: (kind) => entry(roundKinds, kind) ?? roundKinds.gradient,
  attempt: (n) => `intento ${count(n)}`,
  phase: (phase) => entry(phases, phase) ?? phase,
  phasesLabel: 'Fases de esta ronda',
  waitsFor: 'Se espera a',
  you: 'usted',
  present: (n, members) => `${form(n, 'Conectado', 'Conectados')}: ${count(n)} de ${owners(members)}`,
  timeLeft: (ms) => sentence(`quedan ${duration(ms / 1000)} en esta fase`),
  workLeft: (seconds) => sentence(`quedan ${duration(seconds)} de trabajo`),
  progress: (done, likely, most) =>
    `${form(done, 'Hecha', 'Hechas')}: ${count(done)} de ${likely < most ? `probablemente ${count(likely)} y ` : ''}como máximo ${rounds(most)}`,
  remaining: (seconds, probably) =>
    `A este ritmo, ${probably ? 'probablemente ' : ''}${duration(seconds)} más${probably ? '' : ', si hacen falta todas las rondas'}.`,
  offline: 'Este equipo está sin conexión. El entrenamiento sigue automáticamente cuando vuelva la conexión.',
  pausedTitle: 'En pausa',
  paused: 'Usted no participa hasta que reanude. Los demás le esperan.',
  reconnectingTitle: 'Conexión perdida',
  reconnecting: 'La página intenta conectarse de nuevo. Su lugar se conserva; una ronda interrumpida se repite.',
  abortedTitle: 'Este intento terminó sin resultado',
  aborted: {
    missing:
      'Un aportante no respondió a tiempo. No se abrió ninguna suma. La ronda se repite cuando todos hayan vuelto.',
    left: 'Un aportante abandonó la ronda. No se abrió ninguna suma. La ronda se repite cuando todos hayan vuelto.',
    round_rejected: 'El promotor no pudo usar la suma. Es posible que la ronda se repita.',
  },
  abortedOther: 'No se abrió ninguna suma. Es posible que la ronda se repita.',
  stoppedTitle: 'Su participación en este entrenamiento ha terminado',
  notJoinedTitle: 'No ha podido entrar en este entrenamiento',
  notify: 'Avisarme cuando empiece y termine',
  news: {
    begun: 'El entrenamiento ha empezado.',
    asked: 'Se le pregunta algo antes de continuar.',
    ended: 'El entrenamiento ha terminado.',
    stopped: 'Su participación en el entrenamiento ha terminado.',
  },
  pause: 'Pausa',
  resume: 'Reanudar',
  leave: 'Abandonar',
  leaveQuestion: '¿Abandonar este entrenamiento?',
  leaveLead:
    'Todo lo calculado a partir de sus filas se descarta de inmediato. Las sumas que ya se sumaron no pueden retirarse. Quizá los demás tengan que esperarle.',
  leaveYes: 'Abandonar',
  leaveNo: 'Quedarme',
};

export const members: typeof en.members = {
  title: 'Los aportantes de datos',
  lead: 'Llame a los demás y pídales que le lean sus palabras. Las palabras son las mismas en todos los entrenamientos, y las marcas se recuerdan.',
  you: 'usted',
  compared: 'He comparado estas palabras',
  called: 'En este entrenamiento:',
  line: 'Su línea para un archivo de miembros:',
  circle: (marked, all) =>
    `Esto es un círculo: ${form(marked, 'está marcado', 'están marcados')} ${count(marked)} de ${count(all)}, contándole a usted. Usted participa cuando lo estén todos.`,
  alone: 'Los demás aparecen cuando el promotor los haya admitido.',
  onlyVouched: (counted, least) =>
    `Se cuenta solo a usted y a los aportantes que haya marcado, ${count(counted)} hasta ahora. Usted participa solo si se cuentan al menos ${count(least)}.`,
  fewTitle: 'Demasiado pocos aportantes por los que usted responde',
  everybody: (least) =>
    `Se cuenta a todos los aportantes que el promotor admita, comparados o no. Usted participa solo si se cuentan al menos ${count(least)}.`,
  again: 'Intentar de nuevo',
};

export const timeline: typeof en.timeline = {
  title: 'Rondas',
  none: 'Aún no hay ninguna ronda.',
  accepted: 'hecha',
  running: 'en curso',
  again: 'se repite',
  label: (round, status) => `Ronda ${count(round)}: ${status}`,
  earlier: (n) => `${rounds(n)} antes`,
  look: 'Elija una ronda para ver cada byte que envió.',
};

export const charts: typeof en.charts = {
  title: 'Cómo va',
  over: 'Cómo fue',
  cohort: 'Aportantes sumados juntos, por ronda',
  lost: 'A trazos: una suma que no se usó, o aún no.',
  cohortLabel: (list) =>
    list.length === 0
      ? 'Aún no hay ninguna ronda'
      : `${plural(list.length, 'envío')}, ${form(list.length, 'sumado', 'sumados')} con entre ${count(Math.min(...list.map((u) => u.owners)))} y ${owners(Math.max(...list.map((u) => u.owners)))}`,
  convergence: 'Cuánto se mueve el modelo, por ronda',
  convergenceLabel: (first, last) =>
    `De 10 elevado a ${first.toFixed(1)} al principio a 10 elevado a ${last.toFixed(1)} ahora`,
};

export const slots: typeof en.slots = {
  label: (l) =>
    `Un texto cifrado contiene ${plural(Math.min(l.perCiphertext, l.values), 'valor', 'valores')} de ${count(l.slotBits)} bits, después ${count(l.canaryBits)} bits que deben seguir a cero y ${count(l.countBits)} bits que cuentan aportantes.`,
  lowest: 'bit más bajo',
  highest: (bits) => `bit ${count(bits)}`,
  short: { canary: '0', count: '#' },
  parts: (l) => [
    {
      kind: 'slot',
      name: plural(l.values, 'valor', 'valores'),
      about: `de ${count(l.slotBits)} bits cada uno: bastante para el total de todos los aportantes`,
    },
    { kind: 'canary', name: 'Control', about: `${count(l.canaryBits)} bits que son cero en todo total honesto` },
    {
      kind: 'count',
      name: 'Recuento',
      about: `${count(l.countBits)} bits que muestran cuántos aportantes hay en el total`,
    },
    { kind: 'rest', name: 'Sin usar', about: 'cero' },
  ],
};

export const inspector: typeof en.inspector = {
  title: (round) => `Ronda ${count(round)}: lo que salió de este equipo`,
  open: (round) => `Mostrar los bytes enviados en la ronda ${count(round)}`,
  look: 'Ver',
  all: (s) =>
    `${plural(s.values, 'valor', 'valores')} en ${plural(s.ciphertexts, 'texto cifrado', 'textos cifrados')}, ${bytes(s.bytesUp)} después de un mensaje firmado de ${bytes(s.headBytes)}.`,
  encrypted:
    'Esto es todo lo que salió de sus datos en esta ronda. Está cifrado, y enmascarado de modo que solo pueda leerse el total.',
  layoutTitle: 'Contenido de un texto cifrado',
  valuesTitle: (n) => (n === 1 ? 'El valor por su nombre' : `Los ${count(n)} valores por su nombre`),
  value: (label, i, n) =>
    i === n - 1
      ? 'cuántas filas tiene usted'
      : i === n - 2
        ? 'el error en sus filas'
        : `hacia dónde debe moverse ${label}, según sus filas`,
  bytesTitle: 'Los bytes',
  length: 'Longitud del mensaje',
  message: 'Mensaje firmado',
  ciphertext: (i, n) => (n === 1 ? 'Texto cifrado' : `Texto cifrado ${count(i)} de ${count(n)}`),
  verified: 'Estos son los bytes del cuerpo de la petición. Su huella es la del mensaje firmado.',
  altered: 'Los bytes guardados aquí no son los que se firmaron: algo en este equipo los cambió.',
  gone: 'Los bytes mismos no se guardaron: el entrenamiento envía demasiados. Su huella está abajo y en el recibo.',
  start: (n) => `Se muestran los primeros ${bytes(n)}.`,
  signedTitle: 'El mensaje firmado',
  digest: 'Huella de los textos cifrados (SHA-256)',
  requestsTitle: 'Todas las peticiones de esta ronda',
  requests: 'Las claves y las firmas no contienen datos. No se envió nada más en esta ronda.',
  earlier: 'La lista ya no las tiene: se hicieron antes de cargar la página, o hace demasiado tiempo.',
  panelTitle: 'Ver lo mismo en el navegador',
  panel: (s) => [
    'Abra las herramientas de desarrollo (F12, en un Mac ⌥⌘I) y elija Red. Solo se listan las peticiones hechas mientras están abiertas.',
    `Elija la petición PUT cuya dirección termina en rounds/${s.round}/${s.attempt}/uploads/… y mire su contenido.`,
    'Compárelo con los bytes de arriba, o guarde ambos y compare sus SHA-256.',
    'La lista tiene todas las peticiones de esta página: busque cualquier otra cosa que haya salido.',
  ],
  before: 'Anterior',
  after: 'Siguiente',
  save: 'Guardar estos bytes',
  close: 'Cerrar',
};

export const traffic: typeof en.traffic = {
  title: 'Enviado y recibido',
  sent: 'enviado',
  received: 'recibido',
  details: 'Todas las peticiones de esta visita',
  path: 'Petición',
  hint: 'El panel de red de su navegador muestra la misma lista.',
  kernel: {
    simd: 'Cifrado con la aritmética vectorial del navegador.',
    bigint: 'Cifrado con los enteros grandes del navegador.',
    go: 'Cifrado con el núcleo de WebAssembly.',
  },
};
