/** Was das Programm meldet. */
import { speaker, type Codes, type Sentences } from '../say';
import { count, plural, sentence as stop } from './words';

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

export const { sentence, told } = speaker(sentences, codes, stop, count);
