/** Ogni frase della pagina in italiano, un modulo per ogni parte del percorso come in `../en`. */
import type { Again, Column, Invitation, PageCode, Problem } from '../contract';
import { formats, value } from '../format';
import type {
  AttemptPhase,
  Claim,
  Code,
  Ending,
  GapReason,
  MissingRule,
  ModelKind,
  ProblemCode,
  RoundKind,
  Rule,
  Stage,
} from '../generated/constants';
import { entry, mostRounds, plurals, sentence as stop, spans } from './plain';
import { speaker, type Codes, type Sentences } from './say';
import * as en from './en';

// --- Espressioni che più parti della pagina condividono.

const { about, bytes, count, day, duration, roughly } = formats({
  language: 'it',
  about: (length) => `circa ${length}`,
  instant: 'meno di un secondo',
});

const forms = plurals('it');
/** La parola che va con un numero, senza il numero. */
const word = (n: number, one: string, other: string) => forms(n, { one, other });
const plural = (n: number, one: string, other: string) => `${count(n)} ${word(n, one, other)}`;
export const owners = (n: number) => plural(n, 'detentore di dati', 'detentori di dati');
export const rows = (n: number) => plural(n, 'riga', 'righe');
const rounds = (n: number) => plural(n, 'ciclo', 'cicli');

const likely = (i: Invitation) =>
  mostRounds(i) === 1
    ? 'Un ciclo'
    : `${i.estimate.rounds < mostRounds(i) ? 'Probabilmente' : 'Al massimo'} ${rounds(i.estimate.rounds)}`;

const endings: Record<Ending, string> = {
  finished: 'L’addestramento è terminato.',
  stopped: 'Il promotore ha posto fine all’addestramento.',
  left: 'Ha lasciato l’addestramento.',
  contributed: 'Il Suo contributo è presso l’intermediario.',
  withdrawn: 'Ha ritirato il Suo contributo.',
};
const ending = (reason: string): string | undefined => entry(endings, reason);

// --- Ciò che il programma segnala.

