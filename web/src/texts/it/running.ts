/** Un addestramento in corso: cicli, gli altri detentori di dati, e ogni byte inviato. */
import type { AttemptPhase, RoundKind } from '../../generated/constants';
import type * as en from '../en';
import { bytes, count, duration, entry, form, owners, plural, rounds, sentence } from './words';

const phases: Record<AttemptPhase, string> = {
  keys: 'Concordare le maschere',
  upload: 'Calcolare, cifrare, inviare',
  reveal: 'Aprire la somma',
  finish: 'Il promotore somma',
};
const roundKinds: Record<RoundKind, string> = {
  gradient: 'adattamento del modello',
  statistics: 'misura delle colonne',
  evaluation: 'misura del risultato',
  one_round: 'adattamento del modello',
};

export const running: typeof en.running = {
  joining: 'Ingresso nell’addestramento',
  joiningLead: 'Si comunica all’intermediario che Lei partecipa.',
  lobbyTitle: 'In attesa di altri detentori di dati',
  lobby: (enrolled, start) =>
    enrolled < start
      ? `${form(enrolled, 'È arrivato', 'Sono arrivati')} ${count(enrolled)} di ${owners(start)}. L’addestramento inizia quando ci sono tutti.`
      : `${form(enrolled, 'È arrivato', 'Sono arrivati')} ${owners(enrolled)}. Il promotore avvia l’addestramento.`,
  vouchTitle: 'Confronti le parole con gli altri',
  vouch:
    'Questo addestramento è una cerchia: ogni detentore di dati garantisce per tutti gli altri. Chiami ciascuno di loro, confronti le parole e li segni qui sotto. Prima Lei non partecipa.',
  statementsTitle: 'Prima del primo ciclo',
  statements:
    'Ogni detentore di dati dichiara se le sue righe erano in somme precedenti, perché due somme si possono sottrarre. Non deve fare nulla: Le viene chiesto qualcosa se la differenza rivela qualcosa.',
  waitingTitle: 'In attesa del prossimo ciclo',
  waiting: 'Il promotore lo prepara. Non deve fare nulla.',
  absent: 'Il prossimo ciclo inizia quando tutti sono tornati.',
  roundTitle: (e) => `Ciclo ${count(e.round ?? 0)}`,
  atMost: (n) => `al massimo ${rounds(n)}`,
  kind: (kind) => entry(roundKinds, kind) ?? roundKinds.gradient,
  attempt: (n) => `tentativo ${count(n)}`,
  phase: (phase) => entry(phases, phase) ?? phase,
  phasesLabel: 'Fasi di questo ciclo',
  waitsFor: 'Si attende',
  you: 'Lei',
  present: (n, members) => `${form(n, 'Connesso', 'Connessi')}: ${count(n)} di ${owners(members)}`,
  timeLeft: (ms) => sentence(`ancora ${duration(ms / 1000)} in questa fase`),
  workLeft: (seconds) => sentence(`ancora ${duration(seconds)} di lavoro`),
  progress: (done, likely, most) =>
    `${form(done, 'Fatto', 'Fatti')}: ${count(done)} di ${likely < most ? `probabilmente ${count(likely)} e ` : ''}al massimo ${rounds(most)}`,
  remaining: (seconds, probably) =>
    `Di questo passo ${probably ? 'probabilmente ' : ''}ancora ${duration(seconds)}${probably ? '' : ', se servono tutti i cicli'}.`,
  offline: 'Questo computer non è in linea. L’addestramento continua da solo quando torna la connessione.',
  pausedTitle: 'In pausa',
  paused: 'Lei non partecipa finché non riprende. Gli altri La aspettano.',
  reconnectingTitle: 'Connessione persa',
  reconnecting:
    'La pagina prova a connettersi di nuovo. Il Suo posto è conservato; un ciclo interrotto viene ripetuto.',
  abortedTitle: 'Questo tentativo è finito senza risultato',
  aborted: {
    missing:
      'Un detentore di dati non ha risposto in tempo. Nessuna somma è stata aperta. Il ciclo si ripete quando tutti sono tornati.',
    left: 'Un detentore di dati ha lasciato il ciclo. Nessuna somma è stata aperta. Il ciclo si ripete quando tutti sono tornati.',
    round_rejected: 'Il promotore non ha potuto usare la somma. Il ciclo forse viene ripetuto.',
  },
  abortedOther: 'Nessuna somma è stata aperta. Il ciclo forse viene ripetuto.',
  stoppedTitle: 'La Sua partecipazione a questo addestramento è finita',
  notJoinedTitle: 'Non è stato possibile entrare in questo addestramento',
  notify: 'Avvisarmi quando inizia e quando finisce',
  news: {
    begun: 'L’addestramento è iniziato.',
    asked: 'Le viene chiesto qualcosa prima di continuare.',
    ended: 'L’addestramento è terminato.',
    stopped: 'La Sua partecipazione all’addestramento è finita.',
  },
  pause: 'Pausa',
  resume: 'Riprendere',
  leave: 'Lasciare',
  leaveQuestion: 'Lasciare questo addestramento?',
  leaveLead:
    'Tutto ciò che è stato calcolato dalle Sue righe viene eliminato subito. Le somme già sommate non possono essere ritirate. Gli altri forse dovranno aspettarLa.',
  leaveYes: 'Lasciare',
  leaveNo: 'Restare',
};

