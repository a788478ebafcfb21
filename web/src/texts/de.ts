/** Jeder Satz der Seite auf Deutsch, ein Modul für jeden Teil des Ablaufs wie in `../en`. */
import type {
  Again,
  Column,
  Gap,
  Given,
  Invitation,
  Layout,
  Offer,
  PageCode,
  Privacy,
  Problem,
  Question,
  Sent,
  Spending,
  StateEvent,
  Summary,
  Upload,
} from '../contract';
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
import { entry, mostRounds, sentence as stop, spans } from './plain';
import { speaker, type Codes, type Sentences } from './say';
import * as en from './en';

// --- Wendungen, die mehrere Teile der Seite verwenden.

const { about, bytes, count, day, duration, roughly } = formats({
  language: 'de',
  about: (length) => `etwa ${length}`,
  instant: 'weniger als eine Sekunde',
});

const plural = (n: number, one: string, many: string) => `${count(n)} ${n === 1 ? one : many}`;

export const owners = (n: number) => plural(n, 'Datengeber', 'Datengeber');
/** Im Dativ: „von 3 Datengebern“. */
const ofOwners = (n: number) => plural(n, 'Datengeber', 'Datengebern');
export const rows = (n: number) => plural(n, 'Zeile', 'Zeilen');
const ofRows = (n: number) => plural(n, 'Zeile', 'Zeilen');
const rounds = (n: number) => plural(n, 'Runde', 'Runden');

const likely = (i: Invitation) =>
  mostRounds(i) === 1
    ? 'Eine Runde'
    : `${i.estimate.rounds < mostRounds(i) ? 'Voraussichtlich' : 'Höchstens'} ${rounds(i.estimate.rounds)}`;

const endings: Record<Ending, string> = {
  finished: 'Das Training ist beendet.',
  stopped: 'Der Auftraggeber hat das Training beendet.',
  left: 'Sie haben das Training verlassen.',
  contributed: 'Ihr Beitrag liegt beim Vermittler.',
  withdrawn: 'Sie haben Ihren Beitrag zurückgezogen.',
};
const ending = (reason: string): string | undefined => entry(endings, reason);

// --- Was das Programm meldet.