export const sentences: Sentences = {
  '%d cells': (n) => plural(Number(n), 'cella', 'celle'),
  '%d names': (n) => plural(Number(n), 'nome', 'nomi'),
  '%d of %d data owners are vouched for, this one included; at least %d are asked for':
    'si garantisce per {0} di {1} detentori di dati, questo compreso; ne sono richiesti almeno {2}',
  '%s (one differs only in upper and lower case)': '{0} (uno differisce solo per maiuscole e minuscole)',
  '%s: %d rows are gone, changed, or on the other side of the holdout':
    '{0}: {1} righe mancano, sono cambiate o sono dall’altra parte della suddivisione',
  '%s: %s (and %d more)': '{0}: {1} (e altri {2})',
  '%s: it is %s': '{0}: è {1}',
  '%s: it is shorter than it was, or another one': '{0}: è più corto di prima, o è un altro',
  '%s: line %d does not follow from the ones before': '{0}: la riga {1} non segue dalle precedenti',
  '%s: malformed line %d': '{0}: la riga {1} è malformata',
  '%s: round %d was charged otherwise before': '{0}: il ciclo {1} era stato addebitato in altro modo',
  '%s: round %d would take ε past %s': '{0}: il ciclo {1} porterebbe ε oltre {2}',
  '%s: the ledger lost lines while it was running': '{0}: il registro ha perso righe mentre era in uso',
  '%s; are they in %s?': '{0}; sono in {1}?',
  '1 cell': '1 cella',
  '1 name': '1 nome',
  'Agree to take part: --agree %s in the program, a tick in the page.':
    'Accetti di partecipare: --agree {0} nel programma, una spunta nella pagina.',
  'Ask the model owner for a new link.': 'Chieda al promotore un nuovo link.',
  'Ask the model owner for a new training.': 'Chieda al promotore un nuovo addestramento.',
  'Ask the model owner for a new training; what is spent stays spent.':
    'Chieda al promotore un nuovo addestramento; ciò che è speso resta speso.',
  'Ask the model owner for a smaller bounds.weight.': 'Chieda al promotore un bounds.weight più piccolo.',
  'Ask the model owner for a training with a higher cohort.min, or lower your own minimum.':
    'Chieda al promotore un addestramento con un cohort.min più alto, o abbassi il Suo minimo.',
  'Ask the model owner for a training with a key of its own.':
    'Chieda al promotore un addestramento con una chiave propria.',
  'Ask the model owner for a training with privacy, or for a circle of data owners who vouch for one another.':
    'Chieda al promotore un addestramento con rumore, o una cerchia di detentori che garantiscono gli uni per gli altri.',
  'Ask the model owner for the reason.': 'Chieda al promotore il motivo.',
  'Ask the model owner to send the link again.': 'Chieda al promotore di inviare di nuovo il link.',
  'Ask the model owner what went wrong.': 'Chieda al promotore che cosa è andato storto.',
  'Ask the model owner whether there is a new training.': 'Chieda al promotore se c’è un nuovo addestramento.',
  'Ask the model owner why data owners keep leaving.':
    'Chieda al promotore perché i detentori continuano ad andarsene.',
  'Bring the file that you began this training with; rows may be added to it.':
    'Porti il file con cui ha iniziato questo addestramento; vi si possono aggiungere righe.',
  'Check the connection and that the address in the link is right.':
    'Controlli la connessione e che l’indirizzo nel link sia giusto.',
  'Choose a CSV file first.': 'Scelga prima un file CSV.',
  'Choose the file again.': 'Scelga di nuovo il file.',
  'Come back later: the model owner waits for the trustee.': 'Torni più tardi: il promotore aspetta il fiduciario.',
  "Compare the members' file with the others, or ask the model owner whom it admitted.":
    'Confronti il file dei membri con gli altri, o chieda al promotore chi ha ammesso.',
  'Compare the words that the trustee publishes with those of the invitation.':
    'Confronti le parole che il fiduciario pubblica con quelle dell’invito.',
  'Compare words with more of the data owners, mark them, and try again.':
    'Confronti le parole con altri detentori di dati, li segni e riprovi.',
  'Compare words with them, or ask the model owner whom it admitted.':
    'Confronti le parole con loro, o chieda al promotore chi ha ammesso.',
  'Copy the whole link again.': 'Copi di nuovo l’intero link.',
  'Do not take part: the facilitator serves something else than the model owner signed.':
    'Non partecipi: l’intermediario offre qualcosa di diverso da ciò che il promotore ha firmato.',
  "Do not take part: the model owner's log was altered, or it breaks the rules of the training. Tell the model owner.":
    'Non partecipi: il registro del promotore è stato alterato, o viola le regole dell’addestramento. Lo dica al promotore.',
  'Do not take part; tell the model owner.': 'Non partecipi; lo dica al promotore.',
  'Free some storage and try again.': 'Liberi dello spazio e riprovi.',
  'Go on from the newest copy of the vault, or on the machine that contributed last.':
    'Continui con la copia più recente della cassaforte, o sul computer che ha contribuito per ultimo.',
  'Leave the running training first.': 'Lasci prima l’addestramento in corso.',
  'Leave the training first.': 'Lasci prima l’addestramento.',
  'Open an invite link first.': 'Apra prima un link d’invito.',
  'Open the invite link again.': 'Apra di nuovo il link d’invito.',
  'Raise your limit to go on, or leave the training.': 'Alzi il Suo limite per continuare, o lasci l’addestramento.',
  'Restore into an empty folder.': 'Ripristini in una cartella vuota.',
  'Restore the vault from a copy.': 'Ripristini la cassaforte da una copia.',
  'Restore the vault from a copy; without its ledger this owner takes no part.':
    'Ripristini la cassaforte da una copia; senza il suo registro questo detentore non partecipa.',
  'Split the file or bring fewer rows.': 'Divida il file o porti meno righe.',
  'Take another backup.': 'Faccia un altro backup.',
  'Take part from the machine that it was handed over to.': 'Partecipi dal computer a cui è stato consegnato.',
  'Tell the model owner that a data owner was admitted twice.':
    'Dica al promotore che un detentore di dati è stato ammesso due volte.',
  'Tell the model owner that the training diverges.': 'Dica al promotore che l’addestramento diverge.',
  'Tell the model owner.': 'Lo dica al promotore.',
  'Tell the other data owners and the model owner: large weights read single rows.':
    'Lo dica agli altri detentori di dati e al promotore: pesi grandi leggono singole righe.',
  'Tell the other data owners and the model owner: two sums that differ in this alone speak of the rows that miss a value, or of single estimates.':
    'Lo dica agli altri detentori di dati e al promotore: due somme che differiscono solo in questo parlano delle righe a cui manca un valore, o di singole stime.',
  'The training may need a newer version of Blindfit.':
    'L’addestramento forse richiede una versione più recente di Blindfit.',
  'Try another browser or machine.': 'Provi con un altro browser o computer.',
  "Use the version that wrote it, or begin with an empty vault: another --dir, or the page's storage cleared.":
    'Usi la versione che l’ha scritta, o inizi con una cassaforte vuota: un altro --dir, o la memoria della pagina svuotata.',
  'a PDF': 'un PDF',
  'a Parquet file': 'un file Parquet',
  'a file of R (.rds or .RData)': 'un file di R (.rds o .RData)',
  'a file of SAS (.sas7bdat or .xpt)': 'un file di SAS (.sas7bdat o .xpt)',
  'a file of SPSS (.sav)': 'un file di SPSS (.sav)',
  'a file of Stata (.dta)': 'un file di Stata (.dta)',
  'a quote is opened in this row and never closed': 'in questa riga si apre una virgoletta che non viene mai chiusa',
  'a row with an event needs its time': 'una riga con un evento richiede il suo tempo',
  'a running training cannot be forgotten': 'un addestramento in corso non può essere dimenticato',
  'a spreadsheet or an archive': 'un foglio di calcolo o un archivio',
  'a value is missing, and an %s has no substitute': 'manca un valore, e {0} non ha sostituto',
  'a value is missing, and this training accepts no missing values':
    'manca un valore, e questo addestramento non accetta valori mancanti',
  'a web page': 'una pagina web',
  'above the declared maximum %s': 'sopra il massimo dichiarato {0}',
  'an SQLite database': 'un database SQLite',
  'an old Excel workbook (.xls) or one with a password':
    'una vecchia cartella di lavoro di Excel (.xls) o una con password',
  'another training is running': 'un altro addestramento è in corso',
  'another training of this owner began meanwhile, so the rows must be compared once more':
    'nel frattempo è iniziato un altro addestramento di questo detentore, perciò le righe vanno confrontate un’altra volta',
  'below the declared minimum %s': 'sotto il minimo dichiarato {0}',
  'bounds.weight is %d; in a circle it is at most %d': 'bounds.weight è {0}; in una cerchia è al massimo {1}',
  'column %s: %s': 'colonna {0}: {1}',
  'column %s: every row has the same value': 'colonna {0}: ogni riga ha lo stesso valore',
  'column %s: missing in %d rows, so no cost is computed':
    'colonna {0}: il valore manca in {1} righe, quindi non si calcola il costo',
  'compressed (.gz)': 'compresso (.gz)',
  'decimal commas and decimal points are mixed in this file': 'in questo file virgole e punti decimali sono mescolati',
  'every row has one cell more than the header has names: the first is taken as the name of the row and not read':
    'ogni riga ha una cella in più dei nomi dell’intestazione: la prima è presa come nome della riga e non viene letta',
  'exact sums on shared weights let the model owner read single rows; this owner takes part in them in a circle only':
    'somme esatte su pesi condivisi permettono al promotore di leggere singole righe; questo detentore vi partecipa solo in una cerchia',
  "failed to check the model owner's key: %s": 'non è stato possibile controllare la chiave del promotore: {0}',
  'failed to compute round %d: %s': 'non è stato possibile calcolare il ciclo {0}: {1}',
  'failed to keep for whom this owner vouches: %s':
    'non è stato possibile conservare per chi garantisce questo detentore: {0}',
  'failed to open ledger: %s': 'non è stato possibile aprire il registro: {0}',
  'failed to prove the bit budget: %s': 'non è stato possibile dimostrare il numero di bit: {0}',
  'failed to reach the facilitator: %s': 'non è stato possibile raggiungere l’intermediario: {0}',
  'failed to read rows again: %s': 'non è stato possibile leggere di nuovo le righe: {0}',
  'failed to read rows: %s': 'non è stato possibile leggere le righe: {0}',
  'failed to read training file: %s': 'non è stato possibile leggere il file dell’addestramento: {0}',
  'failed to sum rows: %s': 'non è stato possibile sommare le righe: {0}',
  'failed to time a round: %s': 'non è stato possibile misurare la durata di un ciclo: {0}',
  'failed to verify manifest: %s': 'non è stato possibile verificare il manifesto: {0}',
  'failed to write vault: %s': 'non è stato possibile scrivere la cassaforte: {0}',
  'incorrect training key: the training file does not open with this link':
    'chiave dell’addestramento errata: il file dell’addestramento non si apre con questo link',
  'invalid charge: the training is exact': 'addebito non valido: l’addestramento è esatto',
  'invalid ledger entry: a field is out of range': 'voce del registro non valida: un campo è fuori dal suo intervallo',
  'invalid limit: must be a number from 0 to 1e6': 'limite non valido: deve essere un numero da 0 a 1e6',
  'invalid link: must not hold a user name or password': 'link non valido: non deve contenere nome utente né password',
  'invalid link: the part after # must begin with "2." or "2c."; it may come from another version':
    'link non valido: la parte dopo # deve iniziare con «2.» o «2c.»; forse viene da un’altra versione',
  'invalid log: it is shorter than was seen before, or differs from it':
    'registro non valido: è più corto di quanto visto prima, o ne differisce',
  'invalid manifest: cohort rules differ from the training file':
    'manifesto non valido: le regole sul numero di detentori differiscono dal file dell’addestramento',
  'invalid manifest: consent does not follow from the training file':
    'manifesto non valido: il consenso non segue dal file dell’addestramento',
  'invalid manifest: its fingerprint is not the one in the link':
    'manifesto non valido: la sua impronta non è quella nel link',
  'invalid manifest: limits.rounds does not follow from the training file':
    'manifesto non valido: limits.rounds non segue dal file dell’addestramento',
  'invalid manifest: masking differs from the training file':
    'manifesto non valido: il mascheramento differisce dal file dell’addestramento',
  'invalid manifest: noise does not follow from the training file':
    'manifesto non valido: il rumore non segue dal file dell’addestramento',
  'invalid manifest: rounds do not follow from the training file':
    'manifesto non valido: i cicli non seguono dal file dell’addestramento',
  'invalid manifest: the key must have %d bits, as in the training file':
    'manifesto non valido: la chiave deve avere {0} bit, come nel file dell’addestramento',
  'invalid manifest: trustees.batch differs from the training file':
    'manifesto non valido: trustees.batch differisce dal file dell’addestramento',
  'invalid manifest: weights differ from the training file':
    'manifesto non valido: i pesi differiscono dal file dell’addestramento',
  'invalid privacy ledger': 'registro della privacy non valido',
  'invalid rows': 'righe non valide',
  'invalid statement: the training uses no row of the file':
    'dichiarazione non valida: l’addestramento non usa alcuna riga del file',
  'invalid vault: it was written by another version of Blindfit':
    'cassaforte non valida: è stata scritta da un’altra versione di Blindfit',
  'invalid weights of round %d: %s': 'pesi non validi nel ciclo {0}: {1}',
  'invalid weights of round %d: the scale of columns, what replaces missing values, or the variance between data owners is not that of the rounds before':
    'pesi non validi nel ciclo {0}: la scala delle colonne, ciò che sostituisce i valori mancanti o la varianza tra i detentori di dati non corrisponde ai cicli precedenti',
  'its numbers can be read in two ways: say whether the %s is a decimal sign or stands between thousands': (mark) =>
    `i suoi numeri si possono leggere in due modi: dica se ${mark === 'comma' ? 'la virgola' : 'il punto'} è un segno decimale o separa le migliaia`,
  'malformed arguments of %s': 'argomenti malformati di {0}',
  'malformed code: a letter or digit is wrong; compare it with what you were sent':
    'codice malformato: una lettera o cifra è errata; lo confronti con quello che ha ricevuto',
  'malformed code: must have 20 letters and digits, such as five groups of four':
    'codice malformato: deve avere 20 lettere e cifre, per esempio cinque gruppi di quattro',
  'malformed ledger': 'registro malformato',
  'malformed link: a character is wrong; copy it again': 'link malformato: un carattere è errato; lo copi di nuovo',
  'malformed link: must begin with http:// or https:// and a host':
    'link malformato: deve iniziare con http:// o https:// e un nome di server',
  'malformed link: the part after # is missing; copy the whole link':
    'link malformato: manca la parte dopo #; copi l’intero link',
  'malformed link: the part after # must have %d characters; it seems cut or altered':
    'link malformato: la parte dopo # deve avere {0} caratteri; sembra tagliata o alterata',
  'malformed master secret': 'segreto principale malformato',
  'malformed vault entry of training %s': 'voce malformata nella cassaforte per l’addestramento {0}',
  'members[%d] of the roster is a data owner already in it':
    'members[{0}] dell’elenco è un detentore di dati che vi è già',
  'more rows than this training accepts (%d)': 'più righe di quante questo addestramento ne accetti ({0})',
  'most values are outside the declared range': 'la maggior parte dei valori è fuori dall’intervallo dichiarato',
  'must be a whole number': 'deve essere un numero intero',
  'no training is open': 'nessun addestramento è aperto',
  'no usable rows': 'nessuna riga utilizzabile',
  'not UTF-8 text: save the file as UTF-8': 'non è testo UTF-8: salvi il file in UTF-8',
  'not a number': 'non è un numero',
  'not a number: a date': 'non è un numero: una data',
  'not a number: a fraction': 'non è un numero: una frazione',
  "not a number: a spreadsheet's error": 'non è un numero: un errore del foglio di calcolo',
  'not a number: a time of day': 'non è un numero: un’ora del giorno',
  'not a number: a word': 'non è un numero: una parola',
  'not a number: infinite': 'non è un numero: infinito',
  'not a number: it has a currency sign': 'non è un numero: ha un simbolo di valuta',
  'not a number: it has a per cent sign': 'non è un numero: ha un segno di percentuale',
  'not a number: it has a sign such as < in front': 'non è un numero: ha davanti un segno come <',
  'not a number: it has brackets, which may mean a minus':
    'non è un numero: ha delle parentesi, che possono significare meno',
  'not a number: it has letters, such as those of a unit': 'non è un numero: ha delle lettere, come quelle di un’unità',
  'not a number: its commas, points or spaces are neither one decimal sign nor between thousands':
    'non è un numero: virgole, punti o spazi non sono né un solo segno decimale né separatori delle migliaia',
  'not a number: too large': 'non è un numero: troppo grande',
  'not one of the declared levels': 'non è uno dei livelli dichiarati',
  'not one of the declared levels (one differs only in upper and lower case)':
    'non è uno dei livelli dichiarati (uno differisce solo per maiuscole e minuscole)',
  'nothing was sent in attempt %d of round %d': 'nel tentativo {0} del ciclo {1} non è stato inviato nulla',
  'only another data owner of this training can be vouched for':
    'si può garantire solo per un altro detentore di dati di questo addestramento',
  'row %d: a quote is opened and never closed': 'riga {0}: si apre una virgoletta che non viene mai chiusa',
  'row has %d cells, the header has %d names': 'la riga ha {0} celle, l’intestazione ha {1} nomi',
  'row has %s, the header has %s': 'la riga ha {0}, l’intestazione ha {1}',
  'rows cannot change while a training runs': 'le righe non possono cambiare mentre un addestramento è in corso',
  'the facilitator does not know this training: %s': 'l’intermediario non conosce questo addestramento: {0}',
  'the facilitator holds a later message of this data owner: %s':
    'l’intermediario ha un messaggio successivo di questo detentore: {0}',
  'the facilitator refused: %s': 'l’intermediario ha rifiutato: {0}',
  'the file has no such column': 'il file non ha questa colonna',
  'the file has no such column (is it %s?)': 'il file non ha questa colonna (è {0}?)',
  'the file has this column twice': 'il file ha questa colonna due volte',
  'save it as CSV (in R: write.csv(TABLE, "rows.csv", row.names = FALSE))':
    'lo salvi come CSV (in R: write.csv(TABLE, "rows.csv", row.names = FALSE))',
  'save it as CSV (in SAS: proc export dbms=csv; in R: write.csv(haven::read_sas(FILE), "rows.csv", row.names = FALSE))':
    'lo salvi come CSV (in SAS: proc export dbms=csv; in R: write.csv(haven::read_sas(FILE), "rows.csv", row.names = FALSE))',
  'save it as CSV (in SPSS: File, Save As, CSV; in R: write.csv(haven::read_sav(FILE), "rows.csv", row.names = FALSE))':
    'lo salvi come CSV (in SPSS: File, Salva con nome, CSV; in R: write.csv(haven::read_sav(FILE), "rows.csv", row.names = FALSE))',
  'save it as CSV (in Stata: export delimited rows.csv; in R: write.csv(haven::read_dta(FILE), "rows.csv", row.names = FALSE))':
    'lo salvi come CSV (in Stata: export delimited rows.csv; in R: write.csv(haven::read_dta(FILE), "rows.csv", row.names = FALSE))',
  'unpack it and choose the file within (a file of R is saved by write.csv(TABLE, "rows.csv", row.names = FALSE))':
    'lo decomprima e scelga il file che contiene (un file di R si salva con write.csv(TABLE, "rows.csv", row.names = FALSE))',
  'save it as .xlsx': 'lo salvi come .xlsx',
  'save the table as CSV': 'salvi la tabella come CSV',
  'save the table as CSV, or take part with the program dataowner, which reads it':
    'salvi la tabella come CSV, o partecipi con il programma dataowner, che lo legge',
  'an Excel workbook in XML of 2003': 'una cartella di lavoro Excel in XML del 2003',
  'the file is %s: %s': 'il file è {0}: {1}',
  'the file is a binary Excel workbook (.xlsb)': 'il file è una cartella di lavoro Excel binaria (.xlsb)',
  'the file is UTF-16 text: save it as CSV in UTF-8': 'il file è testo UTF-16: lo salvi come CSV in UTF-8',
  'the file is empty': 'il file è vuoto',
  'the file is not UTF-8 text: save it as CSV in UTF-8': 'il file non è testo UTF-8: lo salvi come CSV in UTF-8',
  'the file is not text: save it as CSV in UTF-8': 'il file non è testo: lo salvi come CSV in UTF-8',
  'the file lacks a column of this training': 'al file manca una colonna di questo addestramento',
  'the file must be at most %d MB': 'il file deve essere al massimo di {0} MB',
  'the first row looks like values, not names: put the names of the columns above it':
    'la prima riga sembra fatta di valori, non di nomi: metta sopra i nomi delle colonne',
  'the ledger has a different number of lines': 'il registro ha un altro numero di righe',
  'the ledger was changed meanwhile': 'nel frattempo il registro è cambiato',
  'the ledger was replaced while it was open': 'il registro è stato sostituito mentre era aperto',
  'the lines end in carriage returns alone: save the file with LF or CRLF line ends':
    'le righe finiscono solo con ritorni a capo CR: salvi il file con fine riga LF o CRLF',
  'the model owner admitted no data owner in time; expected are %s':
    'il promotore non ha ammesso in tempo alcun detentore di dati; sono attesi {0}',
  'the model owner did not admit this data owner': 'il promotore non ha ammesso questo detentore di dati',
  'the model owner rejected %d attempts at round %d; this owner takes no further part in it':
    'il promotore ha respinto {0} tentativi del ciclo {1}; questo detentore non vi partecipa più',
  'row %d has words above numbers, such as units, and is not read':
    'la riga {0} ha parole sopra i numeri, per esempio unità, e non viene letta',
  'the names of the columns are in row %d; what is above is not read':
    'i nomi delle colonne sono nella riga {0}; ciò che sta sopra non viene letto',
  'the privacy budget is spent': 'il budget di privacy è speso',
  'the roster is not the circle: missing %s; not in the circle %s':
    'l’elenco non è la cerchia: mancano {0}; non sono della cerchia {1}',
  'the round has had as many lists of owners as it may have':
    'il ciclo ha avuto tanti elenchi di detentori quanti può averne',
  'the row of the names is one cell: no comma, semicolon, tab or | is between names':
    'la riga dei nomi è una sola cella: tra i nomi non c’è virgola, punto e virgola, tabulazione o |',
  'the rows are not those that were stated for this training':
    'le righe non sono quelle dichiarate per questo addestramento',
  'the rows must be compared once more': 'le righe vanno confrontate un’altra volta',
  'the sum would be over %d data owners; this owner takes part with at least %d':
    'la somma sarebbe su {0} detentori di dati; questo detentore partecipa con almeno {1}',
  'the training goes on without this data owner: it was revoked, or did not state its rows in time':
    'l’addestramento continua senza questo detentore: è stato escluso, o non ha dichiarato in tempo le sue righe',
  'the training takes no more data owners: %s (%s)': 'l’addestramento non accetta altri detentori di dati: {0} ({1})',
  "the training's key was met in another training":
    'la chiave dell’addestramento è già comparsa in un altro addestramento',
  "the trustees' accepts are not those that this data owner contributed under before":
    'le accettazioni dei fiduciari non sono quelle con cui questo detentore aveva contribuito',
  'the values fill less than 2 % of the declared range': 'i valori occupano meno del 2 % dell’intervallo dichiarato',
  'the vault belongs to another owner than the backup':
    'la cassaforte appartiene a un detentore diverso da quello del backup',
  'there are no rows to contribute': 'non ci sono righe con cui contribuire',
  'this browser does not know that training': 'questo browser non conosce quell’addestramento',
  'this data owner has contributed nothing to the training':
    'questo detentore di dati non ha contribuito con nulla all’addestramento',
  'this ledger was handed over to another machine': 'questo registro è stato consegnato a un altro computer',
  'this link needs the code that you were sent': 'questo link richiede il codice che Le è stato inviato',
  'this owner does not upload in this training': 'questo detentore non invia nulla in questo addestramento',
  "this owner's limit of ε would be passed": 'il limite di ε di questo detentore verrebbe superato',
  'this training is already running': 'questo addestramento è già in corso',
  'this training needs a yes of yours: %s': 'questo addestramento richiede un Suo sì: {0}',
  'this training was stated before': 'per questo addestramento è già stata fatta una dichiarazione',
  'trustee %d of the training (%s) is none of those that you named':
    'il fiduciario {0} dell’addestramento ({1}) non è nessuno di quelli che Lei ha nominato',
  'unknown command %s': 'comando sconosciuto {0}',
  'very many requests come from your network address; trying again in %d seconds':
    'dal Suo indirizzo di rete arrivano moltissime richieste; nuovo tentativo tra {0} secondi',
  'you do not vouch for every data owner of the circle: not vouched for are %s; vouched for and not admitted are %s':
    'Lei non garantisce per ogni detentore della cerchia: senza garanzia sono {0}; garantiti e non ammessi sono {1}',
  'the file is an archive or a document, and no workbook':
    'il file è un archivio o un documento, e non una cartella di lavoro',
  'Unpack it, or save the table as .xlsx or CSV.': 'Lo estragga, o salvi la tabella come .xlsx o CSV.',
  'the file is an old Excel workbook (.xls)': 'il file è una vecchia cartella di lavoro di Excel (.xls)',
  'Save it as .xlsx and choose it again.': 'Lo salvi come .xlsx e lo scelga di nuovo.',
  'the workbook is broken': 'la cartella di lavoro è danneggiata',
  'Open it in a spreadsheet program and save it again.':
    'La apra in un programma di fogli di calcolo e la salvi di nuovo.',
  'the workbook has a password': 'la cartella di lavoro ha una password',
  'Take the password off in your spreadsheet program and save it again.':
    'Tolga la password nel Suo programma di fogli di calcolo e la salvi di nuovo.',
  'the file unpacks to more than 512 MB': 'il file estratto supera 512 MB',
  'Save the table as CSV in UTF-8.': 'Salvi la tabella come CSV in UTF-8.',
  'sheet %s has %d formulas without a value': 'il foglio {0} ha {1} formule senza valore',
  'Open it in a spreadsheet program and save it again, so that it holds the values.':
    'La apra in un programma di fogli di calcolo e la salvi di nuovo, affinché contenga i valori.',
  'no sheet holds a table': 'nessun foglio contiene una tabella',
  'sheet %s holds no table': 'il foglio {0} non contiene una tabella',
  'Put the names of the columns in one row and the values below it.':
    'Metta i nomi delle colonne in una riga e i valori sotto di essa.',
  '%d rows': '{0} righe',
  '%d rows stand alone': '{0} righe stanno da sole',
  '%s: a sum, or the difference of two, would tell of one or two of them alone.':
    '{0}: una somma, o la differenza di due, rivelerebbe qualcosa di una o due di esse da sole.',
  '1 row': '1 riga',
  '1 row stands alone': '1 riga sta da sola',
  'A sum, or the difference of two, would be over %s of yours; at least %d are asked for.':
    'Una somma, o la differenza di due, sarebbe su {0} Sue; ne sono richieste almeno {1}.',
  'A training that adjusts for its data owners can do without such a column: with "site": "fixed" your means stay with you.':
    'Un addestramento che tiene conto dei suoi detentori può fare a meno di una tale colonna: con "site": "fixed" le Sue medie restano presso di Lei.',
  "If it departs from the method it can read single rows of somebody among you; with another member's help it learns whose.":
    'Se si scosta dal metodo può leggere singole righe di qualcuno tra voi; con l’aiuto di un altro membro apprende di chi.',
  "Its cluster errors are made of products of each member's own sums: where you are few, or with another member's help, it can tell the sums of one of you.":
    'I suoi errori per detentore sono fatti di prodotti delle somme proprie di ciascun membro: se siete pochi, o con l’aiuto di un altro membro, può riconoscere le somme di uno di voi.',
  'See line %d: %s.': 'Veda la riga {0}: {1}.',
  'See lines %d and %d: %s.': 'Veda le righe {0} e {1}: {2}.',
  'The model owner sees sums over all of you in each round.': 'Il promotore vede in ogni ciclo somme su tutti voi.',
  'The people in this file are others than the %d of %s, a sum that you gave on %s: none of its rows is in the file.':
    'Le persone in questo file sono diverse dalle {0} di {1}, una somma a cui Lei ha contribuito il {2}: nessuna delle sue righe è nel file.',
  'The people in this file are others than the %d of %s, a sum that you gave on %s: the file lacks a column of it.':
    'Le persone in questo file sono diverse dalle {0} di {1}, una somma a cui Lei ha contribuito il {2}: al file manca una delle sue colonne.',
  'The people in this file were in none of the sums that it may lack.':
    'Le persone in questo file non erano in nessuna delle somme che vi possono mancare.',
  'The sums of this training have no noise, so no ε bounds what they disclose.':
    'Le somme di questo addestramento non hanno rumore, quindi nessun ε limita ciò che rivelano.',
  'With this training it may be %s.': 'Con questo addestramento può essere {0}.',
  'You limit what trainings disclose of you to ε = %s.':
    'Lei limita ciò che gli addestramenti rivelano di Lei a ε = {0}.',
  'Your account of what you gave lost lines by %s.': 'Il conto di ciò che ha dato ha perso voci prima del {0}.',
  "Your rows have one value only in %s: the sums then tell your part from the others'.":
    'Le Sue righe hanno un solo valore in {0}: le somme distinguono allora la Sua parte da quella degli altri.',
  'it has as many as it takes': 'ne ha già quanti ne accetta',
  'it has begun, or is over': 'è iniziato, o è finito',
};

