/** Quién pregunta, para qué, y la hoja para quienes responden de la protección de datos. */
import type * as en from '../en';
import { day, owners } from './words';

const fields: typeof en.asking.fields = [
  ['contact', 'Contacto'],
  ['closing', 'Último día para participar'],
  ['return', 'Qué obtiene usted'],
  ['approval', 'Aprobado por'],
  ['approval_number', 'Número de aprobación'],
  ['legal_basis', 'Base jurídica'],
  ['controller', 'Responsable del tratamiento'],
  ['retention', 'Plazo de conservación de los resultados'],
];

export const asking: typeof en.asking = {
  title: 'Quién se lo pide',
  own: 'En palabras del propio promotor. Nadie las ha comprobado; compare las palabras de abajo con alguien que usted conozca allí.',
  nothing:
    'El promotor no dice nada sobre sí mismo. Pregunte quién es y para qué sirve el resultado antes de participar.',
  fields,
  value: (name, text) => (name === 'closing' ? day(text) : text),
  more: 'Más información',
  links: 'Páginas sobre el tema',
  logo: 'Logotipo que usa el promotor',
  calendar: 'Añadir el último día a mi calendario',
  event: (training) => `Último día para participar: ${training}`,
};

export const sheet: typeof en.sheet = {
  title: 'Hoja de protección de datos',
  open: 'Para su delegado de protección de datos',
  print: 'Imprimir esta hoja',
  purpose: 'Finalidad',
  asker: 'Quién lo pide',
  notSaid: 'no se indica',
  training: 'Entrenamiento',
  fingerprint: 'Huella de la descripción firmada',
  columns: 'Columnas que se leen',
  measures: 'Protección',
  measure: (i) => [
    `Las sumas se cifran con una clave de Paillier de ${i.keyBits} bits que solo el promotor puede abrir, y se enmascaran de modo que solo se abran como total de al menos ${owners(i.cohort.min)}.`,
    'Las filas se leen solo en el navegador. Cada mensaje va firmado, y el recibo enumera todo lo que salió.',
    ...(i.privacy
      ? [`El ruido mantiene todo el entrenamiento dentro de ε = ${i.privacy.epsilon} y δ = ${i.privacy.delta}.`]
      : []),
  ],
  remaining: 'Qué riesgo queda',
  remain: [
    'Un total sobre pocas filas revela mucho acerca de ellas.',
    'Si todos los demás aportantes fueran inventados, un total sería únicamente su parte. Compare las palabras con los demás.',
    'Este equipo, este navegador y esta página deben ser de confianza.',
  ],
  consent: 'Frases que se aceptan',
};