export const sentences: Sentences = {
  '%d cells': (n) => plural(Number(n), 'Zelle', 'Zellen'),
  '%d names': (n) => plural(Number(n), 'Namen', 'Namen'),
  '%d of %d data owners are vouched for, this one included; at least %d are asked for':
    'für {0} von {1} Datengebern wird gebürgt, dieser mitgezählt; verlangt sind mindestens {2}',
  '%s (one differs only in upper and lower case)': '{0} (einer unterscheidet sich nur in Groß- und Kleinschreibung)',
  '%s: %d rows are gone, changed, or on the other side of the holdout':
    '{0}: {1} Zeilen fehlen, sind geändert oder auf der anderen Seite der Teilung',
  '%s: %s (and %d more)': '{0}: {1} (und {2} weitere)',
  '%s: it is %s': '{0}: sie ist {1}',
  '%s: it is shorter than it was, or another one': '{0}: es ist kürzer als zuvor oder ein anderes',
  '%s: line %d does not follow from the ones before': '{0}: Zeile {1} folgt nicht aus den Zeilen davor',
  '%s: malformed line %d': '{0}: Zeile {1} ist fehlerhaft',
  '%s: round %d was charged otherwise before': '{0}: Runde {1} wurde zuvor anders belastet',
  '%s: round %d would take ε past %s': '{0}: Runde {1} brächte ε über {2}',
  '%s: the ledger lost lines while it was running': '{0}: dem Konto sind im Betrieb Zeilen verloren gegangen',
  '%s; are they in %s?': '{0}; sind sie in {1}?',
  '1 cell': '1 Zelle',
  '1 name': '1 Namen',
  'Agree to take part: --agree %s in the program, a tick in the page.':
    'Stimmen Sie der Teilnahme zu: --agree {0} im Programm, ein Häkchen auf der Seite.',
  'Ask the model owner for a new link.': 'Bitten Sie den Auftraggeber um einen neuen Link.',
  'Ask the model owner for a new training.': 'Bitten Sie den Auftraggeber um ein neues Training.',
  'Ask the model owner for a new training; what is spent stays spent.':
    'Bitten Sie den Auftraggeber um ein neues Training; was verbraucht ist, bleibt verbraucht.',
  'Ask the model owner for a smaller bounds.weight.': 'Bitten Sie den Auftraggeber um ein kleineres bounds.weight.',
  'Ask the model owner for a training with a higher cohort.min, or lower your own minimum.':
    'Bitten Sie den Auftraggeber um ein Training mit höherem cohort.min, oder senken Sie Ihre eigene Mindestzahl.',
  'Ask the model owner for a training with a key of its own.':
    'Bitten Sie den Auftraggeber um ein Training mit einem eigenen Schlüssel.',
  'Ask the model owner for a training with privacy, or for a circle of data owners who vouch for one another.':
    'Bitten Sie den Auftraggeber um ein Training mit Rauschen, oder um einen Kreis von Datengebern, die füreinander bürgen.',
  'Ask the model owner for the reason.': 'Fragen Sie den Auftraggeber nach dem Grund.',
  'Ask the model owner to send the link again.': 'Bitten Sie den Auftraggeber, den Link noch einmal zu senden.',
  'Ask the model owner what went wrong.': 'Fragen Sie den Auftraggeber, was schiefgegangen ist.',
  'Ask the model owner whether there is a new training.': 'Fragen Sie den Auftraggeber, ob es ein neues Training gibt.',
  'Ask the model owner why data owners keep leaving.':
    'Fragen Sie den Auftraggeber, warum immer wieder Datengeber gehen.',
  'Bring the file that you began this training with; rows may be added to it.':
    'Nehmen Sie die Datei, mit der Sie dieses Training begonnen haben; es dürfen Zeilen hinzukommen.',
  'Check the connection and that the address in the link is right.':
    'Prüfen Sie die Verbindung und ob die Adresse im Link stimmt.',
  'Choose a CSV file first.': 'Wählen Sie zuerst eine CSV-Datei.',
  'Choose the file again.': 'Wählen Sie die Datei noch einmal.',
  'Come back later: the model owner waits for the trustee.':
    'Kommen Sie später wieder: Der Auftraggeber wartet auf den Treuhänder.',
  "Compare the members' file with the others, or ask the model owner whom it admitted.":
    'Vergleichen Sie die Mitgliederdatei mit den anderen, oder fragen Sie den Auftraggeber, wen er zugelassen hat.',
  'Compare the words that the trustee publishes with those of the invitation.':
    'Vergleichen Sie die Wörter, die der Treuhänder veröffentlicht, mit denen der Einladung.',
  'Compare words with more of the data owners, mark them, and try again.':
    'Vergleichen Sie Wörter mit mehr Datengebern, haken Sie sie ab, und versuchen Sie es noch einmal.',
  'Compare words with them, or ask the model owner whom it admitted.':
    'Vergleichen Sie Wörter mit ihnen, oder fragen Sie den Auftraggeber, wen er zugelassen hat.',
  'Copy the whole link again.': 'Kopieren Sie noch einmal den ganzen Link.',
  'Do not take part: the facilitator serves something else than the model owner signed.':
    'Nehmen Sie nicht teil: Der Vermittler liefert etwas anderes aus, als der Auftraggeber unterschrieben hat.',
  "Do not take part: the model owner's log was altered, or it breaks the rules of the training. Tell the model owner.":
    'Nehmen Sie nicht teil: Das Protokoll des Auftraggebers wurde verändert, oder es bricht die Regeln des Trainings. Sagen Sie es dem Auftraggeber.',
  'Do not take part; tell the model owner.': 'Nehmen Sie nicht teil; sagen Sie es dem Auftraggeber.',
  'Free some storage and try again.': 'Schaffen Sie Speicherplatz und versuchen Sie es noch einmal.',
  'Go on from the newest copy of the vault, or on the machine that contributed last.':
    'Machen Sie mit der neuesten Kopie des Tresors weiter, oder auf dem Rechner, der zuletzt beigetragen hat.',
  'Leave the running training first.': 'Verlassen Sie zuerst das laufende Training.',
  'Leave the training first.': 'Verlassen Sie zuerst das Training.',
  'Open an invite link first.': 'Öffnen Sie zuerst einen Einladungslink.',
  'Open the invite link again.': 'Öffnen Sie den Einladungslink noch einmal.',
  'Raise your limit to go on, or leave the training.':
    'Erhöhen Sie Ihre Grenze, um weiterzumachen, oder verlassen Sie das Training.',
  'Restore into an empty folder.': 'Stellen Sie in einen leeren Ordner wieder her.',
  'Restore the vault from a copy.': 'Stellen Sie den Tresor aus einer Kopie wieder her.',
  'Restore the vault from a copy; without its ledger this owner takes no part.':
    'Stellen Sie den Tresor aus einer Kopie wieder her; ohne sein Konto nimmt dieser Datengeber nicht teil.',
  'Split the file or bring fewer rows.': 'Teilen Sie die Datei, oder nehmen Sie weniger Zeilen.',
  'Take another backup.': 'Machen Sie eine neue Sicherung.',
  'Take part from the machine that it was handed over to.':
    'Nehmen Sie von dem Rechner aus teil, dem es übergeben wurde.',
  'Tell the model owner that a data owner was admitted twice.':
    'Sagen Sie dem Auftraggeber, dass ein Datengeber zweimal zugelassen wurde.',
  'Tell the model owner that the training diverges.': 'Sagen Sie dem Auftraggeber, dass das Training divergiert.',
  'Tell the model owner.': 'Sagen Sie es dem Auftraggeber.',
  'Tell the other data owners and the model owner: large weights read single rows.':
    'Sagen Sie es den anderen Datengebern und dem Auftraggeber: Große Gewichte lesen einzelne Zeilen.',
  'Tell the other data owners and the model owner: two sums that differ in this alone speak of the rows that miss a value, or of single estimates.':
    'Sagen Sie es den anderen Datengebern und dem Auftraggeber: Zwei Summen, die sich nur darin unterscheiden, sprechen von den Zeilen, denen ein Wert fehlt, oder von einzelnen Schätzungen.',
  'The training may need a newer version of Blindfit.':
    'Das Training braucht vielleicht eine neuere Version von Blindfit.',
  'Try another browser or machine.': 'Versuchen Sie es mit einem anderen Browser oder Rechner.',
  "Use the version that wrote it, or begin with an empty vault: another --dir, or the page's storage cleared.":
    'Verwenden Sie die Version, die ihn geschrieben hat, oder beginnen Sie mit einem leeren Tresor: mit einem anderen --dir, oder nachdem der Speicher der Seite geleert ist.',
  'a PDF': 'eine PDF-Datei',
  'a Parquet file': 'eine Parquet-Datei',
  'a file of R (.rds or .RData)': 'eine Datei von R (.rds oder .RData)',
  'a file of SAS (.sas7bdat or .xpt)': 'eine Datei von SAS (.sas7bdat oder .xpt)',
  'a file of SPSS (.sav)': 'eine Datei von SPSS (.sav)',
  'a file of Stata (.dta)': 'eine Datei von Stata (.dta)',
  'a quote is opened in this row and never closed':
    'in dieser Zeile beginnt ein Anführungszeichen, das nie geschlossen wird',
  'a row with an event needs its time': 'eine Zeile mit einem Ereignis braucht seine Zeit',
  'a running training cannot be forgotten': 'ein laufendes Training kann nicht vergessen werden',
  'a spreadsheet or an archive': 'eine Tabellenkalkulation oder ein Archiv',
  'a value is missing, and an %s has no substitute': 'ein Wert fehlt, und für {0} gibt es keinen Ersatz',
  'a value is missing, and this training accepts no missing values':
    'ein Wert fehlt, und dieses Training nimmt keine fehlenden Werte an',
  'a web page': 'eine Webseite',
  'above the declared maximum %s': 'über dem angegebenen Höchstwert {0}',
  'an SQLite database': 'eine SQLite-Datenbank',
  'an old Excel workbook (.xls) or one with a password': 'eine alte Excel-Arbeitsmappe (.xls) oder eine mit Passwort',
  'another training is running': 'ein anderes Training läuft',
  'another training of this owner began meanwhile, so the rows must be compared once more':
    'ein anderes Training dieses Datengebers hat inzwischen begonnen, darum müssen die Zeilen noch einmal verglichen werden',
  'below the declared minimum %s': 'unter dem angegebenen Mindestwert {0}',
  'bounds.weight is %d; in a circle it is at most %d': 'bounds.weight ist {0}; in einem Kreis ist es höchstens {1}',
  'column %s: %s': 'Spalte {0}: {1}',
  'column %s: every row has the same value': 'Spalte {0}: jede Zeile hat denselben Wert',
  'column %s: missing in %d rows, so no cost is computed':
    'Spalte {0}: der Wert fehlt in {1} Zeilen, daher wird kein Fehlermaß berechnet',
  'compressed (.gz)': 'komprimiert (.gz)',
  'decimal commas and decimal points are mixed in this file':
    'in dieser Datei sind Dezimalkommas und Dezimalpunkte vermischt',
  'every row has one cell more than the header has names: the first is taken as the name of the row and not read':
    'jede Zeile hat eine Zelle mehr als die Kopfzeile Namen: Die erste gilt als Name der Zeile und wird nicht gelesen',
  'exact sums on shared weights let the model owner read single rows; this owner takes part in them in a circle only':
    'genaue Summen mit geteilten Gewichten lassen den Auftraggeber einzelne Zeilen lesen; dieser Datengeber nimmt daran nur in einem Kreis teil',
  "failed to check the model owner's key: %s": 'der Schlüssel des Auftraggebers konnte nicht geprüft werden: {0}',
  'failed to compute round %d: %s': 'Runde {0} konnte nicht berechnet werden: {1}',
  'failed to keep for whom this owner vouches: %s':
    'für wen dieser Datengeber bürgt, konnte nicht aufbewahrt werden: {0}',
  'failed to open ledger: %s': 'das Konto konnte nicht geöffnet werden: {0}',
  'failed to prove the bit budget: %s': 'die Zahl der Bits konnte nicht nachgewiesen werden: {0}',
  'failed to reach the facilitator: %s': 'der Vermittler konnte nicht erreicht werden: {0}',
  'failed to read rows again: %s': 'die Zeilen konnten nicht noch einmal gelesen werden: {0}',
  'failed to read rows: %s': 'die Zeilen konnten nicht gelesen werden: {0}',
  'failed to read training file: %s': 'die Trainingsdatei konnte nicht gelesen werden: {0}',
  'failed to sum rows: %s': 'die Zeilen konnten nicht summiert werden: {0}',
  'failed to time a round: %s': 'die Dauer einer Runde konnte nicht gemessen werden: {0}',
  'failed to verify manifest: %s': 'das Manifest konnte nicht geprüft werden: {0}',
  'failed to write vault: %s': 'der Tresor konnte nicht geschrieben werden: {0}',
  'incorrect training key: the training file does not open with this link':
    'falscher Trainingsschlüssel: Die Trainingsdatei lässt sich mit diesem Link nicht öffnen',
  'invalid charge: the training is exact': 'ungültige Belastung: Das Training ist ohne Rauschen',
  'invalid ledger entry: a field is out of range':
    'ungültiger Eintrag im Konto: Ein Feld ist außerhalb seines Bereichs',
  'invalid limit: must be a number from 0 to 1e6': 'ungültige Grenze: Sie muss eine Zahl von 0 bis 1e6 sein',
  'invalid link: must not hold a user name or password':
    'ungültiger Link: Er darf keinen Benutzernamen und kein Passwort enthalten',
  'invalid link: the part after # must begin with "2." or "2c."; it may come from another version':
    'ungültiger Link: Der Teil nach # muss mit „2.“ oder „2c.“ beginnen; er stammt vielleicht von einer anderen Version',
  'invalid log: it is shorter than was seen before, or differs from it':
    'ungültiges Protokoll: Es ist kürzer als zuvor gesehen oder weicht davon ab',
  'invalid manifest: cohort rules differ from the training file':
    'ungültiges Manifest: Die Regeln zur Zahl der Datengeber weichen von der Trainingsdatei ab',
  'invalid manifest: consent does not follow from the training file':
    'ungültiges Manifest: Die Einwilligung folgt nicht aus der Trainingsdatei',
  'invalid manifest: its fingerprint is not the one in the link':
    'ungültiges Manifest: Sein Fingerabdruck ist nicht der im Link',
  'invalid manifest: limits.rounds does not follow from the training file':
    'ungültiges Manifest: limits.rounds folgt nicht aus der Trainingsdatei',
  'invalid manifest: masking differs from the training file':
    'ungültiges Manifest: Die Maskierung weicht von der Trainingsdatei ab',
  'invalid manifest: noise does not follow from the training file':
    'ungültiges Manifest: Das Rauschen folgt nicht aus der Trainingsdatei',
  'invalid manifest: rounds do not follow from the training file':
    'ungültiges Manifest: Die Runden folgen nicht aus der Trainingsdatei',
  'invalid manifest: the key must have %d bits, as in the training file':
    'ungültiges Manifest: Der Schlüssel muss {0} Bits haben, wie in der Trainingsdatei',
  'invalid manifest: trustees.batch differs from the training file':
    'ungültiges Manifest: trustees.batch weicht von der Trainingsdatei ab',
  'invalid manifest: weights differ from the training file':
    'ungültiges Manifest: Die Gewichte weichen von der Trainingsdatei ab',
  'invalid privacy ledger': 'ungültiges Konto des Rauschens',
  'invalid rows': 'ungültige Zeilen',
  'invalid statement: the training uses no row of the file':
    'ungültige Erklärung: Das Training verwendet keine Zeile der Datei',
  'invalid vault: it was written by another version of Blindfit':
    'ungültiger Tresor: Er wurde von einer anderen Version von Blindfit geschrieben',
  'invalid weights of round %d: %s': 'ungültige Gewichte in Runde {0}: {1}',
  'invalid weights of round %d: the scale of columns, what replaces missing values, or the variance between data owners is not that of the rounds before':
    'ungültige Gewichte in Runde {0}: Die Skalierung der Spalten, der Ersatz für fehlende Werte oder die Varianz zwischen den Datengebern ist nicht wie in den Runden davor',
  'its numbers can be read in two ways: say whether the %s is a decimal sign or stands between thousands': (mark) =>
    `ihre Zahlen lassen sich auf zwei Arten lesen: Sagen Sie, ob ${mark === 'comma' ? 'das Komma' : 'der Punkt'} ein Dezimalzeichen ist oder Tausender trennt`,
  'malformed arguments of %s': 'fehlerhafte Angaben zu {0}',
  'malformed code: a letter or digit is wrong; compare it with what you were sent':
    'fehlerhafter Code: Ein Buchstabe oder eine Ziffer ist falsch; vergleichen Sie ihn mit dem, der Ihnen geschickt wurde',
  'malformed code: must have 20 letters and digits, such as five groups of four':
    'fehlerhafter Code: Er muss 20 Buchstaben und Ziffern haben, etwa fünf Gruppen zu vier',
  'malformed ledger': 'fehlerhaftes Konto',
  'malformed link: a character is wrong; copy it again':
    'fehlerhafter Link: Ein Zeichen ist falsch; kopieren Sie ihn noch einmal',
  'malformed link: must begin with http:// or https:// and a host':
    'fehlerhafter Link: Er muss mit http:// oder https:// und einem Rechnernamen beginnen',
  'malformed link: the part after # is missing; copy the whole link':
    'fehlerhafter Link: Der Teil nach # fehlt; kopieren Sie den ganzen Link',
  'malformed link: the part after # must have %d characters; it seems cut or altered':
    'fehlerhafter Link: Der Teil nach # muss {0} Zeichen haben; er scheint abgeschnitten oder verändert',
  'malformed master secret': 'fehlerhaftes Hauptgeheimnis',
  'malformed vault entry of training %s': 'fehlerhafter Eintrag im Tresor zum Training {0}',
  'members[%d] of the roster is a data owner already in it':
    'members[{0}] der Liste ist ein Datengeber, der schon darin steht',
  'more rows than this training accepts (%d)': 'mehr Zeilen, als dieses Training annimmt ({0})',
  'most values are outside the declared range': 'die meisten Werte liegen außerhalb des angegebenen Bereichs',
  'must be a whole number': 'muss eine ganze Zahl sein',
  'no training is open': 'kein Training ist geöffnet',
  'no usable rows': 'keine verwendbaren Zeilen',
  'not UTF-8 text: save the file as UTF-8': 'kein Text in UTF-8: Speichern Sie die Datei als UTF-8',
  'not a number': 'keine Zahl',
  'not a number: a date': 'keine Zahl: ein Datum',
  'not a number: a fraction': 'keine Zahl: ein Bruch',
  "not a number: a spreadsheet's error": 'keine Zahl: ein Fehlerwert der Tabellenkalkulation',
  'not a number: a time of day': 'keine Zahl: eine Uhrzeit',
  'not a number: a word': 'keine Zahl: ein Wort',
  'not a number: infinite': 'keine Zahl: unendlich',
  'not a number: it has a currency sign': 'keine Zahl: mit einem Währungszeichen',
  'not a number: it has a per cent sign': 'keine Zahl: mit einem Prozentzeichen',
  'not a number: it has a sign such as < in front': 'keine Zahl: mit einem Zeichen wie < davor',
  'not a number: it has brackets, which may mean a minus': 'keine Zahl: mit Klammern, die ein Minus bedeuten können',
  'not a number: it has letters, such as those of a unit': 'keine Zahl: mit Buchstaben, etwa denen einer Einheit',
  'not a number: its commas, points or spaces are neither one decimal sign nor between thousands':
    'keine Zahl: Kommas, Punkte oder Leerzeichen sind weder ein einziges Dezimalzeichen noch Trennzeichen der Tausender',
  'not a number: too large': 'keine Zahl: zu groß',
  'not one of the declared levels': 'keine der angegebenen Stufen',
  'not one of the declared levels (one differs only in upper and lower case)':
    'keine der angegebenen Stufen (eine unterscheidet sich nur in Groß- und Kleinschreibung)',
  'nothing was sent in attempt %d of round %d': 'in Versuch {0} von Runde {1} wurde nichts gesendet',
  'only another data owner of this training can be vouched for':
    'bürgen lässt sich nur für andere Datengeber dieses Trainings',
  'row %d: a quote is opened and never closed':
    'Zeile {0}: ein Anführungszeichen beginnt hier und wird nie geschlossen',
  'row has %d cells, the header has %d names': 'die Zeile hat {0} Zellen, die Kopfzeile {1} Namen',
  'row has %s, the header has %s': 'die Zeile hat {0}, die Kopfzeile {1}',
  'rows cannot change while a training runs': 'die Zeilen lassen sich nicht ändern, während ein Training läuft',
  'the facilitator does not know this training: %s': 'der Vermittler kennt dieses Training nicht: {0}',
  'the facilitator holds a later message of this data owner: %s':
    'der Vermittler hat eine spätere Nachricht dieses Datengebers: {0}',
  'the facilitator refused: %s': 'der Vermittler hat abgelehnt: {0}',
  'the file has no such column': 'die Datei hat keine solche Spalte',
  'the file has no such column (is it %s?)': 'die Datei hat keine solche Spalte (ist es {0}?)',
  'the file has this column twice': 'die Datei hat diese Spalte zweimal',
  'save it as CSV (in R: write.csv(TABLE, "rows.csv", row.names = FALSE))':
    'Speichern Sie sie als CSV (in R: write.csv(TABLE, "rows.csv", row.names = FALSE))',
  'save it as CSV (in SAS: proc export dbms=csv; in R: write.csv(haven::read_sas(FILE), "rows.csv", row.names = FALSE))':
    'Speichern Sie sie als CSV (in SAS: proc export dbms=csv; in R: write.csv(haven::read_sas(FILE), "rows.csv", row.names = FALSE))',
  'save it as CSV (in SPSS: File, Save As, CSV; in R: write.csv(haven::read_sav(FILE), "rows.csv", row.names = FALSE))':
    'Speichern Sie sie als CSV (in SPSS: Datei, Speichern unter, CSV; in R: write.csv(haven::read_sav(FILE), "rows.csv", row.names = FALSE))',
  'save it as CSV (in Stata: export delimited rows.csv; in R: write.csv(haven::read_dta(FILE), "rows.csv", row.names = FALSE))':
    'Speichern Sie sie als CSV (in Stata: export delimited rows.csv; in R: write.csv(haven::read_dta(FILE), "rows.csv", row.names = FALSE))',
  'unpack it and choose the file within (a file of R is saved by write.csv(TABLE, "rows.csv", row.names = FALSE))':
    'Entpacken Sie sie und wählen Sie die Datei darin (eine Datei von R speichert write.csv(TABLE, "rows.csv", row.names = FALSE))',
  'save it as .xlsx': 'Speichern Sie sie als .xlsx',
  'save the table as CSV': 'Speichern Sie die Tabelle als CSV',
  'save the table as CSV, or take part with the program dataowner, which reads it':
    'Speichern Sie die Tabelle als CSV, oder nehmen Sie mit dem Programm dataowner teil, das sie liest',
  'an Excel workbook in XML of 2003': 'eine Excel-Arbeitsmappe in XML von 2003',
  'the file is %s: %s': 'die Datei ist {0}: {1}',
  'the file is a binary Excel workbook (.xlsb)': 'die Datei ist eine binäre Excel-Arbeitsmappe (.xlsb)',
  'the file is UTF-16 text: save it as CSV in UTF-8':
    'die Datei ist Text in UTF-16: Speichern Sie sie als CSV in UTF-8',
  'the file is empty': 'die Datei ist leer',
  'the file is not UTF-8 text: save it as CSV in UTF-8':
    'die Datei ist kein Text in UTF-8: Speichern Sie sie als CSV in UTF-8',
  'the file is not text: save it as CSV in UTF-8': 'die Datei ist kein Text: Speichern Sie sie als CSV in UTF-8',
  'the file lacks a column of this training': 'der Datei fehlt eine Spalte dieses Trainings',
  'the file must be at most %d MB': 'die Datei darf höchstens {0} MB haben',
  'the first row looks like values, not names: put the names of the columns above it':
    'die erste Zeile sieht nach Werten aus, nicht nach Namen: Setzen Sie die Namen der Spalten darüber',
  'the ledger has a different number of lines': 'das Konto hat eine andere Zahl von Zeilen',
  'the ledger was changed meanwhile': 'das Konto wurde inzwischen geändert',
  'the ledger was replaced while it was open': 'das Konto wurde ersetzt, während es offen war',
  'the lines end in carriage returns alone: save the file with LF or CRLF line ends':
    'die Zeilen enden nur mit Wagenrücklauf: Speichern Sie die Datei mit Zeilenenden LF oder CRLF',
  'the model owner admitted no data owner in time; expected are %s':
    'der Auftraggeber hat nicht rechtzeitig Datengeber zugelassen; erwartet werden {0}',
  'the model owner did not admit this data owner': 'der Auftraggeber hat diesen Datengeber nicht zugelassen',
  'the model owner rejected %d attempts at round %d; this owner takes no further part in it':
    'der Auftraggeber hat {0} Versuche der Runde {1} verworfen; dieser Datengeber nimmt an ihr nicht weiter teil',
  'row %d has words above numbers, such as units, and is not read':
    'Zeile {0} hat Wörter über Zahlen, etwa Einheiten, und wird nicht gelesen',
  'the names of the columns are in row %d; what is above is not read':
    'die Namen der Spalten stehen in Zeile {0}; was darüber steht, wird nicht gelesen',
  'the privacy budget is spent': 'das Privatheitsbudget ist verbraucht',
  'the roster is not the circle: missing %s; not in the circle %s':
    'die Liste ist nicht der Kreis: Es fehlen {0}; nicht im Kreis sind {1}',
  'the round has had as many lists of owners as it may have':
    'die Runde hatte so viele Listen von Datengebern, wie sie haben darf',
  'the row of the names is one cell: no comma, semicolon, tab or | is between names':
    'die Zeile der Namen ist eine einzige Zelle: Zwischen den Namen steht weder Komma, Semikolon, Tabulator noch |',
  'the rows are not those that were stated for this training':
    'die Zeilen sind nicht die, die für dieses Training erklärt wurden',
  'the rows must be compared once more': 'die Zeilen müssen noch einmal verglichen werden',
  'the sum would be over %d data owners; this owner takes part with at least %d':
    'die Summe ginge über {0} Datengeber; dieser Datengeber nimmt mit mindestens {1} teil',
  'the training goes on without this data owner: it was revoked, or did not state its rows in time':
    'das Training geht ohne diesen Datengeber weiter: Er wurde ausgeschlossen oder hat seine Zeilen nicht rechtzeitig erklärt',
  'the training takes no more data owners: %s (%s)': 'das Training nimmt keine Datengeber mehr auf: {0} ({1})',
  "the training's key was met in another training":
    'der Schlüssel des Trainings kam schon in einem anderen Training vor',
  "the trustees' accepts are not those that this data owner contributed under before":
    'die Zusagen der Treuhänder sind nicht die, unter denen dieser Datengeber zuvor beigetragen hat',
  'the values fill less than 2 % of the declared range': 'die Werte füllen weniger als 2 % des angegebenen Bereichs',
  'the vault belongs to another owner than the backup': 'der Tresor gehört einem anderen Datengeber als die Sicherung',
  'there are no rows to contribute': 'es gibt keine Zeilen zum Beitragen',
  'this browser does not know that training': 'dieser Browser kennt jenes Training nicht',
  'this data owner has contributed nothing to the training': 'dieser Datengeber hat zu dem Training nichts beigetragen',
  'this ledger was handed over to another machine': 'dieses Konto wurde einem anderen Rechner übergeben',
  'this link needs the code that you were sent': 'dieser Link braucht den Code, der Ihnen geschickt wurde',
  'this owner does not upload in this training': 'dieser Datengeber sendet in diesem Training nichts',
  "this owner's limit of ε would be passed": 'die Grenze dieses Datengebers für ε würde überschritten',
  'this training is already running': 'dieses Training läuft schon',
  'this training needs a yes of yours: %s': 'dieses Training braucht ein Ja von Ihnen: {0}',
  'this training was stated before': 'für dieses Training wurde schon eine Erklärung abgegeben',
  'trustee %d of the training (%s) is none of those that you named':
    'Treuhänder {0} des Trainings ({1}) ist keiner von denen, die Sie genannt haben',
  'unknown command %s': 'unbekannter Befehl {0}',
  'very many requests come from your network address; trying again in %d seconds':
    'von Ihrer Netzadresse kommen sehr viele Anfragen; der nächste Versuch ist in {0} Sekunden',
  'you do not vouch for every data owner of the circle: not vouched for are %s; vouched for and not admitted are %s':
    'Sie bürgen nicht für jeden Datengeber des Kreises: nicht gebürgt wird für {0}; gebürgt, aber nicht zugelassen sind {1}',
  'the file is an archive or a document, and no workbook':
    'die Datei ist ein Archiv oder ein Dokument und keine Arbeitsmappe',
  'Unpack it, or save the table as .xlsx or CSV.':
    'Entpacken Sie sie, oder speichern Sie die Tabelle als .xlsx oder CSV.',
  'the file is an old Excel workbook (.xls)': 'die Datei ist eine alte Excel-Arbeitsmappe (.xls)',
  'Save it as .xlsx and choose it again.': 'Speichern Sie sie als .xlsx und wählen Sie sie noch einmal.',
  'the workbook is broken': 'die Arbeitsmappe ist beschädigt',
  'Open it in a spreadsheet program and save it again.':
    'Öffnen Sie sie in einer Tabellenkalkulation und speichern Sie sie noch einmal.',
  'the workbook has a password': 'die Arbeitsmappe hat ein Passwort',
  'Take the password off in your spreadsheet program and save it again.':
    'Entfernen Sie das Passwort in Ihrer Tabellenkalkulation und speichern Sie die Datei noch einmal.',
  'the file unpacks to more than 512 MB': 'die Datei ist entpackt größer als 512 MB',
  'Save the table as CSV in UTF-8.': 'Speichern Sie die Tabelle als CSV in UTF-8.',
  'sheet %s has %d formulas without a value': 'das Blatt {0} hat {1} Formeln ohne Wert',
  'Open it in a spreadsheet program and save it again, so that it holds the values.':
    'Öffnen Sie sie in einer Tabellenkalkulation und speichern Sie sie noch einmal, damit sie die Werte enthält.',
  'no sheet holds a table': 'kein Blatt enthält eine Tabelle',
  'sheet %s holds no table': 'das Blatt {0} enthält keine Tabelle',
  'Put the names of the columns in one row and the values below it.':
    'Setzen Sie die Namen der Spalten in eine Zeile und die Werte darunter.',
  '%d rows': '{0} Zeilen',
  '%d rows stand alone': '{0} Zeilen stehen allein',
  '%s: a sum, or the difference of two, would tell of one or two of them alone.':
    '{0}: Eine Summe oder die Differenz von zweien würde etwas über eine oder zwei von ihnen allein verraten.',
  '1 row': '1 Zeile',
  '1 row stands alone': '1 Zeile steht allein',
  'A sum, or the difference of two, would be over %s of yours; at least %d are asked for.':
    'Eine Summe oder die Differenz von zweien ginge über {0} von Ihnen; verlangt sind mindestens {1}.',
  'A training that adjusts for its data owners can do without such a column: with "site": "fixed" your means stay with you.':
    'Ein Training, das seine Datengeber berücksichtigt, kommt ohne eine solche Spalte aus: Mit "site": "fixed" bleiben Ihre Mittelwerte bei Ihnen.',
  "If it departs from the method it can read single rows of somebody among you; with another member's help it learns whose.":
    'Weicht er vom Verfahren ab, so kann er einzelne Zeilen von jemandem unter Ihnen lesen; mit Hilfe eines weiteren Mitglieds erfährt er, von wem.',
  "Its cluster errors are made of products of each member's own sums: where you are few, or with another member's help, it can tell the sums of one of you.":
    'Seine Fehler nach Datengebern entstehen aus Produkten der eigenen Summen jedes Mitglieds: Wo Sie wenige sind, oder mit Hilfe eines weiteren Mitglieds, kann er die Summen eines von Ihnen erkennen.',
  'See line %d: %s.': 'Siehe Zeile {0}: {1}.',
  'See lines %d and %d: %s.': 'Siehe Zeilen {0} und {1}: {2}.',
  'The model owner sees sums over all of you in each round.':
    'Der Auftraggeber sieht in jeder Runde Summen über Sie alle.',
  'The people in this file are others than the %d of %s, a sum that you gave on %s: none of its rows is in the file.':
    'Die Menschen in dieser Datei sind andere als die {0} von {1}, einer Summe, zu der Sie am {2} beigetragen haben: Keine ihrer Zeilen ist in der Datei.',
  'The people in this file are others than the %d of %s, a sum that you gave on %s: the file lacks a column of it.':
    'Die Menschen in dieser Datei sind andere als die {0} von {1}, einer Summe, zu der Sie am {2} beigetragen haben: Der Datei fehlt eine ihrer Spalten.',
  'The people in this file were in none of the sums that it may lack.':
    'Die Menschen in dieser Datei waren in keiner der Summen, die darin fehlen können.',
  'The sums of this training have no noise, so no ε bounds what they disclose.':
    'Die Summen dieses Trainings haben kein Rauschen, darum begrenzt kein ε, was sie verraten.',
  'With this training it may be %s.': 'Mit diesem Training kann es {0} sein.',
  'You limit what trainings disclose of you to ε = %s.': 'Sie begrenzen, was Trainings über Sie verraten, auf ε = {0}.',
  'Your account of what you gave lost lines by %s.': 'Ihrem Konto sind bis zum {0} Zeilen verloren gegangen.',
  "Your rows have one value only in %s: the sums then tell your part from the others'.":
    'Ihre Zeilen haben nur einen Wert in {0}: Die Summen unterscheiden dann Ihren Anteil von dem der anderen.',
  'it has as many as it takes': 'es hat so viele, wie es aufnimmt',
  'it has begun, or is over': 'es hat begonnen oder ist vorbei',
};

