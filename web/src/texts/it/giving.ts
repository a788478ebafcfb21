/** Domande che richiedono un sì, e il conto di ciò che è stato dato. */
import type { Again } from '../../contract';
import type { Claim, GapReason, Rule, Stage } from '../../generated/constants';
import type * as en from '../en';
import { spans } from '../plain';
import { about, count, day, form, owners, plural, rows } from './words';

const amount = (n: string | number): string => (typeof n === 'number' ? about(n) : n);

interface Asked {
  title: string;
  found: (has: string, needs: string) => string;
  yes: string;
  instead?: string;
}
const found = (has: string, needs: string) => `Trovato: ${has}. Richiesto: ${needs}.`;
const asked: Record<Rule, Asked> = {
  rows: {
    title: 'Poche righe',
    found: (has, needs) => `Righe: ${has}. Richieste: almeno ${needs}.`,
    yes: 'Sì, dare le mie righe anche se sono poche.',
    instead: 'Oppure scelga un file con più righe.',
  },
  alone: {
    title: 'Righe che stanno da sole',
    found: (has) => `Righe che stanno da sole: ${has}. Richieste: nessuna.`,
    yes: 'Sì, dare anche queste righe.',
    instead: 'Oppure tolga queste righe dal Suo file e lo scelga di nuovo. La riga 1 è quella dei nomi.',
  },
  constant: {
    title: 'Colonne che rivelano la Sua parte',
    found: (has) => `Colonne con un solo valore: ${has}. Richieste: nessuna.`,
    yes: 'Sì, dare le mie righe anche se queste colonne rivelano la mia parte.',
  },
  again: {
    title: 'Righe già presenti in somme precedenti',
    found,
    yes: 'Sì, dare comunque le mie righe a questo addestramento.',
  },
  others: {
    title: 'Sono altre persone?',
    found: () => 'Trovato: ignoto. Richiesto: altre persone.',
    yes: 'Sì, sono altre persone.',
    instead:
      'Non è tenuto a rispondere. Senza un sì si chiede a tutti i detentori di dati, prima del primo ciclo, se l’addestramento può continuare.',
  },
  consent: {
    title: 'Il promotore Le chiede una conferma',
    found: () => '',
    yes: 'Sì',
  },
  limit: {
    title: 'Il Suo limite di ε',
    found: (has, needs) =>
      `Con questo addestramento: ${has === 'exact' ? 'senza limite' : `ε ${has}`}. Il Suo limite: ε ${needs}.`,
    yes: 'Sì, partecipare anche se questo supera il mio limite.',
  },
  shared: {
    title: 'Somme esatte su un modello che tutti vedono',
    found: () => 'Rumore nelle somme: nessuno. Richiesto: rumore, se i detentori di dati vedono il modello.',
    yes: 'Sì, sono d’accordo.',
  },
};

export const questions: typeof en.questions = {
  title: (needed) => (needed ? 'Questo addestramento richiede il Suo sì' : 'Una domanda sulle Sue righe'),
  lead: 'Un sì vale per questo addestramento. Una domanda sulle stesse righe torna solo se verrebbe rivelato di più.',
  asked: (q) => asked[q.rule],
  found: (q) => asked[q.rule].found(amount(q.has), amount(q.needs)),
  missing: (n) =>
    n === 1
      ? 'Una domanda qui sopra richiede prima il Suo sì.'
      : `${count(n)} domande qui sopra richiedono prima il Suo sì.`,
  rechecked:
    'Qualcosa è cambiato, perciò il Suo file è stato controllato un’altra volta. Non è stato dato nulla. Legga le domande e contribuisca di nuovo.',
  merged: (columns) =>
    `Poche delle Sue righe hanno ${columns.join(', ')}. Come chiede questo addestramento, contano come il livello di tutti gli altri.`,
  lacks: (columns) =>
    `Tutte le Sue righe sono uguali in ${columns.join(', ')}; di solito nessuna lo ha. Non è una domanda, ma le somme possono mostrarlo.`,
};

export const offers: typeof en.offers = {
  title: 'Può dare meno righe',
  take: (o) =>
    o.word === 'new'
      ? `Tralasciare ${rows(o.rows)} che «${o.past}» non aveva, finché non ce ne sono ${count(o.until)}. Così nessuno può sottrarre le somme per vederle.`
      : `Tralasciare ${rows(o.rows)} con una cella vuota in una colonna qualsiasi, così che addestramenti su altre colonne possano basarsi sulle stesse righe.`,
};

const claims: Record<Claim, string> = {
  first: 'in nessuna somma precedente',
  same: 'le stesse righe di prima, con gli stessi detentori di dati',
  changed: 'già in somme precedenti, con altre righe o altri detentori di dati',
};
const kind = (exact: boolean) => (exact ? 'somme esatte' : 'somme con rumore');
const subtracted = (d: Again['differences'][number]) =>
  `La differenza da ${d.name === '' ? 'un addestramento precedente in cui Lei non era' : `«${d.name}»`}`;

