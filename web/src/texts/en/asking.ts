/** Who asks, for what, and the sheet for those who answer for data protection. */
import type { About } from '../../about';
import type { Invitation } from '../../contract';
import { day, owners } from './words';

/** The fields of what the model owner says of itself, in the order in which they are shown. */
const fields: [Exclude<keyof About, 'links' | 'logo' | 'consent' | 'organisation' | 'purpose'>, string][] = [
  ['contact', 'Contact'],
  ['closing', 'Last day to take part'],
  ['return', 'What you get'],
  ['approval', 'Approved by'],
  ['approval_number', 'Approval number'],
  ['legal_basis', 'Legal basis'],
  ['controller', 'Controller'],
  ['retention', 'How long results are kept'],
];

export const asking = {
  title: 'Who asks you',
  own: 'In the model owner’s own words. Nobody has checked them; compare the words below with someone you know there.',
  nothing: 'The model owner says nothing about itself. Ask who it is and what the result is for before you take part.',
  fields,
  value: (name: string, text: string) => (name === 'closing' ? day(text) : text),
  more: 'More about it',
  links: 'Pages about it',
  logo: 'Logo that the model owner uses',
  calendar: 'Add the last day to my calendar',
  event: (training: string) => `Last day to take part: ${training}`,
};

export const sheet = {
  title: 'Data-protection sheet',
  open: 'For your data-protection officer',
  print: 'Print this sheet',
  purpose: 'Purpose',
  asker: 'Who asks',
  notSaid: 'not said',
  training: 'Training',
  fingerprint: 'Fingerprint of the signed description',
  columns: 'Columns that are read',
  measures: 'Protection',
  measure: (i: Invitation) => [
    `Sums are encrypted under a Paillier key of ${i.keyBits} bits that only the model owner can open, and masked so that they open only as a total over at least ${owners(i.cohort.min)}.`,
    'Rows are read in the browser only. Every message is signed, and the receipt lists all that left.',
    ...(i.privacy
      ? [`Noise keeps the whole training within ε = ${i.privacy.epsilon} and δ = ${i.privacy.delta}.`]
      : []),
  ],
  remaining: 'What remains',
  remain: [
    'A total over few rows discloses much about them.',
    'If all other data owners were made up, a total would be your part alone. Compare words with the others.',
    'This machine, this browser and this page must be trustworthy.',
  ],
  consent: 'Sentences to agree to',
};
