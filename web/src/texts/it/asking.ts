/** Chi chiede, per che cosa, e la scheda per chi risponde della protezione dei dati. */
import type * as en from '../en';
import { day, owners } from './words';

const fields: typeof en.asking.fields = [
  ['contact', 'Contatto'],
  ['closing', 'Ultimo giorno per partecipare'],
  ['return', 'Che cosa riceve Lei'],
  ['approval', 'Approvato da'],
  ['approval_number', 'Numero di approvazione'],
  ['legal_basis', 'Base giuridica'],
  ['controller', 'Titolare del trattamento'],
  ['retention', 'Per quanto tempo si conservano i risultati'],
];

export const asking: typeof en.asking = {
  title: 'Chi Glielo chiede',
  own: 'Nelle parole del promotore stesso. Nessuno le ha verificate; confronti le parole qui sotto con qualcuno che Lei conosce là.',
  nothing: 'Il promotore non dice nulla di sé. Chieda chi è e a che cosa serve il risultato prima di partecipare.',
  fields,
  value: (name, text) => (name === 'closing' ? day(text) : text),
  more: 'Maggiori informazioni',
  links: 'Pagine sull’argomento',
  logo: 'Logo che il promotore usa',
  calendar: 'Aggiungere l’ultimo giorno al mio calendario',
  event: (training) => `Ultimo giorno per partecipare: ${training}`,
};

export const sheet: typeof en.sheet = {
  title: 'Scheda sulla protezione dei dati',
  open: 'Per il Suo responsabile della protezione dei dati',
  print: 'Stampare questa scheda',
  purpose: 'Finalità',
  asker: 'Chi chiede',
  notSaid: 'non indicato',
  training: 'Addestramento',
  fingerprint: 'Impronta della descrizione firmata',
  columns: 'Colonne che vengono lette',
  measures: 'Protezione',
  measure: (i) => [
    `Le somme sono cifrate con una chiave di Paillier di ${i.keyBits} bit che solo il promotore può aprire, e mascherate in modo che si aprano solo come totale di almeno ${owners(i.cohort.min)}.`,
    'Le righe vengono lette solo nel browser. Ogni messaggio è firmato, e la ricevuta elenca tutto ciò che è uscito.',
    ...(i.privacy
      ? [`Il rumore mantiene l’intero addestramento entro ε = ${i.privacy.epsilon} e δ = ${i.privacy.delta}.`]
      : []),
  ],
  remaining: 'Che cosa rimane',
  remain: [
    'Un totale su poche righe rivela molto di esse.',
    'Se tutti gli altri detentori di dati fossero inventati, un totale sarebbe soltanto la Sua parte. Confronti le parole con gli altri.',
    'Questo computer, questo browser e questa pagina devono essere affidabili.',
  ],
  consent: 'Frasi da accettare',
};
