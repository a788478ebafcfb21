/** La pagina stessa, il link e l’invito: ciò che una persona legge prima di scegliere un file. */
import { value } from '../../format';
import type { MissingRule, ModelKind, RoundKind } from '../../generated/constants';
import type * as en from '../en';
import {
  about,
  bytes,
  count,
  duration,
  ending,
  entry,
  likely,
  mostRounds,
  owners,
  plural,
  roughly,
  rows,
} from './words';

export const site: typeof en.site = {
  name: 'Blindfit',
  promise: 'Le Sue righe restano su questo computer.',
  steps: ['Invito', 'I Suoi dati', 'Contribuire', 'Ricevuta'],
  stepsLabel: 'Passi',
  starting: 'Avvio…',
  language: 'Lingua',
};

export const source: typeof en.source = {
  file: 'Questa pagina è un file sul Suo computer.',
  local: 'Questa pagina viene da un programma sul Suo computer.',
  facilitator: (host) => `Questa pagina viene dall’intermediario, ${host}: Lei confida che quel server non la alteri.`,
  about: 'Informazioni su Blindfit, e come verificare la pagina (si apre in un’altra scheda, in inglese)',
  host: (host) => `Questa pagina viene da ${host}.`,
  module: 'SHA-256 del suo programma:',
};

export const link: typeof en.link = {
  title: 'Partecipare a un addestramento',
  lead: 'Incolli il link d’invito che Le ha inviato il promotore. Non viene inviato nulla prima che Lei abbia visto la richiesta e chi la fa.',
  label: 'Link d’invito',
  placeholder: 'https://…/join#2.…',
  open: 'Aprire l’invito',
  knownTitle: 'Addestramenti che questo browser conosce',
  continue: 'Continuare',
  receipt: 'Ricevuta',
  forget: 'Dimenticare',
  forgetQuestion:
    'Dimenticare questo addestramento? La Sua identità su questo computer viene cancellata; senza un nuovo link non può tornarvi.',
  ended: (reason) => ending(reason) ?? 'Terminato.',
  running: 'Non terminato.',
};

export const checking: typeof en.checking = {
  link: 'Controllo dell’invito',
  linkLead:
    'L’addestramento che l’intermediario offre viene confrontato con l’impronta nel Suo link, e la chiave di cifratura viene controllata.',
  file: (name) => `Controllo di ${name}`,
  fileLead:
    'Ogni riga viene confrontata con le colonne dell’addestramento. Questo avviene sul Suo computer; il file non viene caricato.',
};

export const refused: typeof en.refused = {
  title: 'Questo link è stato rifiutato',
  lead: 'Non è stato letto nulla dal Suo computer, e non è stato inviato nulla su di Lei.',
  again: 'Provare un altro link',
  retry: 'Riprovare',
  titles: {
    unreachable: 'Nessuna connessione con l’intermediario',
    memory: 'Questo addestramento è troppo grande per questo computer',
    second_tab: 'Aperto in un’altra scheda',
    vault: 'Le registrazioni in questo browser non possono essere usate',
  },
  reasons: {
    link: 'Il link è incompleto o è stato alterato.',
    unreachable: 'L’intermediario, il server nel mezzo, non è raggiungibile.',
    manifest: 'L’intermediario non offre l’addestramento per cui vale questo link.',
    key: 'La chiave di cifratura di questo addestramento non è sicura.',
    training_file: 'L’addestramento chiede qualcosa che questa pagina non può fare.',
    unsupported: 'L’addestramento richiede una versione più recente di Blindfit.',
    ended: 'Questo addestramento è finito.',
    memory: 'Richiede più memoria di quanta ne abbia qui una scheda di questo browser.',
    vault: 'Questo browser conserva chiavi e registrazioni di un’altra versione di Blindfit, oppure sono danneggiate.',
    second_tab:
      'Questo addestramento è già aperto in un’altra scheda. Usi quella scheda, oppure la chiuda e riprovi qui.',
  },
  other: 'Non è stato possibile aprire il link.',
};

export const tooLarge: typeof en.tooLarge = (needed, room) => ({
  code: 'memory',
  message: `un ciclo richiede circa ${bytes(needed)} di memoria; una scheda di questo browser ne ha circa ${bytes(room)}`,
  hint: 'Partecipi su un computer più grande, o con il programma dataowner.',
});

export const kinds: Record<ModelKind, string> = {
  linear_regression: 'una regressione lineare',
  logistic_regression: 'una regressione logistica',
  softmax_regression: 'una regressione logistica multinomiale',
  proportional_odds: 'una regressione di ranghi (odds proporzionali)',
  poisson_regression: 'una regressione di Poisson di conteggi',
  negative_binomial_regression: 'una regressione binomiale negativa di conteggi',
  gamma_regression: 'una regressione gamma di numeri positivi',
  discriminant:
    'un discriminante lineare (un’approssimazione della regressione logistica, le cui probabilità vanno controllate)',
  mlp: 'una piccola rete neurale',
  describe: 'conteggi e somme',
  cox_regression: 'una regressione di Cox del tempo fino a un evento',
  piecewise_exponential: 'una regressione esponenziale a tratti del tempo fino a un evento',
};

