/** Ciò che il programma segnala. */
import { speaker, type Codes, type Sentences } from '../say';
import { count, plural, sentence as stop } from './words';

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

export const { sentence, told } = speaker(sentences, codes, stop, count);