export const codes: Codes = {
  link: 'Der Link ist unvollständig oder wurde verändert.',
  code: 'Der Code passt nicht zu diesem Link.',
  unreachable: 'Der Vermittler ist nicht erreichbar.',
  manifest: 'Der Vermittler liefert nicht das Training aus, für das dieser Link gilt.',
  key: 'Der Schlüssel dieses Trainings ist nicht sicher.',
  training_file: 'Das Training verlangt etwas, das diese Seite nicht kann.',
  rows: 'Die Zeilen passen nicht zu diesem Training.',
  cohort: 'Die Datengeber dieses Trainings entsprechen nicht den Regeln.',
  agree: 'Das Training braucht ein Ja, das Sie nicht gegeben haben.',
  not_admitted: 'Der Auftraggeber hat Sie nicht zugelassen.',
  ledger: 'Das Protokoll des Auftraggebers passt nicht zu dem, was zuvor gesehen wurde.',
  privacy: 'Eine Runde würde mehr über Sie verraten, als Sie erlauben.',
  pinned: 'Das Training verlangt mehr, als Sie festgelegt haben.',
  protocol: 'Es kam eine Nachricht, die kein ehrlicher Beteiligter sendet.',
  unsupported: 'Das Training braucht eine neuere Version von Blindfit.',
  ended: 'Dieses Training ist vorbei.',
  command: 'Das ist gerade nicht möglich.',
  vault: 'Die Aufzeichnungen in diesem Browser sind nicht verwendbar.',
  internal: 'Im Programm ist etwas schiefgegangen.',
};

const { sentence, told } = speaker(sentences, codes, stop, count);

// --- Die Seite selbst, der Link und die Einladung: was ein Mensch liest, bevor er eine Datei wählt.