export const invitation: typeof en.invitation = {
  asks: (words) => ['Il promotore ', words, ' chiede il Suo aiuto '],
  lead: (i) =>
    (i.model.kind !== 'describe'
      ? `per adattare ${entry(kinds, i.model.kind) ?? 'un modello'}${i.target ? ` che prevede ${i.target.name}` : ''} da ${plural(i.features.length, 'colonna', 'colonne')}. `
      : `per descrivere ${plural(i.features.length, 'colonna', 'colonne')}${i.model.group ? ` per ${i.model.group}` : ''}: conteggi e somme, nessun modello. `) +
    'Partecipano più detentori di dati; nessuno vede i dati di un altro.',
  ended: (reason) => `Lei è già stato in questo addestramento. ${ending(reason) ?? 'È terminato.'}`,
  known: 'Questo browser è già stato in questo addestramento. Scelga lo stesso file per riprendere da dove era.',
  columnsTitle: 'Colonne di cui ha bisogno',
  column: 'Colonna',
  type: 'Tipo',
  allowed: 'Ammesso',
  predicted: 'da prevedere',
  types: {
    continuous: 'numero',
    discrete: 'numero intero',
    ordinal: 'livello ordinato',
    nominal: 'categoria',
  },
  holdout: (share) =>
    `Il ${about(100 * share)} % delle Sue righe viene trattenuto per misurare il modello: da esse non impara.`,
  folds: (parts) =>
    `Vengono inviate anche le somme su ciascuna di ${parts} parti delle Sue righe, per misurare il modello.`,
  missing: {
    reject: 'Ogni cella deve avere un valore.',
    drop_row: 'Le righe con una cella vuota vengono tralasciate.',
    indicator: 'Le celle vuote sono ammesse.',
    mean: 'Una cella vuota viene riempita con la media di un numero o rango, o con il livello più frequente, su tutti i detentori di dati.',
    mode: 'Una cella vuota viene riempita con il valore più frequente su tutti i detentori di dati, o con la media se è un numero continuo.',
  } satisfies Record<MissingRule, string>,
  range: (c) => {
    if (c.levels) return c.levels.join(', ') + (c.other ? ` (tutto il resto conta come ${c.other})` : '');
    if (c.min == null || c.max == null) return 'qualsiasi';
    return `da ${value(c.min)} a ${value(c.max)}${c.unit ? ` ${c.unit}` : ''}`;
  },
  fileTitle: 'Scelga il Suo file',
  fileLead: (i) =>
    `Una cartella di lavoro (.xlsx, .ods) o un file CSV con queste colonne nell’intestazione, in qualsiasi ordine, al massimo ${rows(i.maxRows)}. Le altre colonne vengono ignorate.`,
  drop: 'Trascini qui una cartella di lavoro o un file CSV, incolli una tabella che ha copiato, oppure',
  pasted: 'la tabella incollata',
  template: 'Scaricare una tabella vuota con queste colonne',
  choose: 'Scegliere un file',
  chooseOther: 'Scegliere un altro file',
  notCsv: 'Non è un unico file. Trascini un solo file.',
};

export const who: typeof en.who = {
  title: 'Sono davvero loro?',
  lead: 'Chieda al promotore, al telefono o di persona, di leggerLe queste parole. Se una parola è diversa, non partecipi.',
  trusteesLead:
    'I fiduciari custodiscono le maschere di ciò che Lei invia: confronti le loro parole con quelle che pubblicano sulle proprie pagine.',
  trustee: (name) => `Fiduciario: ${name}`,
  modelOwner: 'Promotore',
  training: 'Addestramento',
  key: 'Chiave di cifratura',
  keyBits: (bits) => `Paillier, ${count(bits)} bit`,
  you: 'Lei, in questo addestramento',
  details: 'Impronte complete',
};

const inRound: Record<RoundKind, string> = {
  gradient: 'somme sulle Sue righe',
  statistics: 'conteggi, somme e quadrati delle Sue colonne',
  evaluation: 'somme che misurano il risultato',
  one_round: 'somme e prodotti delle Sue colonne',
};

