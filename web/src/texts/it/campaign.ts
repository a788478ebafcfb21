/** Addestramenti con fiduciari: il modulo, il codice, che cosa segue l’unico messaggio, e i risultati pubblicati. */
import type { Column } from '../../contract';
import { value } from '../../format';
import type * as en from '../en';
import { plural } from './words';

const unit = (c: Column): string => (c.unit ? ` ${c.unit}` : '');
const contributions = (n: number) => plural(n, 'contributo', 'contributi');

export const campaign: typeof en.campaign = {
  formTitle: 'Le Sue risposte',
  formLead:
    'Su questo computer diventano un unico messaggio cifrato. Nessuno può leggerlo da solo; si aprono soltanto somme su molte persone.',
  rowTitle: 'Oppure inserisca una riga a mano',
  fileInstead: 'Oppure porti un file',
  range: (c) => (c.min == null || c.max == null ? '' : `da ${value(c.min)} a ${value(c.max)}${unit(c)}`),
  step: (c) => (c.step == null || c.step === 1 ? '' : `a passi di ${value(c.step)}${unit(c)}`),
  slider: (name) => `${name}, con un cursore`,
  choose: 'Scelga una voce',
  none: 'Nessuna risposta',
  optional: 'Può lasciarlo vuoto.',
  problems: {
    empty: 'Risponda qui, per favore.',
    number: 'Scriva un numero, per esempio 12.5.',
    whole: 'Scriva un numero intero.',
    below: (c) => `Scriva un numero che sia almeno ${value(c.min ?? 0)}${unit(c)}.`,
    above: (c) => `Scriva un numero che sia al massimo ${value(c.max ?? 0)}${unit(c)}.`,
    step: (c) => `Scriva un multiplo di ${value(c.step ?? 1)}${unit(c)}.`,
    level: 'Scelga una delle risposte.',
  },
  left: (n) => (n === 0 ? '' : n === 1 ? 'Manca una risposta.' : `Mancano ${n} risposte.`),
  send: 'Contribuire',
  sendLead: 'Esce un solo messaggio; poi può chiudere questa pagina.',

  codeTitle: 'Il Suo codice',
  codeLead: 'Questo addestramento richiede il codice che Le è stato inviato: venti lettere e cifre.',
  code: 'Codice',
  codeHint: 'Maiuscole, minuscole, spazi e trattini non fanno differenza.',
  codeOpen: 'Continuare',

  givenTitle: 'Ora può chiudere questa pagina',
  given: 'Il Suo contributo è arrivato ed è conservato.',
  opened: (i) =>
    i?.close
      ? `Viene aperto insieme ad altri dopo il ${i.close} (UTC)${i.putOff ? ' (giorno che è stato rinviato)' : ''}, o prima se il promotore chiude l’addestramento.`
      : 'Viene aperto insieme ad altri quando il promotore chiude l’addestramento.',
  together: (i) => (i?.batch ? `Le somme su meno di ${contributions(i.batch)} non vengono mai aperte.` : ''),
  until:
    'Fino ad allora può aprire lo stesso link in questo browser per correggerlo o ritirarlo. Più tardi qui potranno comparire i risultati.',
  correct: 'Correggere',
  correctLead:
    'Le Sue risposte non sono conservate su questo computer: le dia di nuovo tutte. Conta solo l’ultimo contributo.',
  withdraw: 'Ritirare',
  withdrawQuestion: 'Ritirare il Suo contributo? Non verrà contato.',
  notYet: 'non ancora aperto',
  withdrawnTitle: 'Ritirato',
  withdrawn: 'Il Suo contributo non verrà contato. Finché l’addestramento non è chiuso può contribuire di nuovo.',
  again: 'Contribuire di nuovo',
  kept: 'È troppo tardi: il contributo resta com’era.',

  resultsTitle: 'Risultati',
  resultsLead: (owners, made) => `Da ${contributions(owners)}, pubblicati il ${made}.`,
  noise: 'Ogni numero contiene rumore casuale che protegge ogni singola persona.',
  hidden: (below) => `I conteggi da 1 a ${below - 1}, e quelli che li farebbero dedurre, sono omessi.`,
  rounded: (to) => `I conteggi sono arrotondati a multipli di ${to}.`,
  signed: 'Firmato dal promotore',
  tables: { summary: 'Riepilogo', tests: 'Test', coefficients: 'Modello', fit: 'Qualità dell’adattamento' },
  receipt: 'Con che cosa ho contribuito',
};