export const codes: Codes = {
  link: 'Il link è incompleto o è stato alterato.',
  code: 'Il codice non corrisponde a questo link.',
  unreachable: 'L’intermediario non è raggiungibile.',
  manifest: 'L’intermediario non offre l’addestramento per cui vale questo link.',
  key: 'La chiave di questo addestramento non è sicura.',
  training_file: 'L’addestramento chiede qualcosa che questa pagina non può fare.',
  rows: 'Le righe non vanno bene per questo addestramento.',
  cohort: 'I detentori di dati di questo addestramento non rispettano le regole.',
  agree: 'L’addestramento richiede un sì che Lei non ha dato.',
  not_admitted: 'Il promotore non La ha ammessa.',
  ledger: 'Il registro del promotore non corrisponde a quanto visto prima.',
  privacy: 'Un ciclo rivelerebbe di Lei più di quanto permette.',
  pinned: 'L’addestramento chiede più di quanto Lei ha fissato.',
  protocol: 'È arrivato un messaggio che nessun partecipante onesto invia.',
  unsupported: 'L’addestramento richiede una versione più recente di Blindfit.',
  ended: 'Questo addestramento è finito.',
  command: 'Non è possibile in questo momento.',
  vault: 'Le registrazioni in questo browser non possono essere usate.',
  internal: 'Qualcosa è andato storto nel programma.',
};