export const leaves: typeof en.leaves = {
  title: 'Che cosa esce da questo computer',
  leavesTitle: 'Esce',
  staysTitle: 'Resta qui',
  seesTitle: 'Che cosa vede ciascuno',
  round: (r) =>
    `${r.most === 1 ? 'Una volta' : `Al massimo ${count(r.most)} volte`}: ${count(r.values)} ${entry(inRound, r.kind) ?? inRound.gradient}, cifrate e mascherate in ${plural(r.ciphertexts, 'testo cifrato', 'testi cifrati')}. Con chiavi e firme sono ${bytes(r.up)}.`,
  total: (i) =>
    `In tutto al massimo ${bytes(i.rounds.reduce((sum, r) => sum + r.most * r.up, 0))}` +
    (i.estimate.rounds < mostRounds(i) ? ', se servono tutti questi cicli; probabilmente meno.' : '.'),
  identity: 'Un nome inventato solo per questo addestramento, il Suo indirizzo di rete, e quando partecipa.',
  statement:
    'Prima del primo ciclo, se le Sue righe erano in somme precedenti, e in quanti addestramenti. Chi era nello stesso addestramento lo riconosce.',
  words:
    'Al promotore e agli altri detentori di dati, parole che La indicano e che restano le stesse in tutti gli addestramenti.',
  stays: [
    'Il Suo file, il suo nome e ogni sua riga.',
    'Quante righe ha Lei: il numero è dentro la cifratura.',
    'Le chiavi segrete create per questo addestramento.',
  ],
  facilitator: 'L’intermediario, il server nel mezzo, inoltra messaggi cifrati. Non può leggerli.',
  modelOwner: (i) => `Il promotore può aprire solo il totale di almeno ${owners(i.cohort.min)}, mai il Suo da solo.`,
  pooled: (i) =>
    (i.model.kind === 'describe'
      ? 'I totali sono conteggi e somme su tutti i detentori di dati; non se ne ricava alcun modello.'
      : i.model.weights === 'encrypted' || i.model.method === 'one_round'
        ? 'I totali mostrano come le colonne variano insieme su tutti i detentori di dati, e danno il modello.'
        : 'I totali danno il modello, ciclo dopo ciclo.') +
    (i.privacy
      ? ' Il rumore nasconde la Sua parte in essi.'
      : ' Sta a Lei decidere se un totale riveli troppo di Lei.'),
  model: (i) =>
    i.model.weights === 'shared' && i.model.method !== 'one_round'
      ? 'Lei e gli altri detentori di dati vedete il modello dopo ogni ciclo, e potete calcolarne il totale di ogni ciclo.' +
        (i.privacy ? '' : ' Se tutti gli altri mettono insieme ciò che sanno, ne apprendono la Sua parte.')
      : i.model.kind !== 'describe'
        ? 'Lei e gli altri detentori di dati non vedete il modello.'
        : 'Lei e gli altri detentori di dati non vedete i totali.',
};

export const expected: typeof en.expected = {
  title: 'Tempo e byte',
  measuring: 'Misura della velocità di questo computer…',
  time: (i) =>
    `${likely(i)}: ${duration(i.estimate.seconds)} di lavoro su questo computer in tutto` +
    (i.estimate.rounds > 1 ? `, ${duration(i.estimate.secondsPerRound)} per un ciclo di adattamento` : '') +
    ', più l’attesa degli altri.',
  bytes: (i) =>
    `Così si inviano circa ${bytes(i.estimate.bytesUp)} e se ne ricevono al massimo ${bytes(i.estimate.bytesDown)}.`,
};

export const privacy: typeof en.privacy = {
  title: 'Budget di privacy',
  about: (p) =>
    `Si aggiunge rumore affinché il risultato dica poco su ${p.unit === 'record' ? 'una singola riga' : 'un singolo detentore di dati'}: ε = ${value(p.epsilon)}, δ = ${value(p.delta)} per l’intero addestramento. ` +
    `Ciò che qualcuno sospetta su ${p.unit === 'record' ? 'una riga' : 'di Lei'} può diventare al massimo ${roughly(Math.exp(p.epsilon))} volte più probabile, salvo con probabilità di circa δ` +
    (p.epsilon > 5 ? ': una promessa debole.' : p.epsilon > 1.5 ? '.' : ': una promessa forte.'),
  own: (p) => `Questo addestramento: ε ${about(p.spent)} di ${about(p.epsilon)} speso`,
  all: (p) =>
    `Tutti i Suoi addestramenti: ε ${about(p.spentAll)}` +
    (p.limit ? ` del Suo limite ${about(p.limit)}` : ', senza un Suo limite'),
  limit: 'Fermarsi quando tutti i miei addestramenti insieme hanno speso questo ε su di me',
  limitHint: (p) =>
    p.limit
      ? `Limite attuale: ${value(p.limit)}. Scriva 0 per toglierlo. Quando è raggiunto Lei smette automaticamente di contribuire.`
      : `Senza un limite Lei continua fino alla fine dell’addestramento. Questo addestramento chiede ε ${value(p.epsilon)}.`,
};
