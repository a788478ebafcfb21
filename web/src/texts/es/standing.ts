/** En qué situación está el lugar de una persona en un entrenamiento: antes de entrar y mientras espera. */
import type * as en from '../en';
import { count, form, owners, plural } from './words';

export const standing: typeof en.standing = {
  closed: {
    begun: {
      title: 'Este entrenamiento ha empezado',
      lead: 'Sus aportantes de datos ya están fijados, y en este navegador usted no es uno de ellos. Si ya entró, abra el enlace en el navegador con el que lo hizo.',
    },
    finished: {
      title: 'Este entrenamiento ha terminado',
      lead: 'Ya no admite más datos. Pregunte a quien le envió el enlace si habrá otro.',
    },
    revoked: {
      title: 'Este enlace se ha anulado',
      lead: 'El promotor ya no lo acepta. Si todavía quiere participar, pida uno nuevo a quien se lo envió.',
    },
    late: {
      title: 'Este enlace ha caducado',
      lead: 'El último día para participar con él ya ha pasado. Pregunte a quien se lo envió si hay otro.',
    },
    full: {
      title: 'Este entrenamiento está completo',
      lead: 'Ya participan tantos como plazas tiene. Pregunte a quien le envió el enlace si queda libre alguna.',
    },
  },
  nothing: 'No se ha leído nada de su equipo.',
  notes: {
    joined: {
      title: 'Usted ya ha entrado en este entrenamiento',
      lead: 'Todavía no ha empezado. Elija de nuevo su archivo y deje esta página abierta, para estar presente cuando empiece. Hasta entonces también puede elegir otro archivo.',
    },
    used: {
      title: 'Alguien ya ha entrado con este enlace',
      lead: 'Cada enlace es para un solo aportante de datos. Si fue usted, en otro navegador o antes de que se borrara su almacenamiento, continúe: cuenta el que está conectado. Si no, avise a quien le envió el enlace y pida uno propio.',
    },
    twice: {
      title: 'Usted ya está en este entrenamiento, con otro enlace',
      lead: 'Cada aportante de datos cuenta una sola vez. No pase este enlace a nadie; avise al promotor de que no hace falta.',
    },
    unknown: {
      title: 'El promotor no conoce este enlace',
      lead: 'Se hizo para otro entrenamiento, o los registros del promotor son anteriores al enlace. Pida uno nuevo antes de continuar.',
    },
  },
  waiting: {
    used: {
      title: 'Otro navegador ocupa este lugar',
      lead: 'Hay otra conexión con el mismo enlace, y solo cuenta una. Si es usted, cierre la otra página. Si no, avise al promotor y pida un enlace propio.',
    },
    twice: {
      title: 'Usted ya está en este entrenamiento',
      lead: 'También entró con otro enlace, y cuenta una sola vez. Aquí puede abandonarlo.',
    },
    revoked: {
      title: 'No se le ha admitido',
      lead: 'El promotor ha anulado su enlace. Pregúntele el motivo; no se ha enviado nada de sus filas.',
    },
    unknown: {
      title: 'No se le ha admitido',
      lead: 'El promotor no conoce el enlace con el que usted ha llegado. Pídale uno nuevo; no se ha enviado nada de sus filas.',
    },
  },
  lobby: (admitted, others, start) =>
    (admitted < start
      ? `Admitidos: ${count(admitted)} de ${owners(start)}. El entrenamiento empieza cuando estén todos.`
      : `Admitidos: ${owners(admitted)}. El promotor pone en marcha el entrenamiento.`) +
    (others > 0
      ? ` ${form(others, 'Ha entrado', 'Han entrado')} ${plural(others, 'persona más que no cuenta', 'personas más que no cuentan')}.`
      : ''),
  notLooked: 'El promotor todavía no ha mirado a quién admite.',
  reconsider: 'Elegir otro archivo',
  keep: 'Continuar automáticamente cuando la página se cargue de nuevo',
  keepHint:
    'Sumas de sus filas, nunca las filas, se quedan en este navegador hasta que termine el entrenamiento: cifradas con una clave que ningún script puede extraer, y borradas al final.',
  cancel: 'Detener la comprobación',
  loading: 'Se está cargando el programa de la página: unos 1,6 MB, una sola vez. Su conexión parece lenta.',
};