export const site: typeof en.site = {
  name: 'Blindfit',
  promise: 'Ihre Zeilen bleiben auf diesem Rechner.',
  steps: ['Einladung', 'Ihre Daten', 'Beitragen', 'Quittung'],
  stepsLabel: 'Schritte',
  starting: 'Wird gestartet …',
  language: 'Sprache',
};

export const source: typeof en.source = {
  file: 'Diese Seite ist eine Datei auf Ihrem Rechner.',
  local: 'Diese Seite kommt von einem Programm auf Ihrem Rechner.',
  facilitator: (host: string) =>
    `Diese Seite kommt vom Vermittler, ${host}: Sie vertrauen darauf, dass dieser Server sie nicht verändert.`,
  about: 'Über Blindfit, und wie sich die Seite prüfen lässt (öffnet einen neuen Tab, auf Englisch)',
  host: (host: string) => `Diese Seite kommt von ${host}.`,
  module: 'SHA-256 ihres Programms:',
};

export const link: typeof en.link = {
  title: 'An einem Training teilnehmen',
  lead: 'Fügen Sie den Einladungslink ein, den Ihnen der Auftraggeber geschickt hat. Von Ihren Daten wird nichts gesendet, bevor Sie die Bitte und ihren Absender gesehen haben.',
  label: 'Einladungslink',
  placeholder: 'https://…/join#2.…',
  open: 'Einladung öffnen',
  knownTitle: 'Trainings, die dieser Browser kennt',
  continue: 'Weiter',
  receipt: 'Quittung',
  forget: 'Vergessen',
  forgetQuestion:
    'Dieses Training vergessen? Ihre Kennung darin wird auf diesem Rechner gelöscht; ohne einen neuen Link können Sie nicht zurückkehren.',
  ended: (reason: string) => ending(reason) ?? 'Beendet.',
  running: 'Nicht beendet.',
};

export const checking: typeof en.checking = {
  link: 'Die Einladung wird geprüft',
  linkLead:
    'Das Training, das der Vermittler ausliefert, wird mit dem Fingerabdruck in Ihrem Link verglichen, und der Schlüssel wird geprüft.',
  file: (name: string) => `${name} wird geprüft`,
  fileLead:
    'Jede Zeile wird mit den Spalten des Trainings verglichen. Das geschieht auf Ihrem Rechner; die Datei wird nicht hochgeladen.',
};

export const refused: typeof en.refused = {
  title: 'Dieser Link wurde abgelehnt',
  lead: 'Es wurde nichts von Ihrem Rechner gelesen und nichts über Sie gesendet.',
  again: 'Einen anderen Link versuchen',
  retry: 'Noch einmal versuchen',
  titles: {
    unreachable: 'Keine Verbindung zum Vermittler',
    memory: 'Dieses Training ist zu groß für diesen Rechner',
    second_tab: 'In einem anderen Tab geöffnet',
    vault: 'Die Aufzeichnungen in diesem Browser sind nicht verwendbar',
  } satisfies Partial<Record<ProblemCode | PageCode, string>>,
  reasons: {
    link: 'Der Link ist unvollständig oder wurde verändert.',
    unreachable: 'Der Vermittler, der Server dazwischen, ist nicht erreichbar.',
    manifest: 'Der Vermittler liefert nicht das Training aus, für das dieser Link gilt.',
    key: 'Der Schlüssel dieses Trainings ist nicht sicher.',
    training_file: 'Das Training verlangt etwas, das diese Seite nicht kann.',
    unsupported: 'Das Training braucht eine neuere Version von Blindfit.',
    ended: 'Dieses Training ist vorbei.',
    memory: 'Es braucht mehr Speicher, als ein Tab dieses Browsers hier hat.',
    vault:
      'Dieser Browser bewahrt Schlüssel und Aufzeichnungen einer anderen Version von Blindfit auf, oder sie sind beschädigt.',
    second_tab:
      'Dieses Training ist schon in einem anderen Tab geöffnet. Verwenden Sie jenen, oder schließen Sie ihn und versuchen Sie es hier noch einmal.',
  } satisfies Partial<Record<ProblemCode | PageCode, string>>,
  other: 'Der Link konnte nicht geöffnet werden.',
};

export const tooLarge = (needed: number, room: number): Problem => ({
  code: 'memory',
  message: `eine Runde braucht etwa ${bytes(needed)} Speicher; ein Tab dieses Browsers hat etwa ${bytes(room)}`,
  hint: 'Nehmen Sie auf einem größeren Rechner teil oder mit dem Programm dataowner.',
});

export const kinds: Record<ModelKind, string> = {
  ...en.names.kinds,
  linear_regression: 'eine lineare Regression',
  logistic_regression: 'eine logistische Regression',
  softmax_regression: 'eine multinomiale logistische Regression',
  proportional_odds: 'eine Regression von Rängen (proportionale Chancen)',
  poisson_regression: 'eine Poisson-Regression von Anzahlen',
  negative_binomial_regression: 'eine negativ-binomiale Regression von Anzahlen',
  gamma_regression: 'eine Gamma-Regression positiver Zahlen',
  discriminant:
    'eine lineare Diskriminanzfunktion (eine Näherung der logistischen Regression, deren Wahrscheinlichkeiten zu prüfen sind)',
  mlp: 'ein kleines neuronales Netz',
  describe: 'Anzahlen und Summen',
  cox_regression: 'eine Cox-Regression der Zeit bis zu einem Ereignis',
  piecewise_exponential: 'eine stückweise exponentielle Regression der Zeit bis zu einem Ereignis',
};

export const invitation: typeof en.invitation = {
  asks: (words: string) => ['Der Auftraggeber ', words, ' bittet Sie um Hilfe: '],
  lead: (i: Invitation) =>
    (i.model.kind !== 'describe'
      ? `Er möchte ${entry(kinds, i.model.kind) ?? 'ein Modell'} anpassen${i.target ? ` und damit ${i.target.name} vorhersagen` : ''}, aus ${plural(i.features.length, 'Spalte', 'Spalten')}. `
      : `Er möchte ${plural(i.features.length, 'Spalte', 'Spalten')}${i.model.group ? ` nach ${i.model.group}` : ''} beschreiben: Anzahlen und Summen, kein Modell. `) +
    'Mehrere Datengeber nehmen teil; keiner sieht die Daten eines anderen.',
  ended: (reason: string) => `Sie waren schon in diesem Training. ${ending(reason) ?? 'Es ist zu Ende.'}`,
  known:
    'Dieser Browser war schon in diesem Training. Wählen Sie dieselbe Datei, um dort weiterzumachen, wo Sie waren.',
  columnsTitle: 'Benötigte Spalten',
  column: 'Spalte',
  type: 'Art',
  allowed: 'Erlaubt',
  predicted: 'wird vorhergesagt',
  types: {
    continuous: 'Zahl',
    discrete: 'ganze Zahl',
    ordinal: 'geordnete Stufe',
    nominal: 'Kategorie',
  },
  holdout: (share: number) =>
    `${about(100 * share)} % Ihrer Zeilen werden zurückgehalten, um das Modell zu messen: Aus ihnen lernt es nicht.`,
  folds: (parts: number) =>
    `Auch Summen über jeden von ${parts} Teilen Ihrer Zeilen werden gesendet, um das Modell zu messen.`,
  missing: {
    reject: 'Jede Zelle muss einen Wert haben.',
    drop_row: 'Zeilen mit einer leeren Zelle bleiben weg.',
    indicator: 'Leere Zellen sind erlaubt.',
    mean: 'Eine leere Zelle wird mit dem Mittel einer Zahl oder eines Rangs oder mit der häufigsten Stufe über alle Datengeber gefüllt.',
    mode: 'Eine leere Zelle wird mit dem häufigsten Wert über alle Datengeber gefüllt, bei einer stetigen Zahl mit dem Mittel.',
  } satisfies Record<MissingRule, string>,
  range: (c: Column) => {
    if (c.levels) return c.levels.join(', ') + (c.other ? ` (alles andere zählt als ${c.other})` : '');
    if (c.min == null || c.max == null) return 'beliebig';
    return `${value(c.min)} bis ${value(c.max)}${c.unit ? ` ${c.unit}` : ''}`;
  },
  fileTitle: 'Wählen Sie Ihre Datei',
  fileLead: (i: Invitation) =>
    `Eine Arbeitsmappe (.xlsx, .ods) oder eine CSV-Datei mit diesen Spalten in der Kopfzeile, in beliebiger Reihenfolge, mit höchstens ${ofRows(i.maxRows)}. Andere Spalten werden nicht beachtet.`,
  drop: 'Legen Sie hier eine Arbeitsmappe oder CSV-Datei ab, fügen Sie eine kopierte Tabelle ein, oder',
  pasted: 'die eingefügte Tabelle',
  template: 'Eine leere Tabelle mit diesen Spalten herunterladen',
  choose: 'Datei wählen',
  chooseOther: 'Andere Datei wählen',
  notCsv: 'Das ist nicht genau eine Datei. Legen Sie eine Datei ab.',
};

export const who: typeof en.who = {
  title: 'Sind sie es wirklich?',
  lead: 'Bitten Sie den Auftraggeber am Telefon oder persönlich, Ihnen diese Wörter vorzulesen. Weicht ein Wort ab, so nehmen Sie nicht teil.',
  trusteesLead:
    'Treuhänder halten die Masken dessen, was Sie senden: Vergleichen Sie ihre Wörter mit denen, die sie auf ihren eigenen Seiten veröffentlichen.',
  trustee: (name: string) => `Treuhänder: ${name}`,
  modelOwner: 'Auftraggeber',
  training: 'Training',
  key: 'Schlüssel',
  keyBits: (bits: number) => `Paillier, ${count(bits)} Bit`,
  you: 'Sie, in diesem Training',
  details: 'Vollständige Fingerabdrücke',
};

const inRound: Record<RoundKind, string> = {
  gradient: 'Summen über Ihre Zeilen',
  statistics: 'Anzahlen, Summen und Quadrate Ihrer Spalten',
  evaluation: 'Summen, die das Ergebnis messen',
  one_round: 'Summen und Produkte Ihrer Spalten',
};

export const leaves: typeof en.leaves = {
  title: 'Was diesen Rechner verlässt',
  leavesTitle: 'Geht ab',
  staysTitle: 'Bleibt hier',
  seesTitle: 'Was wer sieht',
  round: (r: Layout) =>
    `${r.most === 1 ? 'Einmal' : `Höchstens ${count(r.most)} Mal`}: ${count(r.values)} ${entry(inRound, r.kind) ?? inRound.gradient}, verschlüsselt und maskiert in ${plural(r.ciphertexts, 'Geheimtext', 'Geheimtexten')}. Mit Schlüsseln und Unterschriften sind das ${bytes(r.up)}.`,
  total: (i: Invitation) =>
    `Insgesamt höchstens ${bytes(i.rounds.reduce((sum, r) => sum + r.most * r.up, 0))}` +
    (i.estimate.rounds < mostRounds(i) ? ', wenn alle diese Runden nötig sind; wahrscheinlich weniger.' : '.'),
  identity:
    'Ein Name, der nur für dieses Training erfunden ist, Ihre Netzadresse und die Zeiten, zu denen Sie teilnehmen.',
  statement:
    'Vor der ersten Runde, ob Ihre Zeilen schon in Summen waren und in wie vielen Trainings. Wer im selben Training war, erkennt es wieder.',
  words: 'An den Auftraggeber und die anderen Datengeber: Wörter für Sie, die in allen Trainings gleich bleiben.',
  stays: [
    'Ihre Datei, ihr Name und jede Zeile darin.',
    'Wie viele Zeilen Sie haben: Das steht innerhalb der Verschlüsselung.',
    'Die geheimen Schlüssel für dieses Training.',
  ],
  facilitator:
    'Der Vermittler, der Server dazwischen, reicht verschlüsselte Nachrichten weiter. Er kann sie nicht lesen.',
  modelOwner: (i: Invitation) =>
    `Der Auftraggeber kann nur die Summe von mindestens ${ofOwners(i.cohort.min)} öffnen, nie Ihre allein.`,
  pooled: (i: Invitation) =>
    (i.model.kind === 'describe'
      ? 'Die Summen sind Anzahlen und Summen über alle Datengeber; ein Modell wird nicht daraus gemacht.'
      : i.model.weights === 'encrypted' || i.model.method === 'one_round'
        ? 'Die Summen zeigen, wie die Spalten über alle Datengeber zusammenhängen, und ergeben das Modell.'
        : 'Die Summen ergeben das Modell, Runde für Runde.') +
    (i.privacy ? ' Rauschen verbirgt Ihren Anteil darin.' : ' Sie entscheiden, ob eine Summe zu viel über Sie verrät.'),
  model: (i: Invitation) =>
    i.model.weights === 'shared' && i.model.method !== 'one_round'
      ? 'Sie und die anderen Datengeber sehen das Modell nach jeder Runde und können daraus die Summe jeder Runde berechnen.' +
        (i.privacy ? '' : ' Wenn alle anderen ihr Wissen zusammenlegen, erfahren sie Ihren Anteil daran.')
      : i.model.kind !== 'describe'
        ? 'Sie und die anderen Datengeber sehen das Modell nicht.'
        : 'Sie und die anderen Datengeber sehen die Summen nicht.',
};