const { sentence, told } = speaker(sentences, codes, stop, count);

// --- La pagina stessa, il link e l’invito: ciò che una persona legge prima di scegliere un file.

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
  ...en.names.kinds,
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

// --- Chi chiede, per che cosa, e la scheda per chi risponde della protezione dei dati.

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

// --- Il file: come si adatta all’addestramento, e come leggerlo in altro modo.

const by = (factor: number) => (factor < 1 ? `1/${count(Math.round(1 / factor))}` : count(factor));

export const file: typeof en.file = {
  badTitle: 'Questo file non va ancora bene',
  badLead: (n) =>
    `${word(n, 'Trovato', 'Trovati')} ${plural(n, 'problema', 'problemi')}. Corregga il file e lo scelga di nuovo; non è stato inviato nulla.`,
  unreadable: 'Non è stato possibile leggere il file.',
  places: 'Righe',
  inRows: (some, n) => {
    const most = 8;
    const shown = some.slice(0, most).join(', ');
    return n > Math.min(most, some.length) ? `${count(n)}: ${shown}, …` : shown;
  },
  problems: 'Problemi',
  column: 'Colonna',
  rule: 'Problema',
  wholeFile: 'file',
  readyTitle: 'Il Suo file va bene',
  readyLead: (n, name) => `${word(n, 'Parteciperà', 'Parteciperanno')} ${rows(n)} di ${name}.`,
  dropped: (n) => `${word(n, 'Viene tralasciata', 'Vengono tralasciate')} ${rows(n)} con una cella vuota.`,
  ignored: (names) => `Non usate: ${names.join(', ')}.`,
  renamed: (header, column) => `La Sua colonna «${header}» viene letta come ${column}.`,
  multiplied: (header, factor) => `${header} viene moltiplicata per ${by(factor)}.`,
  respelled: (text, level) => `«${text}» viene letto come ${level}.`,
  asItIs: 'Leggere il file così com’è',
  decimalComma: 'I numeri vengono letti con la virgola decimale.',
  preview: 'Prime righe del Suo file (solo sul Suo schermo)',
  time: (i) =>
    `${likely(i)}, con ${duration(i.estimate.secondsPerRound)} di lavoro qui per ${i.estimate.rounds > 1 ? 'ciascuno' : 'esso'}, più l’attesa degli altri.`,
  start: 'Contribuire',
  startLead:
    'Tenga aperta questa scheda finché l’addestramento non termina. Può fare una pausa o lasciarlo in qualsiasi momento.',
  choices: 'Altre opzioni',
  minCohort: 'Partecipare solo se partecipano almeno tanti detentori di dati',
  minCohortHint: (min) => `L’addestramento stesso ne chiede almeno ${count(min)}.`,
  onlyVouched: 'Contare solo i detentori per cui garantisco',
  onlyVouchedHint:
    'Lei compreso. Garantisce per altri confrontando le parole con loro quando l’addestramento ha i suoi detentori di dati; se sono troppo pochi Lei non partecipa, e può riprovare.',
};

