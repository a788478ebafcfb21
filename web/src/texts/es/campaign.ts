/** Entrenamientos con depositarios: el formulario, el código, lo que sigue al único envío y los resultados publicados. */
import type { Column } from '../../contract';
import { value } from '../../format';
import type * as en from '../en';
import { plural } from './words';

const unit = (c: Column): string => (c.unit ? ` ${c.unit}` : '');
const contributions = (n: number) => plural(n, 'contribución', 'contribuciones');

export const campaign: typeof en.campaign = {
  formTitle: 'Sus respuestas',
  formLead:
    'Se convierten en un único mensaje cifrado en este equipo. Nadie puede leerlo por separado; solo se abren sumas de muchas personas.',
  rowTitle: 'O introduzca una fila a mano',
  fileInstead: 'O aporte un archivo',
  range: (c) => (c.min == null || c.max == null ? '' : `de ${value(c.min)} a ${value(c.max)}${unit(c)}`),
  step: (c) => (c.step == null || c.step === 1 ? '' : `en pasos de ${value(c.step)}${unit(c)}`),
  slider: (name) => `${name}, con un control deslizante`,
  choose: 'Elija una opción',
  none: 'Sin respuesta',
  optional: 'Puede dejarlo en blanco.',
  problems: {
    empty: 'Responda a esto, por favor.',
    number: 'Escriba un número, por ejemplo 12.5.',
    whole: 'Escriba un número entero.',
    below: (c) => `Escriba un número que sea al menos ${value(c.min ?? 0)}${unit(c)}.`,
    above: (c) => `Escriba un número que sea como máximo ${value(c.max ?? 0)}${unit(c)}.`,
    step: (c) => `Escriba un múltiplo de ${value(c.step ?? 1)}${unit(c)}.`,
    level: 'Elija una de las respuestas.',
  },
  left: (n) => (n === 0 ? '' : n === 1 ? 'Falta una respuesta.' : `Faltan ${n} respuestas.`),
  send: 'Contribuir',
  sendLead: 'Sale un solo mensaje; después puede cerrar esta página.',

  codeTitle: 'Su código',
  codeLead: 'Este entrenamiento necesita el código que se le envió: veinte letras y cifras.',
  code: 'Código',
  codeHint: 'Las mayúsculas, los espacios y los guiones no importan.',
  codeOpen: 'Continuar',

  givenTitle: 'Ya puede cerrar esta página',
  given: 'Su contribución ha llegado y está guardada.',
  opened: (i) =>
    i?.close
      ? `Se abrirá junto con otras después del ${i.close} (UTC)${i.putOff ? ' (fecha que se ha aplazado)' : ''}, o antes si el promotor cierra el entrenamiento.`
      : 'Se abrirá junto con otras cuando el promotor cierre el entrenamiento.',
  together: (i) => (i?.batch ? `Nunca se abren sumas de menos de ${contributions(i.batch)}.` : ''),
  until:
    'Hasta entonces puede abrir el mismo enlace en este navegador para corregirla o retirarla. Más adelante quizá se muestren aquí los resultados.',
  correct: 'Corregir',
  correctLead: 'Sus respuestas no se guardan en este equipo: dé todas de nuevo. Solo cuenta la última contribución.',
  withdraw: 'Retirar',
  withdrawQuestion: '¿Retirar su contribución? No se contará.',
  notYet: 'aún sin abrir',
  withdrawnTitle: 'Retirada',
  withdrawn: 'Su contribución no se contará. Hasta que se cierre el entrenamiento puede contribuir de nuevo.',
  again: 'Contribuir de nuevo',
  kept: 'Es demasiado tarde para eso: la contribución queda como estaba.',

  resultsTitle: 'Resultados',
  resultsLead: (owners, made) => `De ${contributions(owners)}, publicados el ${made}.`,
  noise: 'Cada número contiene ruido aleatorio que protege a cada persona.',
  hidden: (below) => `Se omiten los recuentos de 1 a ${below - 1} y los que permitirían deducirlos.`,
  rounded: (to) => `Los recuentos se redondean a múltiplos de ${to}.`,
  signed: 'Firmado por el promotor',
  tables: { summary: 'Resumen', tests: 'Contrastes', coefficients: 'Modelo', fit: 'Calidad del ajuste' },
  receipt: 'Lo que aporté',
};