export const expected: typeof en.expected = {
  title: 'Zeit und Bytes',
  measuring: 'Es wird gemessen, wie schnell dieser Rechner ist …',
  time: (i: Invitation) =>
    `${likely(i)}: insgesamt ${duration(i.estimate.seconds)} Rechenzeit auf diesem Rechner` +
    (i.estimate.rounds > 1 ? `, ${duration(i.estimate.secondsPerRound)} für eine Runde` : '') +
    ', dazu das Warten auf die anderen.',
  bytes: (i: Invitation) =>
    `Dabei werden etwa ${bytes(i.estimate.bytesUp)} gesendet und höchstens ${bytes(i.estimate.bytesDown)} empfangen.`,
};

export const privacy: typeof en.privacy = {
  title: 'Budget für Rauschen',
  about: (p: Privacy) =>
    `Rauschen wird hinzugefügt, damit das Ergebnis wenig über ${p.unit === 'record' ? 'eine einzelne Zeile' : 'einen einzelnen Datengeber'} sagt: ε = ${value(p.epsilon)}, δ = ${value(p.delta)} für das ganze Training. ` +
    `Was jemand über ${p.unit === 'record' ? 'eine Zeile' : 'Sie'} vermutet, kann dadurch höchstens ${roughly(Math.exp(p.epsilon))}-mal so wahrscheinlich werden, außer mit einer Wahrscheinlichkeit von etwa δ` +
    (p.epsilon > 5 ? ': ein schwaches Versprechen.' : p.epsilon > 1.5 ? '.' : ': ein starkes Versprechen.'),
  own: (p: Privacy) => `Dieses Training: ε ${about(p.spent)} von ${about(p.epsilon)} verbraucht`,
  all: (p: Privacy) =>
    `Alle Ihre Trainings: ε ${about(p.spentAll)}` +
    (p.limit ? ` von Ihrer Grenze ${about(p.limit)}` : ', ohne eine Grenze von Ihnen'),
  limit: 'Aufhören, sobald alle meine Trainings zusammen dieses ε über mich verbraucht haben',
  limitHint: (p: Privacy) =>
    p.limit
      ? `Jetzige Grenze: ${value(p.limit)}. Mit 0 heben Sie sie auf. Ist sie erreicht, so tragen Sie von selbst nichts mehr bei.`
      : 'Ohne Grenze machen Sie mit, bis das Training endet. Dieses Training verlangt ε ' + value(p.epsilon) + '.',
};

// --- Wer fragt, wofür, und das Blatt für die Verantwortlichen des Datenschutzes.

export const asking: typeof en.asking = {
  title: 'Wer Sie fragt',
  own: 'In den eigenen Worten des Auftraggebers. Niemand hat sie geprüft; vergleichen Sie die Wörter unten mit jemandem, den Sie dort kennen.',
  nothing:
    'Der Auftraggeber sagt nichts über sich. Fragen Sie, wer er ist und wofür er das Ergebnis braucht, bevor Sie teilnehmen.',
  fields: [
    ['contact', 'Kontakt'],
    ['closing', 'Letzter Tag zur Teilnahme'],
    ['return', 'Was Sie bekommen'],
    ['approval', 'Genehmigt von'],
    ['approval_number', 'Nummer der Genehmigung'],
    ['legal_basis', 'Rechtsgrundlage'],
    ['controller', 'Verantwortlich'],
    ['retention', 'Wie lange Ergebnisse aufbewahrt werden'],
  ],
  value: (name: string, text: string) => (name === 'closing' ? day(text) : text),
  more: 'Mehr dazu',
  links: 'Seiten dazu',
  logo: 'Logo, das der Auftraggeber verwendet',
  calendar: 'Letzten Tag in meinen Kalender eintragen',
  event: (training: string) => `Letzter Tag zur Teilnahme: ${training}`,
};

export const sheet: typeof en.sheet = {
  title: 'Datenschutzblatt',
  open: 'Für Ihre Datenschutzbeauftragten',
  print: 'Dieses Blatt drucken',
  purpose: 'Zweck',
  asker: 'Wer fragt',
  notSaid: 'keine Angabe',
  training: 'Training',
  fingerprint: 'Fingerabdruck der unterschriebenen Beschreibung',
  columns: 'Gelesene Spalten',
  measures: 'Schutz',
  measure: (i: Invitation) => [
    `Summen sind mit einem Paillier-Schlüssel von ${i.keyBits} Bit verschlüsselt, den nur der Auftraggeber hat, und so maskiert, dass sie sich nur als Summe von mindestens ${ofOwners(i.cohort.min)} öffnen lassen.`,
    'Zeilen werden nur im Browser gelesen. Jede Nachricht ist unterschrieben, und die Quittung führt alles auf, was abgegangen ist.',
    ...(i.privacy
      ? [`Rauschen hält das ganze Training innerhalb von ε = ${i.privacy.epsilon} und δ = ${i.privacy.delta}.`]
      : []),
  ],
  remaining: 'Was bleibt',
  remain: [
    'Eine Summe über wenige Zeilen verrät viel über sie.',
    'Wären alle anderen Datengeber erfunden, so wäre eine Summe Ihr Anteil allein. Vergleichen Sie die Wörter mit den anderen.',
    'Dieser Rechner, dieser Browser und diese Seite müssen vertrauenswürdig sein.',
  ],
  consent: 'Sätze, denen Sie zustimmen',
};

// --- Die Datei: wie sie zum Training passt, und wie sie anders gelesen werden kann.

const factor = (by: number) => (by < 1 ? `1/${count(Math.round(1 / by))}` : count(by));

export const file: typeof en.file = {
  badTitle: 'Diese Datei passt noch nicht',
  badLead: (n: number) =>
    `${plural(n, 'Problem', 'Probleme')} gefunden. Verbessern Sie die Datei und wählen Sie sie noch einmal; es wurde nichts gesendet.`,
  unreadable: 'Die Datei konnte nicht gelesen werden.',
  places: 'Zeilen',
  inRows: (some: number[], n: number) => {
    const most = 8;
    const shown = some.slice(0, most).join(', ');
    return n > Math.min(most, some.length) ? `${count(n)}: ${shown}, …` : shown;
  },
  problems: 'Probleme',
  column: 'Spalte',
  rule: 'Problem',
  wholeFile: 'Datei',
  readyTitle: 'Ihre Datei passt',
  readyLead: (n: number, name: string) => `${rows(n)} aus ${name} ${n === 1 ? 'nimmt' : 'nehmen'} teil.`,
  dropped: (n: number) => `${rows(n)} mit einer leeren Zelle ${n === 1 ? 'bleibt' : 'bleiben'} weg.`,
  ignored: (names: string[]) => `Nicht verwendet: ${names.join(', ')}.`,
  renamed: (header: string, column: string) => `Ihre Spalte „${header}“ wird als ${column} gelesen.`,
  multiplied: (header: string, by: number) => `${header} wird mit ${factor(by)} malgenommen.`,
  respelled: (text: string, level: string) => `„${text}“ wird als ${level} gelesen.`,
  asItIs: 'Datei so lesen, wie sie ist',
  decimalComma: 'Zahlen werden mit Dezimalkomma gelesen.',
  preview: 'Die ersten Zeilen Ihrer Datei (nur auf Ihrem Bildschirm)',
  time: (i: Invitation) =>
    `${likely(i)}, mit ${duration(i.estimate.secondsPerRound)} Rechenzeit hier ${i.estimate.rounds > 1 ? 'für jede' : 'dafür'}, dazu das Warten auf die anderen.`,
  start: 'Beitragen',
  startLead:
    'Lassen Sie diesen Tab offen, bis das Training endet. Sie können jederzeit eine Pause machen oder es verlassen.',
  choices: 'Weitere Einstellungen',
  minCohort: 'Nur teilnehmen, wenn mindestens so viele Datengeber teilnehmen',
  minCohortHint: (min: number) => `Das Training selbst verlangt mindestens ${count(min)}.`,
  onlyVouched: 'Nur Datengeber zählen, für die ich bürge',
  onlyVouchedHint:
    'Sie selbst zählen mit. Sie bürgen für andere, indem Sie Wörter mit ihnen vergleichen, sobald die Datengeber des Trainings feststehen; sind es zu wenige, so nehmen Sie nicht teil und können es noch einmal versuchen.',
};

export const columns: typeof en.columns = {
  title: 'Ihre Spalten',
  lead: 'Hier aus Ihrer Datei berechnet, nur für Ihre Augen. Nichts davon wird gesendet.',
  column: 'Spalte',
  allowed: 'Erlaubt',
  found: 'In Ihrer Datei',
  renamed: (header: string) => `bei Ihnen „${header}“`,
  range: (c: Column, s: Summary) => {
    if (s.header === '') return 'nicht in der Datei';
    if (c.levels)
      return `${count(s.bins.filter((n) => n > 0).length)} von ${plural(c.levels.length, 'Stufe', 'Stufen')}`;
    if (s.low == null || s.high == null) return 'keine Zahlen';
    return `${about(s.low)} bis ${about(s.high)}`;
  },
  mean: (n: number) => `Mittel ${about(n)}`,
  invalid: (n: number) => `${count(n)} nicht erlaubt`,
  mapped: (n: number, other: string) => `${count(n)} als ${other} gezählt`,
  missing: (n: number) => `${count(n)} leer`,
};

export const histogram: typeof en.histogram = {
  label: (c: Column, s: Summary) => {
    if (c.levels) return c.levels.map((level, i) => `${level}: ${count(s.bins[i] ?? 0)}`).join(', ');
    const at = s.bins.indexOf(Math.max(...s.bins));
    const span = ((c.max ?? 0) - (c.min ?? 0)) / Math.max(1, s.bins.length);
    const low = (c.min ?? 0) + at * span;
    const outside = s.below + s.above;
    return `Die meisten Zeilen zwischen ${value(low)} und ${value(low + span)}${outside > 0 ? `; ${count(outside)} außerhalb des erlaubten Bereichs` : ''}`;
  },
};

export const form: typeof en.form = {
  sheet: 'Tabellenblatt',
  encoding: 'Zeichenkodierung des Textes',
  header: 'Die Namen der Spalten stehen in',
  row: (n: number) => `Zeile ${count(n)}`,
  none: 'keiner Zeile: es gibt keine',
};

export const fixes: typeof en.fixes = {
  title: 'Das können Sie hier verbessern',
  lead: 'Es ändert, wie die Seite die Datei liest; die Datei selbst bleibt, wie sie ist.',
  readFrom: (column: string) => `${column} lesen aus`,
  none: 'Spalte Ihrer Datei wählen',
  twice: 'Zwei Spalten können nicht aus derselben gelesen werden.',
  rename: (n: number) => (n === 1 ? 'Diese Spalte verwenden' : 'Diese Spalten verwenden'),
  spelling: (text: string, level: string, n: number) => `„${text}“ als ${level} lesen (${rows(n)})`,
  spellings: () => 'So lesen',
  factor: (header: string, by: number) => `${header} mit ${factor(by)} malnehmen`,
  factorLead: (header: string) =>
    `Die meisten Zahlen von ${header} liegen außerhalb des Erlaubten. Haben sie eine andere Einheit?`,
  twoWays: 'Einige Zahlen Ihrer Datei lassen sich auf zwei Arten lesen. Welche ist gemeint?',
  thousands: (mark: string) => `1${mark}234 ist eintausend­zweihundert­vierund­dreißig`,
  decimals: (mark: string) => `1${mark}234 ist etwas mehr als eins`,
};

// --- Fragen, die ein Ja brauchen, und das Konto dessen, was gegeben wurde.

const amount = (n: string | number): string => (typeof n === 'number' ? about(n) : n);

