/** Com’è il posto di una persona in un addestramento: prima di entrare e durante l’attesa. */
import type * as en from '../en';
import { count, form, owners, plural } from './words';

export const standing: typeof en.standing = {
  closed: {
    begun: {
      title: 'Questo addestramento è iniziato',
      lead: 'I suoi detentori di dati sono ormai fissati, e in questo browser Lei non è tra loro. Se partecipa già, apra il link nel browser che ha usato per entrare.',
    },
    finished: {
      title: 'Questo addestramento è finito',
      lead: 'Non accetta altri dati. Chieda a chi Le ha inviato il link se ce ne sarà un altro.',
    },
    revoked: {
      title: 'Questo link è stato ritirato',
      lead: 'Il promotore non lo accetta più. Se vuole ancora partecipare, ne chieda uno nuovo a chi glielo ha inviato.',
    },
    late: {
      title: 'Questo link è scaduto',
      lead: 'L’ultimo giorno per partecipare con questo link è passato. Chieda a chi glielo ha inviato se ce n’è un altro.',
    },
    full: {
      title: 'Questo addestramento è al completo',
      lead: 'Partecipano già tanti quanti sono i posti. Chieda a chi Le ha inviato il link se se ne libera uno.',
    },
  },
  nothing: 'Nulla è stato letto dal Suo computer.',
  notes: {
    joined: {
      title: 'Partecipa già a questo addestramento',
      lead: 'Non è ancora iniziato. Scelga di nuovo il Suo file e tenga aperta questa pagina, per esserci quando inizia. Fino ad allora può anche scegliere un altro file.',
    },
    used: {
      title: 'Qualcuno è già entrato con questo link',
      lead: 'Ogni link è per un solo detentore di dati. Se è stato Lei, in un altro browser o prima che la sua memoria fosse cancellata, continui: conta chi è connesso. Altrimenti lo dica a chi Le ha inviato il link e ne chieda uno Suo.',
    },
    twice: {
      title: 'Partecipa già a questo addestramento, con un altro link',
      lead: 'Un detentore di dati conta una volta sola. Non dia questo link a nessuno; dica al promotore che non serve.',
    },
    unknown: {
      title: 'Il promotore non conosce questo link',
      lead: 'È stato fatto per un altro addestramento, o i registri del promotore sono più vecchi del link. Ne chieda uno nuovo prima di continuare.',
    },
  },
  waiting: {
    used: {
      title: 'Un altro browser occupa questo posto',
      lead: 'Qualcun altro è connesso con lo stesso link, e conta uno solo. Se è Lei, chiuda l’altra pagina. Altrimenti lo dica al promotore e chieda un link Suo.',
    },
    twice: {
      title: 'Partecipa già a questo addestramento',
      lead: 'Partecipa anche con un altro link, e conta una volta sola. Qui può uscire.',
    },
    revoked: {
      title: 'La Sua partecipazione non è ammessa',
      lead: 'Il promotore ha ritirato il Suo link. Gliene chieda il motivo; nulla delle Sue righe è stato inviato.',
    },
    unknown: {
      title: 'La Sua partecipazione non è ammessa',
      lead: 'Il promotore non conosce il link che Lei ha usato. Gliene chieda uno nuovo; nulla delle Sue righe è stato inviato.',
    },
  },
  lobby: (admitted, others, start) =>
    (admitted < start
      ? `Ammessi: ${count(admitted)} di ${owners(start)}. L’addestramento inizia quando ci sono tutti.`
      : `Ammessi: ${owners(admitted)}. Il promotore avvia l’addestramento.`) +
    (others > 0
      ? ` ${form(others, 'È entrata', 'Sono entrate')} anche ${plural(others, 'persona che non conta', 'persone che non contano')}.`
      : ''),
  notLooked: 'Il promotore non ha ancora guardato chi ammettere.',
  reconsider: 'Scegliere un altro file',
  keep: 'Continuare da solo quando la pagina viene ricaricata',
  keepHint:
    'Somme sulle Sue righe, mai le righe, restano in questo browser fino alla fine dell’addestramento: cifrate con una chiave che nessuno script può estrarre, e cancellate alla fine.',
  cancel: 'Interrompere il controllo',
  loading: 'Si sta caricando il programma della pagina: circa 1,6 MB, una volta sola. La Sua connessione sembra lenta.',
};
