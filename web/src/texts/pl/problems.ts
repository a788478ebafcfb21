/** Co zgłasza program. */
import { speaker, type Codes, type Sentences } from '../say';
import { count, plural, sentence as stop } from './words';

export const sentences: Sentences = {
  '%d cells': (n) => plural(Number(n), 'komórkę', 'komórki', 'komórek'),
  '%d names': (n) => plural(Number(n), 'nazwę', 'nazwy', 'nazw'),
  '%d of %d data owners are vouched for, this one included; at least %d are asked for':
    'poręczono za {0} z {1} posiadaczy danych, wliczając tego; wymaganych jest co najmniej {2}',
  '%s (one differs only in upper and lower case)': '{0} (jedna różni się tylko wielkością liter)',
  '%s: %d rows are gone, changed, or on the other side of the holdout':
    '{0}: brakujące, zmienione albo przeniesione na drugą stronę podziału wiersze: {1}',
  '%s: %s (and %d more)': '{0}: {1} (i jeszcze {2})',
  '%s: it is %s': '{0}: wynosi {1}',
  '%s: it is shorter than it was, or another one': '{0}: jest krótszy niż był albo jest to inny',
  '%s: line %d does not follow from the ones before': '{0}: wiersz {1} nie wynika z poprzednich',
  '%s: malformed line %d': '{0}: wiersz {1} jest błędny',
  '%s: round %d was charged otherwise before': '{0}: rundę {1} rozliczono wcześniej inaczej',
  '%s: round %d would take ε past %s': '{0}: runda {1} przekroczyłaby ε {2}',
  '%s: the ledger lost lines while it was running': '{0}: rejestr stracił wiersze w trakcie działania',
  '%s; are they in %s?': '{0}; czy są w {1}?',
  '1 cell': '1 komórkę',
  '1 name': '1 nazwę',
  'Agree to take part: --agree %s in the program, a tick in the page.':
    'Wyraź zgodę na udział: --agree {0} w programie, zaznaczenie na stronie.',
  'Ask the model owner for a new link.': 'Poproś zleceniodawcę o nowy link.',
  'Ask the model owner for a new training.': 'Poproś zleceniodawcę o nowy trening.',
  'Ask the model owner for a new training; what is spent stays spent.':
    'Poproś zleceniodawcę o nowy trening; co zużyto, pozostaje zużyte.',
  'Ask the model owner for a smaller bounds.weight.': 'Poproś zleceniodawcę o mniejsze bounds.weight.',
  'Ask the model owner for a training with a higher cohort.min, or lower your own minimum.':
    'Poproś zleceniodawcę o trening z wyższym cohort.min albo obniż własne minimum.',
  'Ask the model owner for a training with a key of its own.': 'Poproś zleceniodawcę o trening z własnym kluczem.',
  'Ask the model owner for a training with privacy, or for a circle of data owners who vouch for one another.':
    'Poproś zleceniodawcę o trening z szumem albo o krąg posiadaczy danych, którzy ręczą za siebie nawzajem.',
  'Ask the model owner for the reason.': 'Zapytaj zleceniodawcę o powód.',
  'Ask the model owner to send the link again.': 'Poproś zleceniodawcę o ponowne przesłanie linku.',
  'Ask the model owner what went wrong.': 'Zapytaj zleceniodawcę, co się nie powiodło.',
  'Ask the model owner whether there is a new training.': 'Zapytaj zleceniodawcę, czy jest nowy trening.',
  'Ask the model owner why data owners keep leaving.':
    'Zapytaj zleceniodawcę, dlaczego posiadacze danych wciąż odchodzą.',
  'Bring the file that you began this training with; rows may be added to it.':
    'Użyj pliku, z którym ten trening się zaczął; można do niego dodać wiersze.',
  'Check the connection and that the address in the link is right.':
    'Sprawdź połączenie i czy adres w linku jest poprawny.',
  'Choose a CSV file first.': 'Najpierw wybierz plik CSV.',
  'Choose the file again.': 'Wybierz plik ponownie.',
  'Come back later: the model owner waits for the trustee.': 'Wróć później: zleceniodawca czeka na powiernika.',
  "Compare the members' file with the others, or ask the model owner whom it admitted.":
    'Porównaj plik członków z innymi albo zapytaj zleceniodawcę, kogo dopuścił.',
  'Compare the words that the trustee publishes with those of the invitation.':
    'Porównaj słowa, które publikuje powiernik, ze słowami z zaproszenia.',
  'Compare words with more of the data owners, mark them, and try again.':
    'Porównaj słowa z większą liczbą posiadaczy danych, zaznacz ich i spróbuj ponownie.',
  'Compare words with them, or ask the model owner whom it admitted.':
    'Porównaj z nimi słowa albo zapytaj zleceniodawcę, kogo dopuścił.',
  'Copy the whole link again.': 'Skopiuj ponownie cały link.',
  'Do not take part: the facilitator serves something else than the model owner signed.':
    'Nie bierz udziału: pośrednik oferuje coś innego, niż podpisał zleceniodawca.',
  "Do not take part: the model owner's log was altered, or it breaks the rules of the training. Tell the model owner.":
    'Nie bierz udziału: dziennik zleceniodawcy został zmieniony albo łamie zasady treningu. Powiadom zleceniodawcę.',
  'Do not take part; tell the model owner.': 'Nie bierz udziału; powiadom zleceniodawcę.',
  'Free some storage and try again.': 'Zwolnij miejsce i spróbuj ponownie.',
  'Go on from the newest copy of the vault, or on the machine that contributed last.':
    'Kontynuuj z najnowszą kopią sejfu albo na komputerze, który ostatni przekazał wkład.',
  'Leave the running training first.': 'Najpierw opuść trwający trening.',
  'Leave the training first.': 'Najpierw opuść trening.',
  'Open an invite link first.': 'Najpierw otwórz link z zaproszeniem.',
  'Open the invite link again.': 'Otwórz ponownie link z zaproszeniem.',
  'Raise your limit to go on, or leave the training.': 'Podnieś swoją granicę, aby kontynuować, albo opuść trening.',
  'Restore into an empty folder.': 'Przywróć do pustego folderu.',
  'Restore the vault from a copy.': 'Przywróć sejf z kopii.',
  'Restore the vault from a copy; without its ledger this owner takes no part.':
    'Przywróć sejf z kopii; bez swojego rejestru ten posiadacz danych nie bierze udziału.',
  'Split the file or bring fewer rows.': 'Podziel plik albo użyj mniejszej liczby wierszy.',
  'Take another backup.': 'Zrób nową kopię zapasową.',
  'Take part from the machine that it was handed over to.': 'Weź udział z komputera, któremu go przekazano.',
  'Tell the model owner that a data owner was admitted twice.':
    'Powiadom zleceniodawcę, że jednego posiadacza danych dopuszczono dwa razy.',
  'Tell the model owner that the training diverges.': 'Powiadom zleceniodawcę, że trening jest rozbieżny.',
  'Tell the model owner.': 'Powiadom zleceniodawcę.',
  'Tell the other data owners and the model owner: large weights read single rows.':
    'Powiadom innych posiadaczy danych i zleceniodawcę: duże wagi odczytują pojedyncze wiersze.',
  'Tell the other data owners and the model owner: two sums that differ in this alone speak of the rows that miss a value, or of single estimates.':
    'Powiadom innych posiadaczy danych i zleceniodawcę: dwie sumy, które różnią się tylko tym, mówią o wierszach z brakującą wartością albo o pojedynczych oszacowaniach.',
  'The training may need a newer version of Blindfit.': 'Trening może wymagać nowszej wersji Blindfit.',
  'Try another browser or machine.': 'Spróbuj w innej przeglądarce albo na innym komputerze.',
  "Use the version that wrote it, or begin with an empty vault: another --dir, or the page's storage cleared.":
    'Użyj wersji, która go zapisała, albo zacznij z pustym sejfem: z innym --dir albo po wyczyszczeniu pamięci strony.',
  'a PDF': 'plikiem PDF',
  'a Parquet file': 'plikiem Parquet',
  'a file of R (.rds or .RData)': 'plikiem R (.rds lub .RData)',
  'a file of SAS (.sas7bdat or .xpt)': 'plikiem SAS (.sas7bdat albo .xpt)',
  'a file of SPSS (.sav)': 'plikiem SPSS (.sav)',
  'a file of Stata (.dta)': 'plikiem Stata (.dta)',
  'a quote is opened in this row and never closed': 'w tym wierszu zaczyna się cudzysłów, który nigdy się nie kończy',
  'a row with an event needs its time': 'wiersz ze zdarzeniem musi mieć jego czas',
  'a running training cannot be forgotten': 'trwającego treningu nie można zapomnieć',
  'a spreadsheet or an archive': 'arkuszem kalkulacyjnym albo archiwum',
  'a value is missing, and an %s has no substitute': 'brakuje wartości, a {0} nie ma zastępstwa',
  'a value is missing, and this training accepts no missing values':
    'brakuje wartości, a ten trening nie przyjmuje brakujących wartości',
  'a web page': 'stroną internetową',
  'above the declared maximum %s': 'powyżej podanego maksimum {0}',
  'an SQLite database': 'bazą danych SQLite',
  'an old Excel workbook (.xls) or one with a password': 'starym skoroszytem Excela (.xls) albo skoroszytem z hasłem',
  'another training is running': 'trwa inny trening',
  'another training of this owner began meanwhile, so the rows must be compared once more':
    'w międzyczasie zaczął się inny trening tego posiadacza danych, więc wiersze trzeba porównać jeszcze raz',
  'below the declared minimum %s': 'poniżej podanego minimum {0}',
  'bounds.weight is %d; in a circle it is at most %d': 'bounds.weight wynosi {0}; w kręgu wynosi najwyżej {1}',
  'column %s: %s': 'kolumna {0}: {1}',
  'column %s: every row has the same value': 'kolumna {0}: każdy wiersz ma tę samą wartość',
  'column %s: missing in %d rows, so no cost is computed':
    'kolumna {0}: wierszy bez wartości jest {1}, więc koszt nie jest obliczany',
  'compressed (.gz)': 'plikiem skompresowanym (.gz)',
  'decimal commas and decimal points are mixed in this file': 'w tym pliku są pomieszane przecinki i kropki dziesiętne',
  'every row has one cell more than the header has names: the first is taken as the name of the row and not read':
    'każdy wiersz ma o jedną komórkę więcej, niż nagłówek ma nazw: pierwszą uznano za nazwę wiersza i nie jest odczytywana',
  'exact sums on shared weights let the model owner read single rows; this owner takes part in them in a circle only':
    'dokładne sumy przy wspólnych wagach pozwalają zleceniodawcy odczytać pojedyncze wiersze; ten posiadacz danych bierze w nich udział tylko w kręgu',
  "failed to check the model owner's key: %s": 'nie udało się sprawdzić klucza zleceniodawcy: {0}',
  'failed to compute round %d: %s': 'nie udało się obliczyć rundy {0}: {1}',
  'failed to keep for whom this owner vouches: %s': 'nie udało się zachować, za kogo ręczy ten posiadacz danych: {0}',
  'failed to open ledger: %s': 'nie udało się otworzyć rejestru: {0}',
  'failed to prove the bit budget: %s': 'nie udało się udowodnić liczby bitów: {0}',
  'failed to reach the facilitator: %s': 'nie udało się połączyć z pośrednikiem: {0}',
  'failed to read rows again: %s': 'nie udało się ponownie odczytać wierszy: {0}',
  'failed to read rows: %s': 'nie udało się odczytać wierszy: {0}',
  'failed to read training file: %s': 'nie udało się odczytać pliku treningu: {0}',
  'failed to sum rows: %s': 'nie udało się zsumować wierszy: {0}',
  'failed to time a round: %s': 'nie udało się zmierzyć czasu rundy: {0}',
  'failed to verify manifest: %s': 'nie udało się sprawdzić manifestu: {0}',
  'failed to write vault: %s': 'nie udało się zapisać sejfu: {0}',
  'incorrect training key: the training file does not open with this link':
    'niewłaściwy klucz treningu: plik treningu nie otwiera się tym linkiem',
  'invalid charge: the training is exact': 'nieprawidłowe rozliczenie: trening jest dokładny',
  'invalid ledger entry: a field is out of range': 'nieprawidłowa pozycja rejestru: pole jest poza zakresem',
  'invalid limit: must be a number from 0 to 1e6': 'nieprawidłowa granica: musi być liczbą od 0 do 1e6',
  'invalid link: must not hold a user name or password':
    'nieprawidłowy link: nie może zawierać nazwy użytkownika ani hasła',
  'invalid link: the part after # must begin with "2." or "2c."; it may come from another version':
    'nieprawidłowy link: część po # musi zaczynać się od „2.” lub „2c.”; może pochodzić z innej wersji',
  'invalid log: it is shorter than was seen before, or differs from it':
    'nieprawidłowy dziennik: jest krótszy niż widziany wcześniej albo się od niego różni',
  'invalid manifest: cohort rules differ from the training file':
    'nieprawidłowy manifest: zasady liczby posiadaczy danych różnią się od pliku treningu',
  'invalid manifest: consent does not follow from the training file':
    'nieprawidłowy manifest: zgoda nie wynika z pliku treningu',
  'invalid manifest: its fingerprint is not the one in the link':
    'nieprawidłowy manifest: jego odcisk nie jest tym z linku',
  'invalid manifest: limits.rounds does not follow from the training file':
    'nieprawidłowy manifest: limits.rounds nie wynika z pliku treningu',
  'invalid manifest: masking differs from the training file':
    'nieprawidłowy manifest: maskowanie różni się od pliku treningu',
  'invalid manifest: noise does not follow from the training file':
    'nieprawidłowy manifest: szum nie wynika z pliku treningu',
  'invalid manifest: rounds do not follow from the training file':
    'nieprawidłowy manifest: rundy nie wynikają z pliku treningu',
  'invalid manifest: the key must have %d bits, as in the training file':
    'nieprawidłowy manifest: klucz musi mieć długość {0} (w bitach), jak w pliku treningu',
  'invalid manifest: trustees.batch differs from the training file':
    'nieprawidłowy manifest: trustees.batch różni się od pliku treningu',
  'invalid manifest: weights differ from the training file':
    'nieprawidłowy manifest: wagi różnią się od pliku treningu',
  'invalid privacy ledger': 'nieprawidłowy rejestr prywatności',
  'invalid rows': 'nieprawidłowe wiersze',
  'invalid statement: the training uses no row of the file':
    'nieprawidłowe oświadczenie: trening nie używa żadnego wiersza pliku',
  'invalid vault: it was written by another version of Blindfit':
    'nieprawidłowy sejf: zapisała go inna wersja Blindfit',
  'invalid weights of round %d: %s': 'nieprawidłowe wagi w rundzie {0}: {1}',
  'invalid weights of round %d: the scale of columns, what replaces missing values, or the variance between data owners is not that of the rounds before':
    'nieprawidłowe wagi w rundzie {0}: skala kolumn, to, co zastępuje brakujące wartości, albo wariancja między posiadaczami danych nie zgadza się z poprzednimi rundami',
  'its numbers can be read in two ways: say whether the %s is a decimal sign or stands between thousands': (mark) =>
    `jej liczby można odczytać na dwa sposoby: określ, czy ${mark === 'comma' ? 'przecinek' : 'kropka'} jest znakiem dziesiętnym, czy oddziela tysiące`,
  'malformed arguments of %s': 'błędne argumenty polecenia {0}',
  'malformed code: a letter or digit is wrong; compare it with what you were sent':
    'błędny kod: jedna litera lub cyfra jest zła; porównaj go z przesłanym',
  'malformed code: must have 20 letters and digits, such as five groups of four':
    'błędny kod: musi mieć 20 liter i cyfr, na przykład pięć grup po cztery',
  'malformed ledger': 'błędny rejestr',
  'malformed link: a character is wrong; copy it again': 'błędny link: jeden znak jest zły; skopiuj go ponownie',
  'malformed link: must begin with http:// or https:// and a host':
    'błędny link: musi zaczynać się od http:// lub https:// i nazwy serwera',
  'malformed link: the part after # is missing; copy the whole link':
    'błędny link: brakuje części po #; skopiuj cały link',
  'malformed link: the part after # must have %d characters; it seems cut or altered':
    'błędny link: część po # musi mieć długość {0} (w znakach); wygląda na uciętą albo zmienioną',
  'malformed master secret': 'błędny sekret główny',
  'malformed vault entry of training %s': 'błędna pozycja sejfu dla treningu {0}',
  'members[%d] of the roster is a data owner already in it':
    'members[{0}] na liście to posiadacz danych, który już na niej jest',
  'more rows than this training accepts (%d)': 'więcej wierszy, niż przyjmuje ten trening ({0})',
  'most values are outside the declared range': 'większość wartości jest poza podanym zakresem',
  'must be a whole number': 'musi być liczbą całkowitą',
  'no training is open': 'żaden trening nie jest otwarty',
  'no usable rows': 'brak użytecznych wierszy',
  'not UTF-8 text: save the file as UTF-8': 'to nie jest tekst UTF-8: zapisz plik jako UTF-8',
  'not a number': 'to nie jest liczba',
  'not a number: a date': 'to nie jest liczba: data',
  'not a number: a fraction': 'to nie jest liczba: ułamek',
  "not a number: a spreadsheet's error": 'to nie jest liczba: błąd arkusza kalkulacyjnego',
  'not a number: a time of day': 'to nie jest liczba: godzina',
  'not a number: a word': 'to nie jest liczba: słowo',
  'not a number: infinite': 'to nie jest liczba: nieskończoność',
  'not a number: it has a currency sign': 'to nie jest liczba: ma znak waluty',
  'not a number: it has a per cent sign': 'to nie jest liczba: ma znak procentu',
  'not a number: it has a sign such as < in front': 'to nie jest liczba: ma z przodu znak taki jak <',
  'not a number: it has brackets, which may mean a minus': 'to nie jest liczba: ma nawiasy, które mogą oznaczać minus',
  'not a number: it has letters, such as those of a unit': 'to nie jest liczba: ma litery, na przykład jednostki',
  'not a number: its commas, points or spaces are neither one decimal sign nor between thousands':
    'to nie jest liczba: jej przecinki, kropki lub odstępy nie są ani jednym znakiem dziesiętnym, ani nie oddzielają tysięcy',
  'not a number: too large': 'to nie jest liczba: za duża',
  'not one of the declared levels': 'nie jest to żaden z podanych poziomów',
  'not one of the declared levels (one differs only in upper and lower case)':
    'nie jest to żaden z podanych poziomów (jeden różni się tylko wielkością liter)',
  'nothing was sent in attempt %d of round %d': 'w próbie {0} rundy {1} niczego nie wysłano',
  'only another data owner of this training can be vouched for':
    'ręczyć można tylko za innego posiadacza danych tego treningu',
  'row %d: a quote is opened and never closed': 'wiersz {0}: zaczyna się cudzysłów, który nigdy się nie kończy',
  'row has %d cells, the header has %d names': 'komórek w wierszu: {0}, nazw w nagłówku: {1}',
  'row has %s, the header has %s': 'wiersz ma {0}, nagłówek ma {1}',
  'rows cannot change while a training runs': 'wierszy nie można zmieniać podczas treningu',
  'the facilitator does not know this training: %s': 'pośrednik nie zna tego treningu: {0}',
  'the facilitator holds a later message of this data owner: %s':
    'pośrednik ma późniejszą wiadomość tego posiadacza danych: {0}',
  'the facilitator refused: %s': 'pośrednik odmówił: {0}',
  'the file has no such column': 'plik nie ma takiej kolumny',
  'the file has no such column (is it %s?)': 'plik nie ma takiej kolumny (czy to {0}?)',
  'the file has this column twice': 'plik ma tę kolumnę dwa razy',
  'save it as CSV (in R: write.csv(TABLE, "rows.csv", row.names = FALSE))':
    'zapisz go jako CSV (w R: write.csv(TABLE, "rows.csv", row.names = FALSE))',
  'save it as CSV (in SAS: proc export dbms=csv; in R: write.csv(haven::read_sas(FILE), "rows.csv", row.names = FALSE))':
    'zapisz go jako CSV (w SAS: proc export dbms=csv; w R: write.csv(haven::read_sas(FILE), "rows.csv", row.names = FALSE))',
  'save it as CSV (in SPSS: File, Save As, CSV; in R: write.csv(haven::read_sav(FILE), "rows.csv", row.names = FALSE))':
    'zapisz go jako CSV (w SPSS: Plik, Zapisz jako, CSV; w R: write.csv(haven::read_sav(FILE), "rows.csv", row.names = FALSE))',
  'save it as CSV (in Stata: export delimited rows.csv; in R: write.csv(haven::read_dta(FILE), "rows.csv", row.names = FALSE))':
    'zapisz go jako CSV (w Stata: export delimited rows.csv; w R: write.csv(haven::read_dta(FILE), "rows.csv", row.names = FALSE))',
  'unpack it and choose the file within (a file of R is saved by write.csv(TABLE, "rows.csv", row.names = FALSE))':
    'rozpakuj go i wybierz plik, który zawiera (plik R zapisuje write.csv(TABLE, "rows.csv", row.names = FALSE))',
  'save it as .xlsx': 'zapisz go jako .xlsx',
  'save the table as CSV': 'zapisz tabelę jako CSV',
  'save the table as CSV, or take part with the program dataowner, which reads it':
    'zapisz tabelę jako CSV albo weź udział za pomocą programu dataowner, który go czyta',
  'an Excel workbook in XML of 2003': 'skoroszytem Excela w XML z 2003 roku',
  'the file is %s: %s': 'plik jest {0}: {1}',
  'the file is a binary Excel workbook (.xlsb)': 'plik jest binarnym skoroszytem Excela (.xlsb)',
  'the file is UTF-16 text: save it as CSV in UTF-8': 'plik jest tekstem UTF-16: zapisz go jako CSV w UTF-8',
  'the file is empty': 'plik jest pusty',
  'the file is not UTF-8 text: save it as CSV in UTF-8': 'plik nie jest tekstem UTF-8: zapisz go jako CSV w UTF-8',
  'the file is not text: save it as CSV in UTF-8': 'plik nie jest tekstem: zapisz go jako CSV w UTF-8',
  'the file lacks a column of this training': 'w pliku brakuje kolumny tego treningu',
  'the file must be at most %d MB': 'plik może mieć najwyżej {0} MB',
  'the first row looks like values, not names: put the names of the columns above it':
    'pierwszy wiersz wygląda na wartości, a nie na nazwy: umieść nad nim nazwy kolumn',
  'the ledger has a different number of lines': 'rejestr ma inną liczbę wierszy',
  'the ledger was changed meanwhile': 'rejestr został w międzyczasie zmieniony',
  'the ledger was replaced while it was open': 'rejestr został podmieniony, gdy był otwarty',
  'the lines end in carriage returns alone: save the file with LF or CRLF line ends':
    'wiersze kończą się samym znakiem CR: zapisz plik z końcami wierszy LF albo CRLF',
  'the model owner admitted no data owner in time; expected are %s':
    'zleceniodawca nie dopuścił na czas żadnego posiadacza danych; oczekiwani są {0}',
  'the model owner did not admit this data owner': 'zleceniodawca nie dopuścił tego posiadacza danych',
  'the model owner rejected %d attempts at round %d; this owner takes no further part in it':
    'liczba prób odrzuconych przez zleceniodawcę to {0} w rundzie {1}; ten posiadacz danych nie bierze w niej dalej udziału',
  'row %d has words above numbers, such as units, and is not read':
    'wiersz {0} ma słowa nad liczbami, na przykład jednostki, i nie jest odczytywany',
  'the names of the columns are in row %d; what is above is not read':
    'nazwy kolumn są w wierszu {0}; to, co jest powyżej, nie jest odczytywane',
  'the privacy budget is spent': 'budżet prywatności jest zużyty',
  'the roster is not the circle: missing %s; not in the circle %s':
    'lista nie jest kręgiem: brakuje {0}; spoza kręgu są {1}',
  'the round has had as many lists of owners as it may have':
    'runda miała już tyle list posiadaczy danych, ile może mieć',
  'the row of the names is one cell: no comma, semicolon, tab or | is between names':
    'wiersz z nazwami to jedna komórka: między nazwami nie ma przecinka, średnika, tabulatora ani |',
  'the rows are not those that were stated for this training':
    'wiersze nie są tymi, które oświadczono dla tego treningu',
  'the rows must be compared once more': 'wiersze trzeba porównać jeszcze raz',
  'the sum would be over %d data owners; this owner takes part with at least %d':
    'liczba posiadaczy danych w sumie wynosiłaby {0}; ten posiadacz danych wymaga co najmniej {1}',
  'the training goes on without this data owner: it was revoked, or did not state its rows in time':
    'trening trwa dalej bez tego posiadacza danych: został wykluczony albo nie złożył na czas oświadczenia o wierszach',
  'the training takes no more data owners: %s (%s)': 'trening nie przyjmuje więcej posiadaczy danych: {0} ({1})',
  "the training's key was met in another training": 'klucz treningu wystąpił już w innym treningu',
  "the trustees' accepts are not those that this data owner contributed under before":
    'zgody powierników nie są tymi, przy których ten posiadacz danych wcześniej przekazał wkład',
  'the values fill less than 2 % of the declared range': 'wartości wypełniają mniej niż 2 % podanego zakresu',
  'the vault belongs to another owner than the backup': 'sejf należy do innego posiadacza danych niż kopia zapasowa',
  'there are no rows to contribute': 'nie ma wierszy do przekazania',
  'this browser does not know that training': 'ta przeglądarka nie zna tamtego treningu',
  'this data owner has contributed nothing to the training': 'ten posiadacz danych niczego nie przekazał do treningu',
  'this ledger was handed over to another machine': 'ten rejestr przekazano innemu komputerowi',
  'this link needs the code that you were sent': 'ten link wymaga przesłanego Ci kodu',
  'this owner does not upload in this training': 'ten posiadacz danych niczego nie wysyła w tym treningu',
  "this owner's limit of ε would be passed": 'granica ε tego posiadacza danych zostałaby przekroczona',
  'this training is already running': 'ten trening już trwa',
  'this training needs a yes of yours: %s': 'ten trening wymaga Twojej zgody: {0}',
  'this training was stated before': 'dla tego treningu złożono już oświadczenie',
  'trustee %d of the training (%s) is none of those that you named':
    'powiernik {0} treningu ({1}) nie jest żadnym z wymienionych przez Ciebie',
  'unknown command %s': 'nieznane polecenie {0}',
  'very many requests come from your network address; trying again in %d seconds':
    'z Twojego adresu sieciowego przychodzi bardzo wiele żądań; następna próba za {0} s',
  'you do not vouch for every data owner of the circle: not vouched for are %s; vouched for and not admitted are %s':
    'nie ręczysz za każdego posiadacza danych w kręgu: bez poręczenia są {0}; poręczeni, lecz niedopuszczeni są {1}',
  'the file is an archive or a document, and no workbook': 'plik jest archiwum albo dokumentem, a nie skoroszytem',
  'Unpack it, or save the table as .xlsx or CSV.': 'Rozpakuj go albo zapisz tabelę jako .xlsx lub CSV.',
  'the file is an old Excel workbook (.xls)': 'plik jest starym skoroszytem Excela (.xls)',
  'Save it as .xlsx and choose it again.': 'Zapisz go jako .xlsx i wybierz ponownie.',
  'the workbook is broken': 'skoroszyt jest uszkodzony',
  'Open it in a spreadsheet program and save it again.': 'Otwórz go w arkuszu kalkulacyjnym i zapisz ponownie.',
  'the workbook has a password': 'skoroszyt ma hasło',
  'Take the password off in your spreadsheet program and save it again.':
    'Usuń hasło w arkuszu kalkulacyjnym i zapisz skoroszyt ponownie.',
  'the file unpacks to more than 512 MB': 'plik po rozpakowaniu ma ponad 512 MB',
  'Save the table as CSV in UTF-8.': 'Zapisz tabelę jako CSV w UTF-8.',
  'sheet %s has %d formulas without a value': 'formuł bez wartości w arkuszu {0}: {1}',
  'Open it in a spreadsheet program and save it again, so that it holds the values.':
    'Otwórz go w arkuszu kalkulacyjnym i zapisz ponownie, aby zawierał wartości.',
  'no sheet holds a table': 'żaden arkusz nie zawiera tabeli',
  'sheet %s holds no table': 'arkusz {0} nie zawiera tabeli',
  'Put the names of the columns in one row and the values below it.':
    'Umieść nazwy kolumn w jednym wierszu, a wartości pod nim.',
  '%d rows': (n) => plural(Number(n), 'wiersz', 'wiersze', 'wierszy'),
  '%d rows stand alone': (n) =>
    plural(Number(n), 'wiersz jest odosobniony', 'wiersze są odosobnione', 'wierszy jest odosobnionych'),
  '%s: a sum, or the difference of two, would tell of one or two of them alone.':
    '{0}: suma albo różnica dwóch sum mówiłaby o jednym lub dwóch z nich z osobna.',
  '1 row': '1 wiersz',
  '1 row stands alone': '1 wiersz jest odosobniony',
  'A sum, or the difference of two, would be over %s of yours; at least %d are asked for.':
    'Suma albo różnica dwóch sum obejmowałaby od Ciebie {0}; wymagane minimum: {1}.',
  'A training that adjusts for its data owners can do without such a column: with "site": "fixed" your means stay with you.':
    'Trening, który uwzględnia swoich posiadaczy danych, może obejść się bez takiej kolumny: przy "site": "fixed" Twoje średnie zostają u Ciebie.',
  "If it departs from the method it can read single rows of somebody among you; with another member's help it learns whose.":
    'Jeśli odejdzie od metody, może odczytać pojedyncze wiersze kogoś z Was; z pomocą innego członka dowie się czyje.',
  "Its cluster errors are made of products of each member's own sums: where you are few, or with another member's help, it can tell the sums of one of you.":
    'Jego błędy według posiadaczy danych powstają z iloczynów własnych sum każdego członka: gdy jest Was niewielu albo z pomocą innego członka, może rozpoznać sumy jednego z Was.',
  'See line %d: %s.': 'Zobacz wiersz {0}: {1}.',
  'See lines %d and %d: %s.': 'Zobacz wiersze {0} i {1}: {2}.',
  'The model owner sees sums over all of you in each round.':
    'Zleceniodawca widzi w każdej rundzie sumy od Was wszystkich.',
  'The people in this file are others than the %d of %s, a sum that you gave on %s: none of its rows is in the file.':
    'Osoby w tym pliku są inne niż {0} z {1}, sumy, do której przekazano wkład {2}: żaden z jej wierszy nie jest w pliku.',
  'The people in this file are others than the %d of %s, a sum that you gave on %s: the file lacks a column of it.':
    'Osoby w tym pliku są inne niż {0} z {1}, sumy, do której przekazano wkład {2}: w pliku brakuje jednej z jej kolumn.',
  'The people in this file were in none of the sums that it may lack.':
    'Osób z tego pliku nie było w żadnej z sum, których może w nim brakować.',
  'The sums of this training have no noise, so no ε bounds what they disclose.':
    'Sumy tego treningu nie mają szumu, więc żadne ε nie ogranicza tego, co ujawniają.',
  'With this training it may be %s.': 'Z tym treningiem może to być {0}.',
  'You limit what trainings disclose of you to ε = %s.':
    'Twoja granica tego, co treningi o Tobie ujawniają, to ε = {0}.',
  'Your account of what you gave lost lines by %s.': 'Twój rachunek przekazanych danych stracił pozycje przed {0}.',
  "Your rows have one value only in %s: the sums then tell your part from the others'.":
    'Twoje wiersze mają tylko jedną wartość w {0}: sumy odróżniają wtedy Twoją część od części innych.',
  'it has as many as it takes': 'ma już tylu, ilu przyjmuje',
  'it has begun, or is over': 'już się zaczął albo się skończył',
};