interface Asked {
  title: string;
  found: (has: string, needs: string) => string;
  yes: string;
  instead?: string;
}
const asked: Record<Rule, Asked> = {
  rows: {
    title: 'Wenige Zeilen',
    found: (has, needs) => `Zeilen: ${has}. Verlangt: mindestens ${needs}.`,
    yes: 'Ja, meine Zeilen geben, obwohl es wenige sind.',
    instead: 'Oder wählen Sie eine Datei mit mehr Zeilen.',
  },
  alone: {
    title: 'Zeilen, die allein stehen',
    found: (has) => `Zeilen, die allein stehen: ${has}. Verlangt: keine.`,
    yes: 'Ja, auch diese Zeilen geben.',
    instead:
      'Oder nehmen Sie diese Zeilen aus Ihrer Datei und wählen Sie sie noch einmal. Zeile 1 ist die mit den Namen.',
  },
  constant: {
    title: 'Spalten, die Ihren Anteil erkennen lassen',
    found: (has) => `Spalten mit nur einem Wert: ${has}. Verlangt: keine.`,
    yes: 'Ja, meine Zeilen geben, obwohl diese Spalten meinen Anteil erkennen lassen.',
  },
  again: {
    title: 'Zeilen, die schon in Summen waren',
    found: (has, needs) => `Gefunden: ${has}. Verlangt: ${needs}.`,
    yes: 'Ja, meine Zeilen trotzdem diesem Training geben.',
  },
  others: {
    title: 'Sind das andere Menschen?',
    found: () => 'Gefunden: unbekannt. Verlangt: andere Menschen.',
    yes: 'Ja, es sind andere Menschen.',
    instead:
      'Sie müssen nicht antworten. Ohne ein Ja werden vor der ersten Runde alle Datengeber gefragt, ob das Training weitergehen darf.',
  },
  consent: {
    title: 'Der Auftraggeber bittet Sie zu bestätigen',
    found: () => '',
    yes: 'Ja',
  },
  limit: {
    title: 'Ihre Grenze für ε',
    found: (has, needs) =>
      `Mit diesem Training: ${has === 'exact' ? 'unbegrenzt' : `ε ${has}`}. Ihre Grenze: ε ${needs}.`,
    yes: 'Ja, teilnehmen, obwohl das meine Grenze überschreitet.',
  },
  shared: {
    title: 'Genaue Summen zu einem Modell, das Sie alle sehen',
    found: () => 'Rauschen in den Summen: keines. Verlangt: Rauschen, wenn die Datengeber das Modell sehen.',
    yes: 'Ja, damit bin ich einverstanden.',
  },
};

export const questions: typeof en.questions = {
  title: (needed: boolean) => (needed ? 'Dieses Training braucht Ihr Ja' : 'Eine Frage zu Ihren Zeilen'),
  lead: 'Ein Ja gilt für dieses Training. Eine Frage zu denselben Zeilen kommt nur wieder, wenn mehr verraten würde.',
  asked: (q: Question) => asked[q.rule],
  found: (q: Question) => asked[q.rule].found(amount(q.has), amount(q.needs)),
  missing: (n: number) =>
    n === 1 ? 'Eine Frage oben braucht zuerst Ihr Ja.' : `${count(n)} Fragen oben brauchen zuerst Ihr Ja.`,
  rechecked:
    'Etwas hat sich geändert, darum wurde Ihre Datei noch einmal geprüft. Es wurde nichts gegeben. Lesen Sie die Fragen und tragen Sie dann noch einmal bei.',
  merged: (columns: string[]) =>
    `Wenige Ihrer Zeilen haben ${columns.join(', ')}. Wie dieses Training es verlangt, zählen sie als die Stufe für alle übrigen.`,
  lacks: (columns: string[]) =>
    `Alle Ihre Zeilen sind gleich in ${columns.join(', ')}; meist hat es keine von ihnen. Das ist keine Frage, aber die Summen können es zeigen.`,
  undivided: (parts: number) =>
    `Ihre Zeilen sind zu wenige für eine Teilung in ${parts} Teile, oder eine stünde in ihrem Teil allein. Mit Ihnen werden niemandes Zeilen geteilt, und das Modell wird nicht an solchen Teilen gemessen.`,
};

export const offers: typeof en.offers = {
  title: 'Sie können weniger Zeilen geben',
  take: (o: Offer) =>
    o.word === 'new'
      ? `${rows(o.rows)} weglassen, die „${o.past}“ nicht hatte, bis es ${count(o.until)} sind. Dann kann niemand die Summen voneinander abziehen, um diese zu sehen.`
      : `${rows(o.rows)} mit einer leeren Zelle in irgendeiner Spalte weglassen, damit Trainings mit anderen Spalten auf denselben Zeilen beruhen können.`,
};

const claims: Record<Claim, string> = {
  first: 'noch in keiner Summe',
  same: 'dieselben Zeilen wie zuvor, mit denselben Datengebern',
  changed: 'schon in Summen, mit anderen Zeilen oder anderen Datengebern',
};

const kind = (exact: boolean) => (exact ? 'genaue Summen' : 'Summen mit Rauschen');
const subtracted = (d: Again['differences'][number]) =>
  `Die Differenz zu ${d.name === '' ? 'einem früheren Training, in dem Sie nicht waren,' : `„${d.name}“`}`;

export const again: typeof en.again = {
  title: 'Diese Zeilen noch einmal geben?',
  lead: 'Einige Zeilen waren schon in Summen. Wer beide Summen kennt, kann die eine von der anderen abziehen. Lesen Sie, was das verraten würde, und sagen Sie dann Ja oder verlassen Sie das Training. Vorher geht nichts von Ihren Zeilen ab.',
  differencesTitle: 'Was eine Differenz verrät',
  alone: (d: Again['differences'][number]): [string, string] => [
    `${subtracted(d)} würde den Anteil von `,
    ' allein verraten.',
  ],
  together: (d: Again['differences'][number]) =>
    `${subtracted(d)} würde den Anteil dieser Datengeber zusammen verraten:`,
  how: { joined: 'war nicht darin', left: 'ist hier nicht mehr dabei', changed: 'hat jetzt andere Zeilen' },
  noDifference: 'Nichts, wovon diese Seite weiß.',
  unknown: (n: number) =>
    n === 1
      ? 'Sie haben zu einer früheren Summe nicht gesagt, ob es um andere Menschen ging; darum kann eine Differenz mehr verraten.'
      : `Sie haben zu ${count(n)} früheren Summen nicht gesagt, ob es um andere Menschen ging; darum kann eine Differenz mehr verraten.`,
  pastTitle: 'Frühere Trainings mit Ihren Zeilen',
  noPast: 'Keine. Die Frage betrifft Zeilen von anderen.',
  past: (p: Again['past'][number]) =>
    `${day(p.when)}, ${kind(p.exact)}, ${owners(p.owners)}. ${rows(p.found)} von Ihnen ${p.found === 1 ? 'war' : 'waren'} darin` +
    `; ${p.new === 0 ? 'keine ist neu' : `${count(p.new)} ${p.new === 1 ? 'ist' : 'sind'} neu`}` +
    `, ${p.gone === 0 ? 'keine fehlt' : `${count(p.gone)} ${p.gone === 1 ? 'fehlt' : 'fehlen'}`}.`,
  newRows: (p: Again['past'][number]) =>
    `Neu in Ihrer Datei: ${p.newRows.length === 1 ? 'Zeile' : 'Zeilen'} ${spans(p.newRows)}${p.new > p.newRows.length ? ' …' : ''}`,
  modelOwner: 'Auftraggeber',
  statedTitle: 'Was alle angegeben haben',
  claims,
  you: 'Sie',
  yes: asked.again.yes,
  go: 'Weiter',
  said: 'Sie haben Ja gesagt. Das Training geht weiter, sobald alle anderen es auch getan haben.',
  leave: 'Wenn Sie das Training verlassen, wird nichts von Ihren Zeilen gegeben. Die anderen werden dasselbe gefragt.',
};

const stages: Record<Stage, string> = {
  open: 'angegeben, nicht begonnen',
  passed: 'gegeben',
  struck: 'nicht gegeben',
};
const stageMeanings: Record<Stage, string> = {
  open: 'Das Training hat nicht begonnen. Es zählt als gegeben, bis Sie es verlassen.',
  passed: 'Von da an konnten verschlüsselte Summen über diese Zeilen gesendet werden.',
  struck: 'Das Training hat nicht mit Ihnen begonnen: Es wurde nichts gesendet.',
};
const gaps: Record<GapReason, string> = {
  older: 'Das Konto wurde auf einen früheren Stand zurückgesetzt, oder es ist ein anderes.',
  'no anchor': 'Das Zeichen, das zeigt, ob das Konto vollständig ist, fehlt.',
  restored: 'Das Konto wurde aus einer Kopie wiederhergestellt, die älter sein kann.',
};

export const gave: typeof en.gave = {
  open: 'Was Sie gegeben haben',
  title: 'Was Sie gegeben haben',
  lead: 'Jedes Training mit Zeilen von Ihnen, so wie dieser Browser es aufgeschrieben hat: bevor eine Summe über sie abgehen konnte.',
  onStart:
    'Dieser Browser führt ein Konto über jede Summe, in der Ihre Zeilen waren, über alle Trainings und Auftraggeber hinweg.',
  loading: 'Das Konto wird gelesen',
  none: 'Noch nichts: Dieser Browser war in keinem Training mit Zeilen.',
  modelOwner: 'Auftraggeber',
  kind,
  stage: (s: Stage) => stages[s],
  stageMeaning: (s: Stage) => stageMeanings[s],
  amount: (g: Given) =>
    `${day(g.when)}: ${rows(g.rows)} von Ihnen` +
    (g.held > 0 ? `, davon ${count(g.held)} zum Messen zurückgehalten,` : '') +
    (g.folds > 0 ? `, auch in ${count(g.folds)} Teilen,` : '') +
    ` unter ${ofOwners(g.members.length)}.`,
  stated: (g: Given) => `Sie haben angegeben: ${claims[g.word]}.`,
  asked: 'Einige Zeilen waren schon in Summen; Sie haben Ja gesagt.',
  members: 'Seine Datengeber',
  spentTitle: 'Rauschen: das Budget ε',
  spent: (s: Spending) =>
    s.sums === 0
      ? `Es ist nichts verbraucht: Keine Summe mit Rauschen wurde geöffnet.${s.limit ? ` Ihre Grenze ist ${about(s.limit)}.` : ''}`
      : `ε ${about(s.spentAll)} ist in ${plural(s.sums, 'Summe', 'Summen')} mit Rauschen verbraucht` +
        (s.limit ? `, von Ihrer Grenze ${about(s.limit)}.` : '. Sie haben keine Grenze gesetzt.'),
  exact: 'Genaue Summen haben kein Rauschen, darum zählt kein ε, was sie verraten.',
  gapsTitle: 'Das Konto ist vielleicht nicht vollständig',
  gap: (g: Gap) =>
    `${day(g.when)}: ${gaps[g.reason]}` +
    (g.known > 0 ? ` Es hatte einmal ${plural(g.known, 'Eintrag', 'Einträge')}.` : ''),
  gapMeaning:
    'Frühere Summen können fehlen. Zu jeder Datei, die Sie wählen, werden Sie darum gefragt: Waren ihre Menschen in einer Summe, die fehlt?',
  keptTitle: 'Wo dieses Konto liegt',
  kept: (host: string) =>
    `In diesem Browser, im Speicher für ${host || 'Dateien dieses Rechners'}. Wer die Daten dieser Website löscht, leert es. Dann kennt die Seite Ihre früheren Summen nicht mehr und kann Sie nicht warnen.`,
  server: (host: string) =>
    `${host}, der Server, von dem diese Seite kommt, kann Ihren Browser jederzeit dazu bringen, es zu löschen, ohne dass Sie davon erfahren.`,
  promised: 'Der Browser hat versprochen, es nicht von selbst zu löschen.',
  notPromised: 'Der Browser kann es von selbst löschen, wenn der Platz knapp wird.',
  elsewhereTitle: 'Außer Reichweite dieses Servers',
  elsewhere:
    'Nehmen Sie mit einer eigenen Seite teil. Sie führt ein eigenes Konto; wählen Sie also einen Weg und bleiben Sie dabei:',
  ways: [
    { before: 'Öffnen Sie ', code: 'blindfit.html', after: ' einer Blindfit-Version von Ihrer Festplatte.' },
    {
      before: 'Starten Sie ',
      code: 'dataowner serve',
      after: ' auf Ihrem Rechner und öffnen Sie die Adresse, die es ausgibt.',
    },
  ],
  command: (origin: string) => `dataowner serve --facilitator ${origin}`,
  copy: 'Diesen Befehl kopieren',
  copied: 'Kopiert',
  close: 'Schließen',
};

// --- Trainings mit Treuhändern: das Formular, der Code, was nach der einen Sendung kommt, und veröffentlichte Ergebnisse.

const unit = (c: Column): string => (c.unit ? ` ${c.unit}` : '');