export const columns: typeof en.columns = {
  title: 'Le Sue colonne',
  lead: 'Calcolato qui dal Suo file, solo per Lei. Nulla di tutto ciò viene inviato.',
  column: 'Colonna',
  allowed: 'Ammesso',
  found: 'Nel Suo file',
  renamed: (header) => `la Sua «${header}»`,
  range: (c, s) => {
    if (s.header === '') return 'non nel file';
    if (c.levels)
      return `${count(s.bins.filter((n) => n > 0).length)} di ${plural(c.levels.length, 'livello', 'livelli')}`;
    if (s.low == null || s.high == null) return 'nessun numero';
    return `da ${about(s.low)} a ${about(s.high)}`;
  },
  mean: (n) => `media ${about(n)}`,
  invalid: (n) => plural(n, 'non ammesso', 'non ammessi'),
  mapped: (n, other) => `${plural(n, 'contato', 'contati')} come ${other}`,
  missing: (n) => plural(n, 'vuoto', 'vuoti'),
};

export const histogram: typeof en.histogram = {
  label: (c, s) => {
    if (c.levels) return c.levels.map((level, i) => `${level}: ${count(s.bins[i] ?? 0)}`).join(', ');
    const at = s.bins.indexOf(Math.max(...s.bins));
    const span = ((c.max ?? 0) - (c.min ?? 0)) / Math.max(1, s.bins.length);
    const low = (c.min ?? 0) + at * span;
    const outside = s.below + s.above;
    return `La maggior parte delle righe tra ${value(low)} e ${value(low + span)}${outside > 0 ? `; ${count(outside)} fuori dall’intervallo ammesso` : ''}`;
  },
};

