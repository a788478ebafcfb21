/** Wie vraagt, waarvoor, en het blad voor wie de gegevensbescherming verantwoordt. */
import type * as en from '../en';
import { day, owners } from './words';

const fields: typeof en.asking.fields = [
  ['contact', 'Contact'],
  ['closing', 'Laatste dag om mee te doen'],
  ['return', 'Wat u ervoor krijgt'],
  ['approval', 'Goedgekeurd door'],
  ['approval_number', 'Nummer van de goedkeuring'],
  ['legal_basis', 'Rechtsgrond'],
  ['controller', 'Verwerkingsverantwoordelijke'],
  ['retention', 'Bewaartermijn van de resultaten'],
];

export const asking: typeof en.asking = {
  title: 'Wie u iets vraagt',
  own: 'In de eigen woorden van de opdrachtgever. Niemand heeft ze nagegaan; vergelijk de woorden hieronder met iemand die u daar kent.',
  nothing:
    'De opdrachtgever zegt niets over zichzelf. Vraag wie het is en waarvoor het resultaat dient voordat u meedoet.',
  fields,
  value: (name, text) => (name === 'closing' ? day(text) : text),
  more: 'Meer hierover',
  links: 'Pagina’s hierover',
  logo: 'Logo dat de opdrachtgever gebruikt',
  calendar: 'De laatste dag in mijn agenda zetten',
  event: (training) => `Laatste dag om mee te doen: ${training}`,
};

export const sheet: typeof en.sheet = {
  title: 'Blad over gegevensbescherming',
  open: 'Voor uw functionaris gegevensbescherming',
  print: 'Dit blad afdrukken',
  purpose: 'Doel',
  asker: 'Wie het vraagt',
  notSaid: 'niet vermeld',
  training: 'Training',
  fingerprint: 'Vingerafdruk van de ondertekende beschrijving',
  columns: 'Kolommen die gelezen worden',
  measures: 'Bescherming',
  measure: (i) => [
    `Sommen worden versleuteld met een Paillier-sleutel van ${i.keyBits} bits die alleen de opdrachtgever kan openen, en zo gemaskeerd dat ze alleen opengaan als totaal van ten minste ${owners(i.cohort.min)}.`,
    'Rijen worden alleen in de browser gelezen. Elk bericht is ondertekend, en het ontvangstbewijs noemt alles wat vertrok.',
    ...(i.privacy ? [`Ruis houdt de hele training binnen ε = ${i.privacy.epsilon} en δ = ${i.privacy.delta}.`] : []),
  ],
  remaining: 'Wat overblijft',
  remain: [
    'Een totaal over weinig rijen verraadt er veel over.',
    'Als alle andere gegevenshouders verzonnen waren, zou een totaal alleen uw deel zijn. Vergelijk woorden met de anderen.',
    'Deze computer, deze browser en deze pagina moeten betrouwbaar zijn.',
  ],
  consent: 'Zinnen om mee in te stemmen',
};