export const campaign: typeof en.campaign = {
  formTitle: 'Ihre Antworten',
  formLead:
    'Aus ihnen wird auf diesem Rechner eine einzige verschlüsselte Nachricht. Niemand kann sie allein lesen; geöffnet werden nur Summen über viele Menschen.',
  rowTitle: 'Oder geben Sie eine Zeile von Hand ein',
  fileInstead: 'Oder bringen Sie eine Datei',
  range: (c: Column) => (c.min == null || c.max == null ? '' : `${value(c.min)} bis ${value(c.max)}${unit(c)}`),
  step: (c: Column) => (c.step == null || c.step === 1 ? '' : `in Schritten von ${value(c.step)}${unit(c)}`),
  slider: (name: string) => `${name}, als Schieberegler`,
  choose: 'Bitte wählen',
  none: 'Keine Antwort',
  optional: 'Sie dürfen das frei lassen.',
  problems: {
    empty: 'Bitte beantworten Sie das.',
    number: `Bitte schreiben Sie eine Zahl, zum Beispiel ${value(12.5)}.`,
    whole: 'Bitte schreiben Sie eine ganze Zahl.',
    below: (c: Column) => `Bitte schreiben Sie eine Zahl, die mindestens ${value(c.min ?? 0)}${unit(c)} ist.`,
    above: (c: Column) => `Bitte schreiben Sie eine Zahl, die höchstens ${value(c.max ?? 0)}${unit(c)} ist.`,
    step: (c: Column) => `Bitte schreiben Sie ein Vielfaches von ${value(c.step ?? 1)}${unit(c)}.`,
    level: 'Bitte wählen Sie eine der Antworten.',
  },
  left: (n: number) => (n === 0 ? '' : n === 1 ? 'Eine Antwort fehlt.' : `${n} Antworten fehlen.`),
  send: 'Beitragen',
  sendLead: 'Eine einzige Nachricht geht hinaus; dann können Sie diese Seite schließen.',

  codeTitle: 'Ihr Code',
  codeLead: 'Dieses Training braucht den Code, den Sie bekommen haben: zwanzig Buchstaben und Ziffern.',
  code: 'Code',
  codeHint: 'Groß- und Kleinschreibung, Leerzeichen und Bindestriche machen keinen Unterschied.',
  codeOpen: 'Weiter',

  givenTitle: 'Sie können diese Seite jetzt schließen',
  given: 'Ihr Beitrag ist angekommen und gespeichert.',
  opened: (i: Invitation | undefined) =>
    i?.close
      ? `Er wird zusammen mit anderen nach dem ${i.close} (UTC)${i.putOff ? ' (der Tag wurde verschoben)' : ''} geöffnet, oder früher, wenn der Auftraggeber das Training vorher abschließt.`
      : 'Er wird zusammen mit anderen geöffnet, wenn der Auftraggeber das Training abschließt.',
  together: (i: Invitation | undefined) =>
    i?.batch ? `Summen über weniger als ${plural(i.batch, 'Beitrag', 'Beiträge')} werden nie geöffnet.` : '',
  until:
    'Bis dahin können Sie denselben Link in diesem Browser öffnen, um ihn zu berichtigen oder zurückzuziehen. Später stehen hier vielleicht Ergebnisse.',
  correct: 'Berichtigen',
  correctLead:
    'Ihre Antworten bleiben nicht auf diesem Rechner: geben Sie alle noch einmal. Nur der letzte Beitrag zählt.',
  withdraw: 'Zurückziehen',
  withdrawQuestion: 'Ihren Beitrag zurückziehen? Er wird dann nicht gezählt.',
  notYet: 'noch nicht geöffnet',
  withdrawnTitle: 'Zurückgezogen',
  withdrawn: 'Ihr Beitrag wird nicht gezählt. Bis zum Abschluss des Trainings können Sie noch einmal beitragen.',
  again: 'Noch einmal beitragen',
  kept: 'Dafür ist es zu spät: der Beitrag bleibt, wie er war.',

  resultsTitle: 'Ergebnisse',
  resultsLead: (owners: number, made: string) =>
    `Aus ${plural(owners, 'Beitrag', 'Beiträgen')}, veröffentlicht am ${made}.`,
  noise: 'Jede Zahl enthält zufälliges Rauschen, das jeden einzelnen Menschen schützt.',
  hidden: (below: number) => `Anzahlen von 1 bis ${below - 1} und andere, die sie verraten würden, fehlen.`,
  rounded: (to: number) => `Anzahlen sind auf Vielfache von ${to} gerundet.`,
  signed: 'Vom Auftraggeber unterschrieben',
  tables: { summary: 'Übersicht', tests: 'Tests', coefficients: 'Modell', fit: 'Güte der Anpassung' },
  receipt: 'Was ich beigetragen habe',
};

// --- Ein laufendes Training: Runden, die anderen Datengeber und jedes gesendete Byte.

const phases: Record<AttemptPhase, string> = {
  ...en.names.phases,
  keys: 'Masken vereinbaren',
  upload: 'Rechnen, ver­schlüs­seln, senden',
  reveal: 'Die Summe öffnen',
  finish: 'Auftraggeber zählt zusammen',
};
const roundKinds: Record<RoundKind, string> = {
  gradient: 'das Modell wird angepasst',
  statistics: 'die Spalten werden gemessen',
  evaluation: 'das Ergebnis wird gemessen',
  one_round: 'das Modell wird angepasst',
};

export const running: typeof en.running = {
  joining: 'Sie treten dem Training bei',
  joiningLead: 'Dem Vermittler wird gesagt, dass Sie teilnehmen.',
  lobbyTitle: 'Warten auf andere Datengeber',
  lobby: (enrolled: number, start: number) =>
    enrolled < start
      ? `${count(enrolled)} von ${ofOwners(start)} ${enrolled === 1 ? 'ist' : 'sind'} da. Das Training beginnt, wenn alle da sind.`
      : `${owners(enrolled)} sind da. Der Auftraggeber beginnt das Training.`,
  vouchTitle: 'Vergleichen Sie Wörter mit den anderen',
  vouch:
    'Dieses Training ist ein Kreis: Jeder Datengeber bürgt für alle anderen. Rufen Sie jeden an, vergleichen Sie die Wörter und haken Sie ihn unten ab. Vorher nehmen Sie nicht teil.',
  statementsTitle: 'Vor der ersten Runde',
  statements:
    'Jeder Datengeber gibt an, ob seine Zeilen schon in Summen waren, denn zwei Summen lassen sich voneinander abziehen. Sie müssen nichts tun: Sie werden gefragt, wenn die Differenz etwas verrät.',
  waitingTitle: 'Warten auf die nächste Runde',
  waiting: 'Der Auftraggeber bereitet sie vor. Sie müssen nichts tun.',
  absent: 'Die nächste Runde beginnt, wenn alle wieder da sind.',
  roundTitle: (e: StateEvent) => `Runde ${count(e.round ?? 0)}`,
  atMost: (n: number) => `höchstens ${rounds(n)}`,
  kind: (kind: string | undefined) => entry(roundKinds, kind) ?? roundKinds.gradient,
  attempt: (n: number) => `Versuch ${count(n)}`,
  phase: (phase: string) => entry(phases, phase) ?? phase,
  phasesLabel: 'Abschnitte dieser Runde',
  waitsFor: 'Gewartet wird auf',
  you: 'Sie',
  present: (n: number, members: number) => `${count(n)} von ${ofOwners(members)} verbunden`,
  timeLeft: (ms: number) => stop(`noch ${duration(ms / 1000)} in diesem Abschnitt`),
  workLeft: (seconds: number) => stop(`noch ${duration(seconds)} zu rechnen`),
  progress: (done: number, likely: number, most: number) =>
    `${count(done)} von ${likely < most ? `voraussichtlich ${count(likely)} und ` : ''}höchstens ${rounds(most)} fertig`,
  remaining: (seconds: number, probably: boolean) =>
    `In diesem Tempo ${probably ? 'voraussichtlich ' : ''}noch ${duration(seconds)}${probably ? '' : ', wenn alle Runden nötig sind'}.`,
  offline: 'Dieser Rechner ist nicht am Netz. Das Training geht von selbst weiter, wenn die Verbindung wieder da ist.',
  pausedTitle: 'Pause',
  paused: 'Sie nehmen nicht teil, bis Sie fortsetzen. Die anderen warten auf Sie.',
  reconnectingTitle: 'Verbindung verloren',
  reconnecting:
    'Die Seite versucht, sich wieder zu verbinden. Ihr Platz bleibt; eine unterbrochene Runde wird wiederholt.',
  abortedTitle: 'Dieser Versuch endete ohne Ergebnis',
  aborted: {
    missing:
      'Ein Datengeber hat nicht rechtzeitig geantwortet. Es wurde keine Summe geöffnet. Die Runde wird wiederholt, wenn alle wieder da sind.',
    left: 'Ein Datengeber hat die Runde verlassen. Es wurde keine Summe geöffnet. Die Runde wird wiederholt, wenn alle wieder da sind.',
    round_rejected: 'Der Auftraggeber konnte die Summe nicht verwenden. Die Runde wird vielleicht wiederholt.',
  } satisfies Partial<Record<Code, string>>,
  abortedOther: 'Es wurde keine Summe geöffnet. Die Runde wird vielleicht wiederholt.',
  stoppedTitle: 'Ihre Teilnahme an diesem Training ist beendet',
  notJoinedTitle: 'Sie konnten diesem Training nicht beitreten',
  notify: 'Sagen Sie mir, wenn es beginnt und endet',
  news: {
    begun: 'Das Training hat begonnen.',
    asked: 'Sie werden etwas gefragt, bevor es weitergeht.',
    ended: 'Das Training ist zu Ende.',
    stopped: 'Ihre Teilnahme am Training ist beendet.',
  },
  pause: 'Pause',
  resume: 'Fortsetzen',
  leave: 'Verlassen',
  leaveQuestion: 'Dieses Training verlassen?',
  leaveLead:
    'Alles, was aus Ihren Zeilen berechnet wurde, wird sofort verworfen. Summen, die schon zusammengezählt sind, lassen sich nicht zurücknehmen. Die anderen müssen vielleicht auf Sie warten.',
  leaveYes: 'Verlassen',
  leaveNo: 'Bleiben',
};

export const members: typeof en.members = {
  title: 'Die Datengeber',
  lead: 'Rufen Sie die anderen an und lassen Sie sich ihre Wörter vorlesen. Die Wörter bleiben in allen Trainings gleich, und Haken werden gemerkt.',
  you: 'Sie',
  compared: 'Ich habe diese Wörter verglichen',
  called: 'In diesem Training:',
  line: 'Ihre Zeile für eine Mitgliederdatei:',
  circle: (marked: number, all: number) =>
    `Das ist ein Kreis: ${count(marked)} von ${count(all)} sind abgehakt, Sie eingeschlossen. Sie nehmen teil, sobald es alle sind.`,
  alone: 'Die anderen erscheinen hier, sobald der Auftraggeber sie zugelassen hat.',
  onlyVouched: (counted: number, least: number) =>
    `Gezählt werden nur Sie und die Datengeber, die Sie abgehakt haben: bisher ${count(counted)}. Sie nehmen nur teil, wenn mindestens ${count(least)} gezählt werden.`,
  fewTitle: 'Zu wenige Datengeber, für die Sie bürgen',
  everybody: (least: number) =>
    `Gezählt werden alle Datengeber, die der Auftraggeber zulässt, verglichen oder nicht. Sie nehmen nur teil, wenn mindestens ${count(least)} gezählt werden.`,
  again: 'Noch einmal versuchen',
};

export const timeline: typeof en.timeline = {
  title: 'Runden',
  none: 'Noch keine Runde.',
  accepted: 'fertig',
  running: 'im Gange',
  again: 'wird wiederholt',
  label: (round: number, status: string) => `Runde ${count(round)}: ${status}`,
  earlier: (n: number) => `${rounds(n)} davor`,
  look: 'Wählen Sie eine Runde, um jedes gesendete Byte zu sehen.',
};

export const charts: typeof en.charts = {
  title: 'Wie es läuft',
  over: 'Wie es lief',
  cohort: 'Zusammengezählte Datengeber, nach Runde',
  lost: 'Gestrichelt: eine Summe, die nicht oder noch nicht verwendet wurde.',
  cohortLabel: (list: Upload[]) =>
    list.length === 0
      ? 'Noch keine Runde'
      : `${plural(list.length, 'Sendung', 'Sendungen')}: zusammengezählt mit zwischen ${count(Math.min(...list.map((u) => u.owners)))} und ${ofOwners(Math.max(...list.map((u) => u.owners)))}`,
  convergence: 'Wie weit sich das Modell bewegt, nach Runde',
  convergenceLabel: (first: number, last: number) =>
    `Von 10 hoch ${first.toFixed(1)} am Anfang bis 10 hoch ${last.toFixed(1)} jetzt`,
};