export const members: typeof en.members = {
  title: 'I detentori di dati',
  lead: 'Chiami gli altri e si faccia leggere le loro parole. Le parole restano le stesse in tutti gli addestramenti, e i segni vengono ricordati.',
  you: 'Lei',
  compared: 'Ho confrontato queste parole',
  called: 'In questo addestramento:',
  line: 'La Sua riga per un file dei membri:',
  circle: (marked, all) =>
    `Questa è una cerchia: ${form(marked, 'è segnato', 'sono segnati')} ${count(marked)} di ${count(all)}, Lei compreso. Lei partecipa quando lo sono tutti.`,
  alone: 'Gli altri compaiono quando il promotore li ha ammessi.',
  onlyVouched: (counted, least) =>
    `Contati: solo Lei e i detentori che ha segnato, finora ${count(counted)}. Lei partecipa solo se se ne contano almeno ${count(least)}.`,
  fewTitle: 'Troppo pochi detentori per cui Lei garantisce',
  everybody: (least) =>
    `Contati: tutti i detentori che il promotore ammette, confrontati o no. Lei partecipa solo se se ne contano almeno ${count(least)}.`,
  again: 'Riprovare',
};

export const timeline: typeof en.timeline = {
  title: 'Cicli',
  none: 'Ancora nessun ciclo.',
  accepted: 'fatto',
  running: 'in corso',
  again: 'ripetuto',
  label: (round, status) => `Ciclo ${count(round)}: ${status}`,
  earlier: (n) => `${rounds(n)} prima`,
  look: 'Scelga un ciclo per vedere ogni byte che ha inviato.',
};

export const charts: typeof en.charts = {
  title: 'Come procede',
  over: 'Come è andata',
  cohort: 'Detentori di dati sommati insieme, per ciclo',
  lost: 'Tratteggiata: una somma non usata, o non ancora.',
  cohortLabel: (list) =>
    list.length === 0
      ? 'Ancora nessun ciclo'
      : `${plural(list.length, 'invio, sommato', 'invii, sommati')} con un numero da ${count(Math.min(...list.map((u) => u.owners)))} a ${owners(Math.max(...list.map((u) => u.owners)))}`,
  convergence: 'Di quanto si sposta il modello, per ciclo',
  convergenceLabel: (first, last) => `Da 10 alla ${first.toFixed(1)} all’inizio a 10 alla ${last.toFixed(1)} adesso`,
};