export const again: typeof en.again = {
  title: 'Dare di nuovo queste righe?',
  lead: 'Alcune righe erano già in somme precedenti. Chi conosce entrambe le somme può sottrarre l’una dall’altra. Legga che cosa rivelerebbe, poi dica di sì o lasci l’addestramento. Nulla delle Sue righe esce prima.',
  differencesTitle: 'Che cosa rivela una differenza',
  alone: (d) => [`${subtracted(d)} rivelerebbe la parte di `, ' da sola.'],
  together: (d) => `${subtracted(d)} rivelerebbe la parte di questi detentori, sommati tra loro:`,
  how: { joined: 'non c’era', left: 'non c’è più', changed: 'ha ora altre righe' },
  noDifference: 'Nulla di cui questa pagina sappia.',
  unknown: (n) =>
    `Non ha detto di ${plural(n, 'somma precedente', 'somme precedenti')} se ${form(n, 'riguardava', 'riguardavano')} altre persone, quindi una differenza può rivelare di più.`,
  pastTitle: 'Addestramenti precedenti con le Sue righe',
  noPast: 'Nessuno. La domanda riguarda righe di altri.',
  past: (p) =>
    `${day(p.when)}, ${kind(p.exact)}, ${owners(p.owners)}. ${form(p.found, 'C’era', 'C’erano')} ${rows(p.found)} di Lei` +
    `; ${p.new === 0 ? 'nessuna è nuova' : plural(p.new, 'è nuova', 'sono nuove')}` +
    `, ${p.gone === 0 ? 'nessuna è scomparsa' : plural(p.gone, 'è scomparsa', 'sono scomparse')}.`,
  newRows: (p) =>
    `Nuove nel Suo file: ${p.newRows.length === 1 ? 'riga' : 'righe'} ${spans(p.newRows)}${p.new > p.newRows.length ? ' …' : ''}`,
  modelOwner: 'Promotore',
  statedTitle: 'Che cosa ha dichiarato ciascuno',
  claims,
  you: 'Lei',
  yes: asked.again.yes,
  go: 'Continuare',
  said: 'Ha detto di sì. L’addestramento continua quando lo avranno fatto tutti gli altri.',
  leave: 'Se lo lascia, nulla delle Sue righe viene dato. Agli altri si chiede la stessa cosa.',
};

const stages: Record<Stage, string> = {
  open: 'dichiarato, non iniziato',
  passed: 'dato',
  struck: 'non dato',
};
const stageMeanings: Record<Stage, string> = {
  open: 'L’addestramento non è iniziato. Conta come dato finché Lei non lo lascia.',
  passed: 'Da allora potevano essere inviate somme cifrate su queste righe.',
  struck: 'L’addestramento non è iniziato con Lei: non è stato inviato nulla.',
};
const gaps: Record<GapReason, string> = {
  older: 'Il conto è tornato a uno stato precedente, o è un altro.',
  'no anchor': 'Manca il segno che mostra se il conto è completo.',
  restored: 'Il conto è stato ripristinato da una copia che può essere più vecchia.',
};

export const gave: typeof en.gave = {
  open: 'Che cosa ha dato',
  title: 'Che cosa ha dato',
  lead: 'Ogni addestramento con righe Sue, come questo browser lo ha annotato: prima che ne potesse uscire una somma.',
  onStart:
    'Questo browser tiene il conto di ogni somma in cui erano le Sue righe, su tutti gli addestramenti e per tutti i promotori.',
  loading: 'Lettura del conto',
  none: 'Ancora nulla: questo browser non è stato in nessun addestramento con righe.',
  modelOwner: 'Promotore',
  kind,
  stage: (s) => stages[s],
  stageMeaning: (s) => stageMeanings[s],
  amount: (g) =>
    `${day(g.when)}: ${rows(g.rows)} di Lei` +
    (g.held > 0 ? `, di cui ${plural(g.held, 'trattenuta', 'trattenute')} per misurare,` : '') +
    ` tra ${owners(g.members.length)}.`,
  stated: (g) => `Ha dichiarato: ${claims[g.word]}.`,
  asked: 'Alcune righe erano già in somme precedenti; Lei ha detto di sì.',
  members: 'I suoi detentori di dati',
  spentTitle: 'Rumore: il budget di privacy ε',
  spent: (s) =>
    s.sums === 0
      ? `Non è stato speso nulla: nessuna somma con rumore è stata aperta.${s.limit ? ` Il Suo limite è ${about(s.limit)}.` : ''}`
      : `È stato speso ε ${about(s.spentAll)} in ${plural(s.sums, 'somma', 'somme')} con rumore` +
        (s.limit ? `, del Suo limite ${about(s.limit)}.` : '. Non ha fissato alcun limite.'),
  exact: 'Le somme esatte non hanno rumore, quindi nessun ε conta ciò che rivelano.',
  gapsTitle: 'Il conto può non essere completo',
  gap: (g) =>
    `${day(g.when)}: ${gaps[g.reason]}` + (g.known > 0 ? ` Un tempo aveva ${plural(g.known, 'voce', 'voci')}.` : ''),
  gapMeaning:
    'Possono mancare somme precedenti. Perciò per ogni file che sceglie si chiede: le sue persone erano in una somma che manca?',
  keptTitle: 'Dove è conservato questo conto',
  kept: (host) =>
    `In questo browser, nella memoria per ${host || 'i file di questo computer'}. Cancellare i dati di questo sito lo svuota. Allora la pagina non conosce più le Sue somme precedenti e non può avvertirLa.`,
  server: (host) =>
    `${host}, il server da cui viene questa pagina, può farla cancellare dal Suo browser in qualsiasi momento, senza che Lei lo sappia.`,
  promised: 'Il browser ha promesso di non cancellarlo da sé.',
  notPromised: 'Il browser può cancellarlo da sé quando lo spazio finisce.',
  elsewhereTitle: 'Fuori dalla portata di quel server',
  elsewhere: 'Partecipi con una pagina Sua. Essa tiene un conto proprio, quindi scelga una via e la mantenga:',
  ways: [
    { before: 'Apra ', code: 'blindfit.html', after: ' di una versione pubblicata di Blindfit dal Suo disco.' },
    { before: 'Avvii ', code: 'dataowner serve', after: ' sul Suo computer e apra l’indirizzo che mostra.' },
  ],
  command: (origin) => `dataowner serve --facilitator ${origin}`,
  copy: 'Copiare questo comando',
  copied: 'Copiato',
  close: 'Chiudere',
};