export const slots: typeof en.slots = {
  label: (l: Layout) =>
    `Ein Geheimtext enthält ${plural(Math.min(l.perCiphertext, l.values), 'Wert', 'Werte')} von ${count(l.slotBits)} Bit, dann ${count(l.canaryBits)} Bit, die null bleiben müssen, und ${count(l.countBits)} Bit, die Datengeber zählen.`,
  lowest: 'niedrigstes Bit',
  highest: (bits: number) => `Bit ${count(bits)}`,
  short: { canary: '0', count: '#' },
  parts: (l: Layout) => [
    {
      kind: 'slot',
      name: plural(l.values, 'Wert', 'Werte'),
      about: `von je ${count(l.slotBits)} Bit: breit genug für die Summe aller Datengeber`,
    },
    { kind: 'canary', name: 'Prüfung', about: `${count(l.canaryBits)} Bit, die in jeder ehrlichen Summe null sind` },
    {
      kind: 'count',
      name: 'Anzahl',
      about: `${count(l.countBits)} Bit, die zeigen, wie viele Datengeber in der Summe sind`,
    },
    { kind: 'rest', name: 'Unbenutzt', about: 'null' },
  ],
};

export const inspector: typeof en.inspector = {
  title: (round: number) => `Runde ${count(round)}: was diesen Rechner verlassen hat`,
  open: (round: number) => `Die in Runde ${count(round)} gesendeten Bytes zeigen`,
  look: 'Ansehen',
  all: (s: Sent) =>
    `${plural(s.values, 'Wert', 'Werte')} in ${plural(s.ciphertexts, 'Geheimtext', 'Geheimtexten')}, ${bytes(s.bytesUp)} nach einer unterschriebenen Nachricht von ${bytes(s.headBytes)}.`,
  encrypted:
    'Das ist alles, was in dieser Runde von Ihren Daten abgegangen ist. Es ist verschlüsselt und so maskiert, dass nur die Summe gelesen werden kann.',
  layoutTitle: 'Inhalt eines Geheimtexts',
  valuesTitle: (n: number) => (n === 1 ? 'Der Wert mit Namen' : `Die ${count(n)} Werte mit Namen`),
  value: (label: string, i: number, n: number) =>
    i === n - 1
      ? 'wie viele Zeilen Sie haben'
      : i === n - 2
        ? 'der Fehler auf Ihren Zeilen'
        : `wohin sich ${label} bewegen sollte, nach Ihren Zeilen`,
  bytesTitle: 'Die Bytes',
  length: 'Länge der Nachricht',
  message: 'Unterschriebene Nachricht',
  ciphertext: (i: number, n: number) => (n === 1 ? 'Geheimtext' : `Geheimtext ${count(i)} von ${count(n)}`),
  verified: 'Das sind die Bytes im Rumpf der Anfrage. Ihr Fingerabdruck ist der in der unterschriebenen Nachricht.',
  altered: 'Die hier aufbewahrten Bytes sind nicht die unterschriebenen: Etwas auf diesem Rechner hat sie verändert.',
  gone: 'Die Bytes selbst wurden nicht aufbewahrt: Das Training sendet zu viele. Ihr Fingerabdruck steht unten und in der Quittung.',
  start: (n: number) => `Gezeigt werden die ersten ${bytes(n)}.`,
  signedTitle: 'Die unterschriebene Nachricht',
  digest: 'Fingerabdruck der Geheimtexte (SHA-256)',
  requestsTitle: 'Jede Anfrage dieser Runde',
  requests: 'Schlüssel und Unterschriften enthalten keine Daten. Sonst wurde in dieser Runde nichts gesendet.',
  earlier: 'Die Liste hat sie nicht mehr: Sie wurden vor dem Laden der Seite gemacht oder sind zu lange her.',
  panelTitle: 'Dasselbe im Browser sehen',
  panel: (s: Sent) => [
    'Öffnen Sie die Entwicklerwerkzeuge (F12, auf dem Mac ⌥⌘I) und wählen Sie Netzwerk. Aufgeführt wird nur, was gesendet wird, während sie offen sind.',
    `Wählen Sie die PUT-Anfrage, deren Adresse auf rounds/${s.round}/${s.attempt}/uploads/… endet, und sehen Sie sich ihren Inhalt an.`,
    'Vergleichen Sie ihn mit den Bytes oben, oder speichern Sie beide und vergleichen Sie ihr SHA-256.',
    'Die Liste enthält jede Anfrage dieser Seite: Suchen Sie nach allem anderen, was abgegangen ist.',
  ],
  before: 'Zurück',
  after: 'Weiter',
  save: 'Diese Bytes speichern',
  close: 'Schließen',
};

export const traffic: typeof en.traffic = {
  title: 'Gesendet und empfangen',
  sent: 'gesendet',
  received: 'empfangen',
  details: 'Jede Anfrage dieses Besuchs',
  path: 'Anfrage',
  hint: 'Die Netzwerkansicht Ihres Browsers zeigt dieselbe Liste.',
  kernel: {
    simd: 'Verschlüsselt mit der Vektorarithmetik des Browsers.',
    bigint: 'Verschlüsselt mit den großen ganzen Zahlen des Browsers.',
    go: 'Verschlüsselt mit dem Rechenkern in WebAssembly.',
  },
};

// --- Wie es um den Platz einer Person in einem Training steht: vor dem Beitritt und während des Wartens.

export const standing = {
  closed: {
    begun: {
      title: 'Dieses Training hat begonnen',
      lead: 'Die Teilnehmenden stehen fest, und Sie sind es in diesem Browser nicht. Wenn Sie beigetreten sind, öffnen Sie den Link in dem Browser, mit dem Sie beigetreten sind.',
    },
    finished: {
      title: 'Dieses Training ist vorbei',
      lead: 'Es nimmt keine Daten mehr an. Fragen Sie, wer Ihnen den Link geschickt hat, ob es ein weiteres gibt.',
    },
    revoked: {
      title: 'Dieser Link wurde zurückgenommen',
      lead: 'Der Auftraggeber nimmt ihn nicht mehr an. Wenn Sie noch teilnehmen möchten, bitten Sie um einen neuen.',
    },
    late: {
      title: 'Dieser Link ist abgelaufen',
      lead: 'Der letzte Tag, um damit teilzunehmen, ist vorbei. Fragen Sie, wer ihn geschickt hat, ob es einen weiteren gibt.',
    },
    full: {
      title: 'Dieses Training ist voll',
      lead: 'Es nehmen so viele teil, wie es Plätze hat. Fragen Sie, wer Ihnen den Link geschickt hat, ob ein Platz frei wird.',
    },
  },
  nothing: 'Von Ihrem Rechner wurde nichts gelesen.',
  notes: {
    joined: {
      title: 'Sie sind diesem Training beigetreten',
      lead: 'Es hat noch nicht begonnen. Wählen Sie Ihre Datei noch einmal und lassen Sie diese Seite offen, um beim Start dabei zu sein. Bis dahin können Sie auch eine andere Datei wählen.',
    },
    used: {
      title: 'Mit diesem Link ist schon jemand beigetreten',
      lead: 'Jeder Link ist für eine Person oder Stelle. Wenn Sie es waren, in einem anderen Browser oder bevor dessen Speicher gelöscht wurde, machen Sie weiter: Es zählt, wer verbunden ist. Sonst sagen Sie es dem Absender und bitten Sie um einen eigenen Link.',
    },
    twice: {
      title: 'Sie sind schon mit einem anderen Link in diesem Training',
      lead: 'Wer Daten gibt, zählt einmal. Geben Sie diesen Link nicht weiter; sagen Sie dem Auftraggeber, dass er nicht gebraucht wird.',
    },
    unknown: {
      title: 'Der Auftraggeber kennt diesen Link nicht',
      lead: 'Er gehört zu einem anderen Training, oder die Unterlagen des Auftraggebers sind älter als der Link. Bitten Sie um einen neuen, bevor Sie weitermachen.',
    },
  },
  waiting: {
    used: {
      title: 'Ein anderer Browser hat diesen Platz',
      lead: 'Mit demselben Link ist noch jemand verbunden, und nur einer zählt. Wenn Sie es selbst sind, schließen Sie die andere Seite. Sonst sagen Sie es dem Auftraggeber und bitten Sie um einen eigenen Link.',
    },
    twice: {
      title: 'Sie sind schon in diesem Training',
      lead: 'Sie sind auch mit einem anderen Link beigetreten und zählen einmal. Hier können Sie gehen.',
    },
    revoked: {
      title: 'Sie sind nicht zugelassen',
      lead: 'Der Auftraggeber hat Ihren Link zurückgenommen. Fragen Sie nach dem Grund; von Ihren Zeilen wurde nichts gesendet.',
    },
    unknown: {
      title: 'Sie sind nicht zugelassen',
      lead: 'Der Auftraggeber kennt den Link nicht, mit dem Sie gekommen sind. Bitten Sie um einen neuen; von Ihren Zeilen wurde nichts gesendet.',
    },
  },
  lobby: (admitted: number, others: number, start: number) =>
    (admitted < start
      ? `Zugelassen: ${count(admitted)} von ${owners(start)}. Das Training beginnt, wenn alle da sind.`
      : `Zugelassen: ${owners(admitted)}. Der Auftraggeber startet das Training.`) +
    (others > 0 ? ` Weitere, die nicht zählen: ${count(others)}.` : ''),
  notLooked: 'Der Auftraggeber hat noch nicht nachgesehen, wen er zulässt.',
  reconsider: 'Andere Datei wählen',
  keep: 'Nach erneutem Laden der Seite von selbst weitermachen',
  keepHint:
    'Summen über Ihre Zeilen, nie die Zeilen, bleiben bis zum Ende des Trainings in diesem Browser: verschlüsselt mit einem Schlüssel, den kein Skript auslesen kann, und am Ende gelöscht.',
  cancel: 'Prüfung abbrechen',
  loading: 'Das Programm der Seite wird geladen: etwa 1,6 MB, einmalig. Ihre Verbindung scheint langsam zu sein.',
};

// --- Das Ende eines Trainings oder der Seite, und Rat bei Problemen.

export const done: typeof en.done = {
  title: 'Danke',
  leftTitle: 'Sie haben das Training verlassen',
  lead: (reason: string) => ending(reason) ?? 'Das Training ist zu Ende.',
  summary: (rounds: number, up: number) =>
    `Sie waren an ${plural(rounds, 'angenommenen Runde', 'angenommenen Runden')} beteiligt und haben ${bytes(up)} verschlüsselte Summen gesendet.`,
  nothing: 'Keine verschlüsselte Summe von Ihnen wurde verwendet.',
  tableTitle: 'Was diesen Rechner verlassen hat',
  round: 'Runde',
  size: 'Größe',
  among: 'In einer Summe von',
  amongOwners: (u: Upload) => (u.accepted ? ofOwners(u.owners) : 'nicht verwendet'),
  digest: 'Fingerabdruck der Sendung',
  bytes: 'Bytes',
  save: 'Quittung speichern',
  saveLead:
    'Die Quittung enthält Fingerabdrücke Ihrer Sendungen, damit Sie später beweisen können, was Sie gesendet haben. Von Ihren Zeilen enthält sie nichts.',
  close: 'Sie können diesen Tab schließen.',
  another: 'An einem anderen Training teilnehmen',
};

export const stopped: typeof en.stopped = {
  failedTitle: 'Die Seite musste anhalten',
  failed:
    'In der Seite ist etwas schiefgegangen. Alles, was aus Ihren Zeilen berechnet wurde, ist aus ihrem Speicher verschwunden. Laden Sie die Seite neu, um fortzufahren.',
  details: 'Einzelheiten',
  reload: 'Neu laden',
  unsupportedTitle: 'Dieser Browser kann nicht teilnehmen',
  unsupported: (missing: string[]) =>
    `Ihm fehlt: ${missing.join(', ')}. Verwenden Sie ein aktuelles Firefox, Chrome, Edge oder Safari. Es wurde nichts gesendet.`,
  insecure: 'Diese Seite muss über https oder von diesem Rechner selbst geöffnet werden. Es wurde nichts gesendet.',
  bareTitle: 'Diese Seite wurde unterwegs verändert',
  bare: 'Sie kam ohne die Richtlinie, die fremden Code fernhält. Sagen Sie es dem Betreiber dieses Servers. Es wurde nichts gelesen und nichts gesendet.',
  features: {
    wasm: 'WebAssembly',
    bigint: 'große ganze Zahlen',
    worker: 'Worker',
    storage: 'Speicher für diese Seite',
    locks: 'Sperren zwischen Tabs',
  },
};

export function hint(problem: Problem): string {
  if (problem.hint) return sentence(problem.hint);
  switch (problem.code as Code | ProblemCode | PageCode | undefined) {
    case 'unreachable':
    case 'unavailable':
      return 'Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.';
    case 'internal':
      return 'Laden Sie die Seite neu. Geschieht es wieder, so sagen Sie es dem Auftraggeber.';
    default:
      return '';
  }
}

export { bytes, day, sentence, told };