export const form: typeof en.form = {
  sheet: 'Foglio',
  encoding: 'Codifica del testo',
  header: 'I nomi delle colonne sono nella',
  row: (n) => `riga ${count(n)}`,
  none: 'nessuna riga: non ci sono',
};

export const fixes: typeof en.fixes = {
  title: 'Può rimediare qui',
  lead: 'Questo cambia il modo in cui la pagina legge il file; il file resta com’è.',
  readFrom: (column) => `Leggere ${column} da`,
  none: 'scelga una colonna del Suo file',
  twice: 'Due colonne non possono essere lette dalla stessa.',
  rename: (n) => word(n, 'Usare questa colonna', 'Usare queste colonne'),
  spelling: (text, level, n) => `Leggere «${text}» come ${level} (${rows(n)})`,
  spellings: (n) => word(n, 'Leggerlo così', 'Leggerli così'),
  factor: (header, factor) => `Moltiplicare ${header} per ${by(factor)}`,
  factorLead: (header) =>
    `La maggior parte dei numeri di ${header} è fuori da ciò che è ammesso. Sono in un’altra unità?`,
  twoWays: 'Alcuni numeri del Suo file si possono leggere in due modi. Quale è quello giusto?',
  thousands: (mark) => `1${mark}234 è milleduecentotrentaquattro`,
  decimals: (mark) => `1${mark}234 è poco più di uno`,
};