export const codes: Codes = {
  link: 'Link jest niepełny albo został zmieniony.',
  code: 'Kod nie pasuje do tego linku.',
  unreachable: 'Pośrednik jest nieosiągalny.',
  manifest: 'Pośrednik nie oferuje treningu, którego dotyczy ten link.',
  key: 'Klucz tego treningu nie jest bezpieczny.',
  training_file: 'Trening wymaga czegoś, czego ta strona nie potrafi.',
  rows: 'Wiersze nie pasują do tego treningu.',
  cohort: 'Posiadacze danych tego treningu nie spełniają zasad.',
  agree: 'Trening wymaga zgody, której nie wyrażono.',
  not_admitted: 'Zleceniodawca Cię nie dopuścił.',
  ledger: 'Dziennik zleceniodawcy nie zgadza się z tym, co widziano wcześniej.',
  privacy: 'Runda ujawniłaby o Tobie więcej, niż na to pozwalasz.',
  pinned: 'Trening wymaga więcej, niż ustalono.',
  protocol: 'Przyszła wiadomość, jakiej nie wysyła żaden uczciwy uczestnik.',
  unsupported: 'Trening wymaga nowszej wersji Blindfit.',
  ended: 'Ten trening już się skończył.',
  command: 'W tej chwili nie jest to możliwe.',
  vault: 'Zapisów w tej przeglądarce nie można użyć.',
  internal: 'W programie coś się nie powiodło.',
};

export const { sentence, told } = speaker(sentences, codes, stop, count);