export const slots: typeof en.slots = {
  label: (l) =>
    `Un testo cifrato contiene ${plural(Math.min(l.perCiphertext, l.values), 'valore', 'valori')} di ${count(l.slotBits)} bit, poi ${count(l.canaryBits)} bit che devono restare zero e ${count(l.countBits)} bit che contano i detentori di dati.`,
  lowest: 'bit più basso',
  highest: (bits) => `bit ${count(bits)}`,
  short: { canary: '0', count: '#' },
  parts: (l) => [
    {
      kind: 'slot',
      name: plural(l.values, 'valore', 'valori'),
      about: `di ${count(l.slotBits)} bit ciascuno: abbastanza per il totale di tutti i detentori di dati`,
    },
    { kind: 'canary', name: 'Controllo', about: `${count(l.canaryBits)} bit che sono zero in ogni totale onesto` },
    {
      kind: 'count',
      name: 'Conteggio',
      about: `${count(l.countBits)} bit che mostrano quanti detentori di dati sono nel totale`,
    },
    { kind: 'rest', name: 'Non usato', about: 'zero' },
  ],
};

export const inspector: typeof en.inspector = {
  title: (round) => `Ciclo ${count(round)}: che cosa è uscito da questo computer`,
  open: (round) => `Mostrare i byte inviati nel ciclo ${count(round)}`,
  look: 'Guardare',
  all: (s) =>
    `${plural(s.values, 'valore', 'valori')} in ${plural(s.ciphertexts, 'testo cifrato', 'testi cifrati')}, ${bytes(s.bytesUp)} dopo un messaggio firmato di ${bytes(s.headBytes)}.`,
  encrypted:
    'Questo è tutto ciò che è uscito dei Suoi dati in questo ciclo. È cifrato, e mascherato in modo che si possa leggere solo il totale.',
  layoutTitle: 'Contenuto di un testo cifrato',
  valuesTitle: (n) => (n === 1 ? 'Il valore con il suo nome' : `I ${count(n)} valori con il loro nome`),
  value: (label, i, n) =>
    i === n - 1
      ? 'quante righe ha Lei'
      : i === n - 2
        ? 'l’errore sulle Sue righe'
        : `in che direzione deve spostarsi ${label}, secondo le Sue righe`,
  bytesTitle: 'I byte',
  length: 'Lunghezza del messaggio',
  message: 'Messaggio firmato',
  ciphertext: (i, n) => (n === 1 ? 'Testo cifrato' : `Testo cifrato ${count(i)} di ${count(n)}`),
  verified: 'Questi sono i byte del corpo della richiesta. La loro impronta è quella nel messaggio firmato.',
  altered: 'I byte conservati qui non sono quelli firmati: qualcosa su questo computer li ha cambiati.',
  gone: 'I byte stessi non sono stati conservati: l’addestramento ne invia troppi. La loro impronta è qui sotto e nella ricevuta.',
  start: (n) => `Sono mostrati i primi ${bytes(n)}.`,
  signedTitle: 'Il messaggio firmato',
  digest: 'Impronta dei testi cifrati (SHA-256)',
  requestsTitle: 'Ogni richiesta di questo ciclo',
  requests: 'Chiavi e firme non contengono dati. In questo ciclo non è stato inviato altro.',
  earlier: 'L’elenco non le ha più: sono state fatte prima di caricare la pagina, o troppo tempo fa.',
  panelTitle: 'Vedere lo stesso nel browser',
  panel: (s) => [
    'Apra gli strumenti di sviluppo (F12, su un Mac ⌥⌘I) e scelga Rete. Sono elencate solo le richieste fatte mentre sono aperti.',
    `Scelga la richiesta PUT il cui indirizzo finisce con rounds/${s.round}/${s.attempt}/uploads/… e ne guardi il contenuto.`,
    'Lo confronti con i byte qui sopra, oppure salvi entrambi e confronti i loro SHA-256.',
    'L’elenco contiene ogni richiesta di questa pagina: cerchi qualsiasi altra cosa che sia uscita.',
  ],
  before: 'Precedente',
  after: 'Successivo',
  save: 'Salvare questi byte',
  close: 'Chiudere',
};

export const traffic: typeof en.traffic = {
  title: 'Inviato e ricevuto',
  sent: 'inviato',
  received: 'ricevuto',
  details: 'Ogni richiesta di questa visita',
  path: 'Richiesta',
  hint: 'Il pannello di rete del Suo browser mostra lo stesso elenco.',
  kernel: {
    simd: 'Cifrato con l’aritmetica vettoriale del browser.',
    bigint: 'Cifrato con gli interi grandi del browser.',
    go: 'Cifrato con il nucleo WebAssembly.',
  },
};
