/** El final de un entrenamiento o de la página, y consejos ante problemas. */
import type { PageCode, Problem } from '../../contract';
import type { Code, ProblemCode } from '../../generated/constants';
import type * as en from '../en';
import { sentence } from './problems';
import { bytes, ending, form, owners, plural } from './words';

export const done: typeof en.done = {
  title: 'Gracias',
  leftTitle: 'Usted se ha ido',
  lead: (reason) => ending(reason) ?? 'El entrenamiento ha terminado.',
  summary: (rounds, up) =>
    `Usted participó en ${plural(rounds, 'ronda aceptada', 'rondas aceptadas')} y envió ${bytes(up)} de sumas cifradas.`,
  nothing: 'No se usó ninguna suma cifrada suya.',
  tableTitle: 'Lo que salió de este equipo',
  round: 'Ronda',
  size: 'Tamaño',
  among: 'En una suma de',
  amongOwners: (u) => (u.accepted ? owners(u.owners) : 'no usada'),
  digest: 'Huella del envío',
  bytes: 'Bytes',
  save: 'Guardar el recibo',
  saveLead:
    'El recibo contiene las huellas de sus envíos, para que más adelante pueda demostrar qué envió. No contiene nada de sus filas.',
  close: 'Puede cerrar esta pestaña.',
  another: 'Participar en otro entrenamiento',
};

export const stopped: typeof en.stopped = {
  failedTitle: 'La página ha tenido que parar',
  failed:
    'Algo ha fallado dentro de la página. Todo lo calculado a partir de sus filas ha desaparecido de su memoria. Vuelva a cargar la página para continuar.',
  details: 'Detalles',
  reload: 'Volver a cargar',
  unsupportedTitle: 'Este navegador no puede participar',
  unsupported: (missing) =>
    `${form(missing.length, 'Le falta', 'Le faltan')}: ${missing.join(', ')}. Use una versión actual de Firefox, Chrome, Edge o Safari. No se ha enviado nada.`,
  insecure: 'Esta página debe abrirse por https o desde este mismo equipo. No se ha enviado nada.',
  bareTitle: 'Esta página fue alterada por el camino',
  bare: 'Llegó sin la política que impide el código ajeno. Avise a quien opera este servidor. No se ha leído ni enviado nada.',
  features: {
    wasm: 'WebAssembly',
    bigint: 'enteros grandes',
    worker: 'procesos de trabajo (workers)',
    storage: 'almacenamiento para esta página',
    locks: 'bloqueos entre pestañas',
  },
};

export function hint(problem: Problem): string {
  if (problem.hint) return sentence(problem.hint);
  switch (problem.code as Code | ProblemCode | PageCode | undefined) {
    case 'unreachable':
    case 'unavailable':
      return 'Compruebe su conexión e inténtelo de nuevo.';
    case 'internal':
      return 'Vuelva a cargar la página. Si se repite, avise al promotor.';
    default:
      return '';
  }
}