// --- Domande che richiedono un sì, e il conto di ciò che è stato dato.

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
  undivided: (parts) =>
    `Le Sue righe sono troppo poche per essere divise in ${parts} parti, o una sarebbe sola nella sua. Con Lei non si dividono le righe di nessuno, e il modello non viene misurato su tali parti.`,
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
    `Non ha detto di ${plural(n, 'somma precedente', 'somme precedenti')} se ${word(n, 'riguardava', 'riguardavano')} altre persone, quindi una differenza può rivelare di più.`,
  pastTitle: 'Addestramenti precedenti con le Sue righe',
  noPast: 'Nessuno. La domanda riguarda righe di altri.',
  past: (p) =>
    `${day(p.when)}, ${kind(p.exact)}, ${owners(p.owners)}. ${word(p.found, 'C’era', 'C’erano')} ${rows(p.found)} di Lei` +
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
    (g.folds > 0 ? `, anche in ${count(g.folds)} parti,` : '') +
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

// --- Addestramenti con fiduciari: il modulo, il codice, che cosa segue l’unico messaggio, e i risultati pubblicati.

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

// --- Un addestramento in corso: cicli, gli altri detentori di dati, e ogni byte inviato.

const phases: Record<AttemptPhase, string> = {
  ...en.names.phases,
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
      ? `${word(enrolled, 'È arrivato', 'Sono arrivati')} ${count(enrolled)} di ${owners(start)}. L’addestramento inizia quando ci sono tutti.`
      : `${word(enrolled, 'È arrivato', 'Sono arrivati')} ${owners(enrolled)}. Il promotore avvia l’addestramento.`,
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
  present: (n, members) => `${word(n, 'Connesso', 'Connessi')}: ${count(n)} di ${owners(members)}`,
  timeLeft: (ms) => stop(`ancora ${duration(ms / 1000)} in questa fase`),
  workLeft: (seconds) => stop(`ancora ${duration(seconds)} di lavoro`),
  progress: (done, likely, most) =>
    `${word(done, 'Fatto', 'Fatti')}: ${count(done)} di ${likely < most ? `probabilmente ${count(likely)} e ` : ''}al massimo ${rounds(most)}`,
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
    `Questa è una cerchia: ${word(marked, 'è segnato', 'sono segnati')} ${count(marked)} di ${count(all)}, Lei compreso. Lei partecipa quando lo sono tutti.`,
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

// --- Com’è il posto di una persona in un addestramento: prima di entrare e durante l’attesa.

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
      ? ` ${word(others, 'È entrata', 'Sono entrate')} anche ${plural(others, 'persona che non conta', 'persone che non contano')}.`
      : ''),
  notLooked: 'Il promotore non ha ancora guardato chi ammettere.',
  reconsider: 'Scegliere un altro file',
  keep: 'Continuare da solo quando la pagina viene ricaricata',
  keepHint:
    'Somme sulle Sue righe, mai le righe, restano in questo browser fino alla fine dell’addestramento: cifrate con una chiave che nessuno script può estrarre, e cancellate alla fine.',
  cancel: 'Interrompere il controllo',
  loading: 'Si sta caricando il programma della pagina: circa 1,6 MB, una volta sola. La Sua connessione sembra lenta.',
};

// --- La fine di un addestramento o della pagina, e consigli sui problemi.

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
    `Gli ${word(missing.length, 'manca', 'mancano')}: ${missing.join(', ')}. Usi una versione attuale di Firefox, Chrome, Edge o Safari. Non è stato inviato nulla.`,
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

export { bytes, day, sentence, told };
