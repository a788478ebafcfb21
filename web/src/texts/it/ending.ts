/** La fine di un addestramento o della pagina, e consigli sui problemi. */
import type { PageCode, Problem } from '../../contract';
import type { Code, ProblemCode } from '../../generated/constants';
import type * as en from '../en';
import { sentence } from './problems';
import { bytes, ending, form, owners, plural } from './words';

export const done: typeof en.done = {
  title: 'Grazie',
  leftTitle: 'Ha lasciato l’addestramento',
  lead: (reason) => ending(reason) ?? 'L’addestramento è terminato.',
  summary: (rounds, up) =>
    `Ha preso parte a ${plural(rounds, 'ciclo accettato', 'cicli accettati')} e ha inviato ${bytes(up)} di somme cifrate.`,
  nothing: 'Nessuna Sua somma cifrata è stata usata.',
  tableTitle: 'Che cosa è uscito da questo computer',
  round: 'Ciclo',
  size: 'Dimensione',
  among: 'In una somma di',
  amongOwners: (u) => (u.accepted ? owners(u.owners) : 'non usata'),
  digest: 'Impronta dell’invio',
  bytes: 'Byte',
  save: 'Salvare la ricevuta',
  saveLead:
    'La ricevuta contiene le impronte dei Suoi invii, così che in seguito possa dimostrare che cosa ha inviato. Non contiene nulla delle Sue righe.',
  close: 'Può chiudere questa scheda.',
  another: 'Partecipare a un altro addestramento',
};

export const stopped: typeof en.stopped = {
  failedTitle: 'La pagina si è dovuta fermare',
  failed:
    'Qualcosa è andato storto nella pagina. Tutto ciò che era stato calcolato dalle Sue righe è sparito dalla sua memoria. Ricarichi la pagina per continuare.',
  details: 'Dettagli',
  reload: 'Ricaricare',
  unsupportedTitle: 'Questo browser non può partecipare',
  unsupported: (missing) =>
    `Gli ${form(missing.length, 'manca', 'mancano')}: ${missing.join(', ')}. Usi una versione attuale di Firefox, Chrome, Edge o Safari. Non è stato inviato nulla.`,
  insecure: 'Questa pagina va aperta tramite https o da questo stesso computer. Non è stato inviato nulla.',
  bareTitle: 'Questa pagina è stata alterata lungo il percorso',
  bare: 'È arrivata senza la regola che tiene fuori il codice estraneo. Lo dica al gestore di questo server. Non è stato letto né inviato nulla.',
  features: {
    wasm: 'WebAssembly',
    bigint: 'interi grandi',
    worker: 'processi di lavoro (worker)',
    storage: 'memoria per questa pagina',
    locks: 'blocchi tra schede',
  },
};

export function hint(problem: Problem): string {
  if (problem.hint) return sentence(problem.hint);
  switch (problem.code as Code | ProblemCode | PageCode | undefined) {
    case 'unreachable':
    case 'unavailable':
      return 'Controlli la connessione e riprovi.';
    case 'internal':
      return 'Ricarichi la pagina. Se succede di nuovo, lo dica al promotore.';
    default:
      return '';
  }
}
