/** Każde zdanie strony po polsku, jeden moduł na każdą część przebiegu, jak w `../en`. */
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

// --- Zwroty wspólne dla kilku części strony.

const { about, bytes, count, day, duration, roughly } = formats({
  language: 'pl',
  about: (length) => `mniej więcej ${length}`, // „około” wymagałoby dopełniacza
  instant: 'mniej niż sekundę',
});

const forms = plurals('pl');
/** Słowo przy liczbie, bez liczby: 1 wiersz, 2 wiersze, 5 wierszy. */
const word = (n: number, one: string, few: string, many: string) => forms(n, { one, few, many, other: many });
const plural = (n: number, one: string, few: string, many: string) => `${count(n)} ${word(n, one, few, many)}`;
export const owners = (n: number) => plural(n, 'posiadacz danych', 'posiadaczy danych', 'posiadaczy danych');
export const rows = (n: number) => plural(n, 'wiersz', 'wiersze', 'wierszy');
const rounds = (n: number) => plural(n, 'runda', 'rundy', 'rund');

const likely = (i: Invitation) =>
  mostRounds(i) === 1
    ? 'Jedna runda'
    : `${i.estimate.rounds < mostRounds(i) ? 'Prawdopodobnie' : 'Najwyżej'} ${rounds(i.estimate.rounds)}`;

const endings: Record<Ending, string> = {
  finished: 'Trening się zakończył.',
  stopped: 'Zleceniodawca zakończył trening.',
  left: 'Trening został przez Ciebie opuszczony.',
  contributed: 'Twój wkład jest u pośrednika.',
  withdrawn: 'Twój wkład został wycofany.',
};
const ending = (reason: string): string | undefined => entry(endings, reason);

// --- Co zgłasza program.

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

const { sentence, told } = speaker(sentences, codes, stop, count);

// --- Sama strona, link i zaproszenie: to, co czyta się przed wyborem pliku.

export const site: typeof en.site = {
  name: 'Blindfit',
  promise: 'Twoje wiersze zostają na tym komputerze.',
  steps: ['Zaproszenie', 'Twoje dane', 'Udział', 'Pokwitowanie'],
  stepsLabel: 'Kroki',
  starting: 'Uruchamianie…',
  language: 'Język',
};

export const source: typeof en.source = {
  file: 'Ta strona jest plikiem na Twoim komputerze.',
  local: 'Ta strona pochodzi z programu na Twoim komputerze.',
  facilitator: (host) => `Ta strona pochodzi od pośrednika, ${host}: ufasz, że ten serwer jej nie zmienia.`,
  about: 'O Blindfit i o tym, jak sprawdzić tę stronę (otwiera nową kartę, po angielsku)',
  host: (host) => `Ta strona pochodzi z ${host}.`,
  module: 'SHA-256 jej programu:',
};

export const link: typeof en.link = {
  title: 'Udział w treningu',
  lead: 'Wklej link z zaproszeniem przesłany przez zleceniodawcę. Niczego nie wysyłamy, zanim zobaczysz prośbę i jej nadawcę.',
  label: 'Link z zaproszeniem',
  placeholder: 'https://…/join#2.…',
  open: 'Otwórz zaproszenie',
  knownTitle: 'Treningi znane tej przeglądarce',
  continue: 'Kontynuuj',
  receipt: 'Pokwitowanie',
  forget: 'Zapomnij',
  forgetQuestion:
    'Zapomnieć ten trening? Jego tożsamość na tym komputerze zostanie usunięta; bez nowego linku nie można do niego wrócić.',
  ended: (reason) => ending(reason) ?? 'Zakończony.',
  running: 'Niezakończony.',
};

export const checking: typeof en.checking = {
  link: 'Sprawdzanie zaproszenia',
  linkLead:
    'Trening oferowany przez pośrednika jest porównywany z odciskiem w Twoim linku, a klucz szyfrujący jest sprawdzany.',
  file: (name) => `Sprawdzanie pliku ${name}`,
  fileLead:
    'Każdy wiersz jest porównywany z kolumnami treningu. Dzieje się to na Twoim komputerze; plik nie jest wysyłany.',
};

export const refused: typeof en.refused = {
  title: 'Ten link został odrzucony',
  lead: 'Niczego nie odczytano z Twojego komputera i niczego o Tobie nie wysłano.',
  again: 'Spróbuj innego linku',
  retry: 'Spróbuj ponownie',
  titles: {
    unreachable: 'Brak połączenia z pośrednikiem',
    memory: 'Ten trening jest za duży dla tego komputera',
    second_tab: 'Otwarte w innej karcie',
    vault: 'Zapisów w tej przeglądarce nie można użyć',
  },
  reasons: {
    link: 'Link jest niepełny albo został zmieniony.',
    unreachable: 'Pośrednik, czyli serwer pomiędzy, jest nieosiągalny.',
    manifest: 'Pośrednik nie oferuje treningu, którego dotyczy ten link.',
    key: 'Klucz szyfrujący tego treningu nie jest bezpieczny.',
    training_file: 'Trening wymaga czegoś, czego ta strona nie potrafi.',
    unsupported: 'Trening wymaga nowszej wersji Blindfit.',
    ended: 'Ten trening już się skończył.',
    memory: 'Potrzebuje więcej pamięci, niż ma tutaj karta tej przeglądarki.',
    vault: 'Ta przeglądarka przechowuje klucze i zapisy innej wersji Blindfit albo są one uszkodzone.',
    second_tab:
      'Ten trening jest już otwarty w innej karcie. Użyj tamtej karty albo zamknij ją i spróbuj tutaj ponownie.',
  },
  other: 'Nie udało się otworzyć linku.',
};

export const tooLarge: typeof en.tooLarge = (needed, room) => ({
  code: 'memory',
  message: `jedna runda potrzebuje mniej więcej ${bytes(needed)} pamięci; karta tej przeglądarki ma mniej więcej ${bytes(room)}`,
  hint: 'Weź udział na większym komputerze albo za pomocą programu dataowner.',
});

export const kinds: Record<ModelKind, string> = {
  ...en.names.kinds,
  linear_regression: 'regresji liniowej',
  logistic_regression: 'regresji logistycznej',
  softmax_regression: 'wielomianowej regresji logistycznej',
  proportional_odds: 'regresji rang (proporcjonalnych szans)',
  poisson_regression: 'regresji Poissona dla liczebności',
  negative_binomial_regression: 'ujemnej dwumianowej regresji dla liczebności',
  gamma_regression: 'regresji gamma dla liczb dodatnich',
  discriminant:
    'liniowej funkcji dyskryminacyjnej (przybliżenia regresji logistycznej, której prawdopodobieństwa trzeba sprawdzić)',
  mlp: 'małej sieci neuronowej',
  describe: 'liczebności i sum',
  cox_regression: 'regresji Coxa czasu do zdarzenia',
  piecewise_exponential: 'odcinkowo wykładniczej regresji czasu do zdarzenia',
};

export const invitation: typeof en.invitation = {
  asks: (words) => ['Zleceniodawca ', words, ' prosi Cię o pomoc '],
  lead: (i) =>
    (i.model.kind !== 'describe'
      ? `w dopasowaniu ${entry(kinds, i.model.kind) ?? 'modelu'}${i.target ? `, w której przewiduje się ${i.target.name},` : ''} na podstawie ${plural(i.features.length, 'kolumny', 'kolumn', 'kolumn')}. `
      : `w opisie ${plural(i.features.length, 'kolumny', 'kolumn', 'kolumn')}${i.model.group ? ` według ${i.model.group}` : ''}: liczebności i sumy, żadnego modelu. `) +
    'Udział bierze kilku posiadaczy danych; żaden nie widzi danych innego.',
  ended: (reason) => `Ten trening odbył się już z Twoim udziałem. ${ending(reason) ?? 'Zakończył się.'}`,
  known: 'Ta przeglądarka brała już udział w tym treningu. Wybierz ten sam plik, aby kontynuować od tego miejsca.',
  columnsTitle: 'Potrzebne kolumny',
  column: 'Kolumna',
  type: 'Rodzaj',
  allowed: 'Dozwolone',
  predicted: 'przewidywana',
  types: {
    continuous: 'liczba',
    discrete: 'liczba całkowita',
    ordinal: 'uporządkowany poziom',
    nominal: 'kategoria',
  },
  holdout: (share) =>
    `${about(100 * share)} % Twoich wierszy odkłada się, aby zmierzyć na nich model: nie uczy się on na nich.`,
  folds: (parts) => `Wysyłane są też sumy dla każdej z ${parts} części Twoich wierszy, aby zmierzyć na nich model.`,
  missing: {
    reject: 'Każda komórka musi mieć wartość.',
    drop_row: 'Wiersze z pustą komórką są pomijane.',
    indicator: 'Puste komórki są dozwolone.',
    mean: 'Pustą komórkę wypełnia się średnią liczby lub rangi albo najczęstszym poziomem, wśród wszystkich posiadaczy danych.',
    mode: 'Pustą komórkę wypełnia się najczęstszą wartością wśród wszystkich posiadaczy danych albo średnią liczby ciągłej.',
  } satisfies Record<MissingRule, string>,
  range: (c) => {
    if (c.levels) return c.levels.join(', ') + (c.other ? ` (wszystko inne liczy się jako ${c.other})` : '');
    if (c.min == null || c.max == null) return 'dowolne';
    return `od ${value(c.min)} do ${value(c.max)}${c.unit ? ` ${c.unit}` : ''}`;
  },
  fileTitle: 'Wybierz swój plik',
  fileLead: (i) =>
    `Skoroszyt (.xlsx, .ods) albo plik CSV z tymi kolumnami w nagłówku, w dowolnej kolejności, najwyżej ${plural(i.maxRows, 'wiersz', 'wiersze', 'wierszy')}. Inne kolumny są pomijane.`,
  drop: 'Upuść tutaj skoroszyt albo plik CSV, wklej skopiowaną tabelę albo',
  pasted: 'wklejona tabela',
  template: 'Pobierz pustą tabelę z tymi kolumnami',
  choose: 'Wybierz plik',
  chooseOther: 'Wybierz inny plik',
  notCsv: 'To nie jest jeden plik. Upuść jeden plik.',
};

export const who: typeof en.who = {
  title: 'Czy to naprawdę oni?',
  lead: 'Poproś zleceniodawcę, przez telefon albo osobiście, aby przeczytał Ci te słowa. Jeśli któreś słowo się różni, nie bierz udziału.',
  trusteesLead:
    'Powiernicy przechowują maski tego, co wysyłasz: porównaj ich słowa z tymi, które publikują na własnych stronach.',
  trustee: (name) => `Powiernik: ${name}`,
  modelOwner: 'Zleceniodawca',
  training: 'Trening',
  key: 'Klucz szyfrujący',
  keyBits: (bits) => `Paillier, ${plural(bits, 'bit', 'bity', 'bitów')}`,
  you: 'Ty, w tym treningu',
  details: 'Pełne odciski',
};

const inRound: Record<RoundKind, string> = {
  gradient: 'sumy z Twoich wierszy',
  statistics: 'liczebności, sumy i kwadraty Twoich kolumn',
  evaluation: 'sumy, które mierzą wynik',
  one_round: 'sumy i iloczyny Twoich kolumn',
};

export const leaves: typeof en.leaves = {
  title: 'Co wychodzi z tego komputera',
  leavesTitle: 'Wychodzi',
  staysTitle: 'Zostaje tutaj',
  seesTitle: 'Co kto widzi',
  round: (r) =>
    `${r.most === 1 ? 'Raz' : `Najwyżej ${plural(r.most, 'raz', 'razy', 'razy')}`}: ${entry(inRound, r.kind) ?? inRound.gradient} (${plural(r.values, 'wartość', 'wartości', 'wartości')}), zaszyfrowane i zamaskowane w ${plural(r.ciphertexts, 'szyfrogramie', 'szyfrogramach', 'szyfrogramach')}. Z kluczami i podpisami to ${bytes(r.up)}.`,
  total: (i) =>
    `W sumie najwyżej ${bytes(i.rounds.reduce((sum, r) => sum + r.most * r.up, 0))}` +
    (i.estimate.rounds < mostRounds(i) ? ', jeśli potrzebne będą wszystkie te rundy; prawdopodobnie mniej.' : '.'),
  identity: 'Nazwa wymyślona tylko dla tego treningu, Twój adres sieciowy i czas Twojego udziału.',
  statement:
    'Przed pierwszą rundą: czy Twoje wiersze były już w sumach i w ilu treningach. Kto był w tym samym treningu, rozpozna to.',
  words: 'Do zleceniodawcy i innych posiadaczy danych: słowa oznaczające Ciebie, takie same we wszystkich treningach.',
  stays: [
    'Twój plik, jego nazwa i każdy jego wiersz.',
    'Ile masz wierszy: ta liczba jest wewnątrz szyfru.',
    'Tajne klucze utworzone dla tego treningu.',
  ],
  facilitator: 'Pośrednik, czyli serwer pomiędzy, przekazuje zaszyfrowane wiadomości. Nie może ich odczytać.',
  modelOwner: (i) =>
    `Zleceniodawca może otworzyć tylko sumę co najmniej ${count(i.cohort.min)} posiadaczy danych, nigdy samą Twoją.`,
  pooled: (i) =>
    (i.model.kind === 'describe'
      ? 'Sumy to liczebności i sumy od wszystkich posiadaczy danych; nie powstaje z nich żaden model.'
      : i.model.weights === 'encrypted' || i.model.method === 'one_round'
        ? 'Sumy pokazują, jak kolumny zmieniają się razem u wszystkich posiadaczy danych, i dają model.'
        : 'Sumy dają model, runda po rundzie.') +
    (i.privacy ? ' Szum ukrywa w nich Twoją część.' : ' To Ty decydujesz, czy suma ujawnia o Tobie za dużo.'),
  model: (i) =>
    i.model.weights === 'shared' && i.model.method !== 'one_round'
      ? 'Ty i inni posiadacze danych widzicie model po każdej rundzie i możecie z niego obliczyć sumę każdej rundy.' +
        (i.privacy ? '' : ' Jeśli wszyscy inni połączą to, co wiedzą, poznają Twoją część.')
      : i.model.kind !== 'describe'
        ? 'Ty i inni posiadacze danych nie widzicie modelu.'
        : 'Ty i inni posiadacze danych nie widzicie sum.',
};

export const expected: typeof en.expected = {
  title: 'Czas i bajty',
  measuring: 'Mierzenie szybkości tego komputera…',
  time: (i) =>
    `${likely(i)}: czas obliczeń na tym komputerze to łącznie ${duration(i.estimate.seconds)}` +
    (i.estimate.rounds > 1 ? `, na jedną rundę dopasowania ${duration(i.estimate.secondsPerRound)}` : '') +
    ', do tego czekanie na innych.',
  bytes: (i) =>
    `Wysyła się przy tym mniej więcej ${bytes(i.estimate.bytesUp)}, a odbiera najwyżej ${bytes(i.estimate.bytesDown)}.`,
};

export const privacy: typeof en.privacy = {
  title: 'Budżet prywatności',
  about: (p) =>
    `Dodawany jest szum, aby wynik mówił niewiele o ${p.unit === 'record' ? 'pojedynczym wierszu' : 'pojedynczym posiadaczu danych'}: ε = ${value(p.epsilon)}, δ = ${value(p.delta)} dla całego treningu. ` +
    `Cokolwiek ktoś podejrzewa o ${p.unit === 'record' ? 'wierszu' : 'Tobie'}, może stać się najwyżej ${roughly(Math.exp(p.epsilon))} razy bardziej prawdopodobne, z wyjątkiem prawdopodobieństwa rzędu δ` +
    (p.epsilon > 5 ? ': słaba obietnica.' : p.epsilon > 1.5 ? '.' : ': silna obietnica.'),
  own: (p) => `Ten trening: zużyto ε ${about(p.spent)} z ${about(p.epsilon)}`,
  all: (p) =>
    `Wszystkie Twoje treningi: ε ${about(p.spentAll)}` +
    (p.limit ? ` z Twojej granicy ${about(p.limit)}` : ', bez Twojej granicy'),
  limit: 'Zatrzymaj, gdy wszystkie moje treningi razem zużyją o mnie tyle ε',
  limitHint: (p) =>
    p.limit
      ? `Obecna granica: ${value(p.limit)}. Wpisz 0, aby ją usunąć. Po jej osiągnięciu Twój udział automatycznie się kończy.`
      : `Bez granicy Twój udział trwa do końca treningu. Ten trening wymaga ε ${value(p.epsilon)}.`,
};

// --- Kto prosi, o co, oraz karta dla osób odpowiedzialnych za ochronę danych.

const fields: typeof en.asking.fields = [
  ['contact', 'Kontakt'],
  ['closing', 'Ostatni dzień udziału'],
  ['return', 'Co otrzymasz'],
  ['approval', 'Zatwierdzone przez'],
  ['approval_number', 'Numer zgody'],
  ['legal_basis', 'Podstawa prawna'],
  ['controller', 'Administrator danych'],
  ['retention', 'Okres przechowywania wyników'],
];

export const asking: typeof en.asking = {
  title: 'Kto Cię prosi',
  own: 'Słowami samego zleceniodawcy. Nikt ich nie sprawdził; porównaj słowa poniżej z kimś, kogo tam znasz.',
  nothing: 'Zleceniodawca nic o sobie nie mówi. Zanim weźmiesz udział, zapytaj, kim jest i do czego posłuży wynik.',
  fields,
  value: (name, text) => (name === 'closing' ? day(text) : text),
  more: 'Więcej na ten temat',
  links: 'Strony na ten temat',
  logo: 'Logo używane przez zleceniodawcę',
  calendar: 'Dodaj ostatni dzień do mojego kalendarza',
  event: (training) => `Ostatni dzień udziału: ${training}`,
};

export const sheet: typeof en.sheet = {
  title: 'Karta ochrony danych',
  open: 'Dla inspektora ochrony danych',
  print: 'Wydrukuj tę kartę',
  purpose: 'Cel',
  asker: 'Kto prosi',
  notSaid: 'nie podano',
  training: 'Trening',
  fingerprint: 'Odcisk podpisanego opisu',
  columns: 'Odczytywane kolumny',
  measures: 'Ochrona',
  measure: (i) => [
    `Sumy są szyfrowane kluczem Pailliera o długości ${i.keyBits} bitów, który może otworzyć tylko zleceniodawca, i maskowane tak, że dają się otworzyć tylko jako suma co najmniej ${count(i.cohort.min)} posiadaczy danych.`,
    'Wiersze są odczytywane tylko w przeglądarce. Każda wiadomość jest podpisana, a pokwitowanie wymienia wszystko, co wyszło.',
    ...(i.privacy
      ? [`Szum utrzymuje cały trening w granicach ε = ${i.privacy.epsilon} i δ = ${i.privacy.delta}.`]
      : []),
  ],
  remaining: 'Co pozostaje',
  remain: [
    'Suma z niewielu wierszy wiele o nich ujawnia.',
    'Gdyby wszyscy inni posiadacze danych byli zmyśleni, suma byłaby wyłącznie Twoją częścią. Porównaj słowa z innymi.',
    'Ten komputer, ta przeglądarka i ta strona muszą być godne zaufania.',
  ],
  consent: 'Zdania, na które wyraża się zgodę',
};

// --- Plik: jak pasuje do treningu i jak można go odczytać inaczej.

const by = (factor: number) => (factor < 1 ? `1/${count(Math.round(1 / factor))}` : count(factor));

export const file: typeof en.file = {
  badTitle: 'Ten plik jeszcze nie pasuje',
  badLead: (n) =>
    `Znaleziono ${plural(n, 'problem', 'problemy', 'problemów')}. Popraw plik i wybierz go ponownie; niczego nie wysłano.`,
  unreadable: 'Nie udało się odczytać pliku.',
  places: 'Wiersze',
  inRows: (some, n) => {
    const most = 8;
    const shown = some.slice(0, most).join(', ');
    return n > Math.min(most, some.length) ? `${count(n)}: ${shown}, …` : shown;
  },
  problems: 'Problemy',
  column: 'Kolumna',
  rule: 'Problem',
  wholeFile: 'plik',
  readyTitle: 'Twój plik pasuje',
  readyLead: (n, name) => `Udział weźmie ${rows(n)} z pliku ${name}.`,
  dropped: (n) => `${word(n, 'Pominięto', 'Pominięto', 'Pominięto')} ${rows(n)} z pustą komórką.`,
  ignored: (names) => `Nieużywane: ${names.join(', ')}.`,
  renamed: (header, column) => `Twoja kolumna „${header}” jest odczytywana jako ${column}.`,
  multiplied: (header, factor) => `Kolumna ${header} jest mnożona przez ${by(factor)}.`,
  respelled: (text, level) => `„${text}” jest odczytywane jako ${level}.`,
  asItIs: 'Odczytaj plik taki, jaki jest',
  decimalComma: 'Liczby są odczytywane z przecinkiem dziesiętnym.',
  preview: 'Pierwsze wiersze Twojego pliku (tylko na Twoim ekranie)',
  time: (i) =>
    `${likely(i)}, czas obliczeń tutaj ${i.estimate.rounds > 1 ? 'na każdą' : 'na nią'}: ${duration(i.estimate.secondsPerRound)}, do tego czekanie na innych.`,
  start: 'Przekaż',
  startLead: 'Nie zamykaj tej karty do końca treningu. W każdej chwili możesz zrobić przerwę albo wyjść.',
  choices: 'Więcej ustawień',
  minCohort: 'Biorę udział tylko, jeśli weźmie go co najmniej tylu posiadaczy danych',
  minCohortHint: (min) => `Sam trening wymaga co najmniej ${count(min)}.`,
  onlyVouched: 'Licz tylko posiadaczy danych, za których ręczę',
  onlyVouchedHint:
    'Łącznie z Tobą. Za innych ręczysz, porównując z nimi słowa, gdy trening ma już swoich posiadaczy danych; jeśli jest ich za mało, nie bierzesz udziału i możesz spróbować ponownie.',
};

export const columns: typeof en.columns = {
  title: 'Twoje kolumny',
  lead: 'Obliczone tutaj z Twojego pliku, tylko dla Ciebie. Nic z tego nie jest wysyłane.',
  column: 'Kolumna',
  allowed: 'Dozwolone',
  found: 'W Twoim pliku',
  renamed: (header) => `u Ciebie „${header}”`,
  range: (c, s) => {
    if (s.header === '') return 'nie ma w pliku';
    if (c.levels)
      return `${count(s.bins.filter((n) => n > 0).length)} z ${plural(c.levels.length, 'poziomu', 'poziomów', 'poziomów')}`;
    if (s.low == null || s.high == null) return 'brak liczb';
    return `od ${about(s.low)} do ${about(s.high)}`;
  },
  mean: (n) => `średnia ${about(n)}`,
  invalid: (n) => plural(n, 'niedozwolona', 'niedozwolone', 'niedozwolonych'),
  mapped: (n, other) => `${plural(n, 'policzona', 'policzone', 'policzonych')} jako ${other}`,
  missing: (n) => plural(n, 'pusta', 'puste', 'pustych'),
};

export const histogram: typeof en.histogram = {
  label: (c, s) => {
    if (c.levels) return c.levels.map((level, i) => `${level}: ${count(s.bins[i] ?? 0)}`).join(', ');
    const at = s.bins.indexOf(Math.max(...s.bins));
    const span = ((c.max ?? 0) - (c.min ?? 0)) / Math.max(1, s.bins.length);
    const low = (c.min ?? 0) + at * span;
    const outside = s.below + s.above;
    return `Najwięcej wierszy między ${value(low)} a ${value(low + span)}${outside > 0 ? `; ${count(outside)} poza dozwolonym zakresem` : ''}`;
  },
};

export const form: typeof en.form = {
  sheet: 'Arkusz',
  encoding: 'Kodowanie tekstu',
  header: 'Nazwy kolumn są w',
  row: (n) => `wierszu ${count(n)}`,
  none: 'żadnym wierszu: nie ma ich',
};

export const fixes: typeof en.fixes = {
  title: 'Możesz to naprawić tutaj',
  lead: 'Zmienia to sposób, w jaki strona odczytuje plik; sam plik pozostaje bez zmian.',
  readFrom: (column) => `Odczytaj ${column} z`,
  none: 'wybierz kolumnę swojego pliku',
  twice: 'Dwóch kolumn nie można odczytać z tej samej.',
  rename: (n) => (n === 1 ? 'Użyj tej kolumny' : 'Użyj tych kolumn'),
  spelling: (text, level, n) => `Odczytaj „${text}” jako ${level} (${rows(n)})`,
  spellings: () => 'Odczytaj tak',
  factor: (header, factor) => `Pomnóż ${header} przez ${by(factor)}`,
  factorLead: (header) =>
    `Większość liczb w kolumnie ${header} jest poza dozwolonym zakresem. Czy są w innej jednostce?`,
  twoWays: 'Niektóre liczby w Twoim pliku można odczytać na dwa sposoby. Który jest właściwy?',
  thousands: (mark) => `1${mark}234 to tysiąc dwieście trzydzieści cztery`,
  decimals: (mark) => `1${mark}234 to trochę więcej niż jeden`,
};

// --- Pytania, które wymagają zgody, oraz rachunek tego, co przekazano.

const amount = (n: string | number): string => (typeof n === 'number' ? about(n) : n);

interface Asked {
  title: string;
  found: (has: string, needs: string) => string;
  yes: string;
  instead?: string;
}
const found = (has: string, needs: string) => `Znaleziono: ${has}. Wymagane: ${needs}.`;
const asked: Record<Rule, Asked> = {
  rows: {
    title: 'Mało wierszy',
    found: (has, needs) => `Wiersze: ${has}. Wymagane: co najmniej ${needs}.`,
    yes: 'Tak, przekaż moje wiersze, choć jest ich mało.',
    instead: 'Albo wybierz plik z większą liczbą wierszy.',
  },
  alone: {
    title: 'Wiersze, które są odosobnione',
    found: (has) => `Odosobnione wiersze: ${has}. Wymagane: żadnych.`,
    yes: 'Tak, przekaż również te wiersze.',
    instead: 'Albo usuń te wiersze z pliku i wybierz go ponownie. Wiersz 1 to wiersz z nazwami.',
  },
  constant: {
    title: 'Kolumny, które zdradzają Twoją część',
    found: (has) => `Kolumny z tylko jedną wartością: ${has}. Wymagane: żadnych.`,
    yes: 'Tak, przekaż moje wiersze, choć te kolumny zdradzają moją część.',
  },
  again: {
    title: 'Wiersze, które były już w sumach',
    found,
    yes: 'Tak, mimo to przekaż moje wiersze temu treningowi.',
  },
  others: {
    title: 'Czy to inne osoby?',
    found: () => 'Znaleziono: nie wiadomo. Wymagane: inne osoby.',
    yes: 'Tak, to inne osoby.',
    instead:
      'Odpowiedź nie jest konieczna. Bez zgody wszyscy posiadacze danych zostaną przed pierwszą rundą zapytani, czy trening może trwać dalej.',
  },
  consent: {
    title: 'Zleceniodawca prosi o potwierdzenie',
    found: () => '',
    yes: 'Tak',
  },
  limit: {
    title: 'Twoja granica ε',
    found: (has, needs) =>
      `Z tym treningiem: ${has === 'exact' ? 'bez ograniczenia' : `ε ${has}`}. Twoja granica: ε ${needs}.`,
    yes: 'Tak, biorę udział, choć to przekracza moją granicę.',
  },
  shared: {
    title: 'Dokładne sumy przy modelu, który widzą wszyscy',
    found: () => 'Szum w sumach: brak. Wymagane: szum, jeśli posiadacze danych widzą model.',
    yes: 'Tak, zgadzam się na to.',
  },
};

export const questions: typeof en.questions = {
  title: (needed) => (needed ? 'Ten trening wymaga Twojej zgody' : 'Pytanie o Twoje wiersze'),
  lead: 'Zgoda dotyczy tego treningu. Pytanie o te same wiersze wróci tylko wtedy, gdy ujawniono by więcej.',
  asked: (q) => asked[q.rule],
  found: (q) => asked[q.rule].found(amount(q.has), amount(q.needs)),
  missing: (n) =>
    `${plural(n, 'pytanie powyżej wymaga', 'pytania powyżej wymagają', 'pytań powyżej wymaga')} najpierw Twojej zgody.`,
  rechecked:
    'Coś się zmieniło, dlatego plik sprawdzono jeszcze raz. Niczego nie przekazano. Przeczytaj pytania i przekaż wkład ponownie.',
  merged: (columns) =>
    `Niewiele Twoich wierszy ma ${columns.join(', ')}. Zgodnie z wymaganiem tego treningu liczą się jako poziom dla wszystkich pozostałych.`,
  lacks: (columns) =>
    `Wszystkie Twoje wiersze są jednakowe w ${columns.join(', ')}; zwykle żaden tego nie ma. To nie jest pytanie, ale sumy mogą to pokazać.`,
  undivided: (parts) =>
    `Twoich wierszy jest za mało, by podzielić je na ${parts} części, albo jeden byłby w swojej części sam. Z Tobą niczyje wiersze nie są dzielone, a model nie jest mierzony na takich częściach.`,
};

export const offers: typeof en.offers = {
  title: 'Możesz przekazać mniej wierszy',
  take: (o) =>
    o.word === 'new'
      ? `Pomiń ${rows(o.rows)}, których nie miał trening „${o.past}”, dopóki nie będzie ich ${count(o.until)}. Wtedy nikt nie może ich zobaczyć, odejmując sumy.`
      : `Pomiń ${rows(o.rows)} z pustą komórką w dowolnej kolumnie, aby treningi na innych kolumnach mogły opierać się na tych samych wierszach.`,
};

const claims: Record<Claim, string> = {
  first: 'dotąd w żadnej sumie',
  same: 'te same wiersze co poprzednio, z tymi samymi posiadaczami danych',
  changed: 'już w sumach, z innymi wierszami albo innymi posiadaczami danych',
};
const kind = (exact: boolean) => (exact ? 'sumy dokładne' : 'sumy z szumem');
const subtracted = (d: Again['differences'][number]) =>
  `Różnica względem ${d.name === '' ? 'wcześniejszego treningu bez Twojego udziału' : `„${d.name}”`}`;

export const again: typeof en.again = {
  title: 'Przekazać te wiersze jeszcze raz?',
  lead: 'Niektóre wiersze były już w sumach. Kto zna obie sumy, może odjąć jedną od drugiej. Przeczytaj, co by to ujawniło, a potem wyraź zgodę albo wyjdź. Wcześniej nic z Twoich wierszy nie wychodzi.',
  differencesTitle: 'Co ujawnia różnica',
  alone: (d) => [`${subtracted(d)} ujawniłaby samą część, którą ma `, '.'],
  together: (d) => `${subtracted(d)} ujawniłaby część tych posiadaczy danych, dodanych do siebie:`,
  how: { joined: 'nie był w nim', left: 'już go tu nie ma', changed: 'ma teraz inne wiersze' },
  noDifference: 'Nic, o czym ta strona wie.',
  unknown: (n) =>
    `Przy ${plural(n, 'wcześniejszej sumie', 'wcześniejszych sumach', 'wcześniejszych sumach')} nie podano, czy ${word(n, 'dotyczyła', 'dotyczyły', 'dotyczyły')} innych osób, więc różnica może ujawnić więcej.`,
  pastTitle: 'Wcześniejsze treningi z Twoimi wierszami',
  noPast: 'Brak. Pytanie dotyczy wierszy innych.',
  past: (p) =>
    `${day(p.when)}, ${kind(p.exact)}, ${owners(p.owners)}. ${word(p.found, 'Był w nim', 'Były w nim', 'Było w nim')} ${rows(p.found)} od Ciebie` +
    `; ${p.new === 0 ? 'żaden nie jest nowy' : plural(p.new, 'jest nowy', 'są nowe', 'jest nowych')}` +
    `, ${p.gone === 0 ? 'żadnego nie brakuje' : `${word(p.gone, 'brakuje', 'brakuje', 'brakuje')} ${count(p.gone)}`}.`,
  newRows: (p) =>
    `Nowe w Twoim pliku: ${p.newRows.length === 1 ? 'wiersz' : 'wiersze'} ${spans(p.newRows)}${p.new > p.newRows.length ? ' …' : ''}`,
  modelOwner: 'Zleceniodawca',
  statedTitle: 'Co każdy oświadczył',
  claims,
  you: 'Ty',
  yes: asked.again.yes,
  go: 'Dalej',
  said: 'Twoja zgoda została zapisana. Trening trwa dalej, gdy zgodzą się wszyscy pozostali.',
  leave: 'Jeśli wyjdziesz, nic z Twoich wierszy nie zostanie przekazane. Pozostali dostają to samo pytanie.',
};

const stages: Record<Stage, string> = {
  open: 'oświadczono, nie rozpoczęto',
  passed: 'przekazano',
  struck: 'nie przekazano',
};
const stageMeanings: Record<Stage, string> = {
  open: 'Trening się nie rozpoczął. Liczy się jako przekazany, dopóki go nie opuścisz.',
  passed: 'Od tej chwili mogły być wysyłane zaszyfrowane sumy z tych wierszy.',
  struck: 'Trening nie rozpoczął się z Tobą: niczego nie wysłano.',
};
const gaps: Record<GapReason, string> = {
  older: 'Rachunek cofnięto do wcześniejszego stanu albo jest to inny rachunek.',
  'no anchor': 'Brakuje znaku, który pokazuje, czy rachunek jest kompletny.',
  restored: 'Rachunek przywrócono z kopii, która może być starsza.',
};

export const gave: typeof en.gave = {
  open: 'Co zostało przekazane',
  title: 'Co zostało przekazane',
  lead: 'Każdy trening z Twoimi wierszami, tak jak zapisała to ta przeglądarka: zanim mogła wyjść jakakolwiek suma.',
  onStart:
    'Ta przeglądarka prowadzi rachunek każdej sumy, w której były Twoje wiersze, we wszystkich treningach i u wszystkich zleceniodawców.',
  loading: 'Odczytywanie rachunku',
  none: 'Jeszcze nic: ta przeglądarka nie brała udziału w żadnym treningu z wierszami.',
  modelOwner: 'Zleceniodawca',
  kind,
  stage: (s) => stages[s],
  stageMeaning: (s) => stageMeanings[s],
  amount: (g) =>
    `${day(g.when)}: ${rows(g.rows)} od Ciebie` +
    (g.held > 0 ? `, z tego ${count(g.held)} odłożono do pomiaru,` : '') +
    (g.folds > 0 ? `, także w ${count(g.folds)} częściach,` : '') +
    ` wśród ${count(g.members.length)} posiadaczy danych.`,
  stated: (g) => `Twoje oświadczenie: ${claims[g.word]}.`,
  asked: 'Niektóre wiersze były już w sumach; wyrażono na to zgodę.',
  members: 'Jego posiadacze danych',
  spentTitle: 'Szum: budżet prywatności ε',
  spent: (s) =>
    s.sums === 0
      ? `Niczego nie zużyto: nie otwarto żadnej sumy z szumem.${s.limit ? ` Twoja granica to ${about(s.limit)}.` : ''}`
      : `Zużyto ε ${about(s.spentAll)} w ${plural(s.sums, 'sumie', 'sumach', 'sumach')} z szumem` +
        (s.limit ? `, z Twojej granicy ${about(s.limit)}.` : '. Nie ustawiono żadnej granicy.'),
  exact: 'Dokładne sumy nie mają szumu, więc żadne ε nie liczy tego, co ujawniają.',
  gapsTitle: 'Rachunek może nie być kompletny',
  gap: (g) =>
    `${day(g.when)}: ${gaps[g.reason]}` +
    (g.known > 0 ? ` Kiedyś zawierał ${plural(g.known, 'pozycję', 'pozycje', 'pozycji')}.` : ''),
  gapMeaning:
    'Może brakować wcześniejszych sum. Dlatego przy każdym wybranym pliku pada pytanie: czy jego osoby były w brakującej sumie?',
  keptTitle: 'Gdzie ten rachunek jest przechowywany',
  kept: (host) =>
    `W tej przeglądarce, w pamięci dla ${host || 'plików tego komputera'}. Usunięcie danych tej witryny opróżnia go. Wtedy strona nie zna już Twoich wcześniejszych sum i nie może Cię ostrzec.`,
  server: (host) =>
    `${host}, serwer, z którego pochodzi ta strona, może w każdej chwili kazać przeglądarce go usunąć, a Ty się o tym nie dowiesz.`,
  promised: 'Przeglądarka obiecała nie usuwać go sama.',
  notPromised: 'Przeglądarka może go sama usunąć, gdy zabraknie miejsca.',
  elsewhereTitle: 'Poza zasięgiem tego serwera',
  elsewhere: 'Weź udział z własną stroną. Prowadzi ona własny rachunek, więc wybierz jeden sposób i przy nim pozostań:',
  ways: [
    { before: 'Otwórz ', code: 'blindfit.html', after: ' z wydania Blindfit ze swojego dysku.' },
    { before: 'Uruchom ', code: 'dataowner serve', after: ' na swoim komputerze i otwórz adres, który wypisze.' },
  ],
  command: (origin) => `dataowner serve --facilitator ${origin}`,
  copy: 'Skopiuj to polecenie',
  copied: 'Skopiowano',
  close: 'Zamknij',
};

// --- Treningi z powiernikami: formularz, kod, co następuje po jedynej wiadomości, oraz opublikowane wyniki.

const unit = (c: Column): string => (c.unit ? ` ${c.unit}` : '');

export const campaign: typeof en.campaign = {
  formTitle: 'Twoje odpowiedzi',
  formLead:
    'Na tym komputerze powstaje z nich jedna zaszyfrowana wiadomość. Nikt nie może jej odczytać osobno; otwierane są tylko sumy od wielu osób.',
  rowTitle: 'Albo wpisz jeden wiersz ręcznie',
  fileInstead: 'Albo wybierz plik',
  range: (c) => (c.min == null || c.max == null ? '' : `od ${value(c.min)} do ${value(c.max)}${unit(c)}`),
  step: (c) => (c.step == null || c.step === 1 ? '' : `co ${value(c.step)}${unit(c)}`),
  slider: (name) => `${name}, suwak`,
  choose: 'Wybierz',
  none: 'Brak odpowiedzi',
  optional: 'To pole może pozostać puste.',
  problems: {
    empty: 'Proszę na to odpowiedzieć.',
    number: 'Proszę wpisać liczbę, na przykład 12.5.',
    whole: 'Proszę wpisać liczbę całkowitą.',
    below: (c) => `Proszę wpisać liczbę nie mniejszą niż ${value(c.min ?? 0)}${unit(c)}.`,
    above: (c) => `Proszę wpisać liczbę nie większą niż ${value(c.max ?? 0)}${unit(c)}.`,
    step: (c) => `Proszę wpisać wielokrotność ${value(c.step ?? 1)}${unit(c)}.`,
    level: 'Proszę wybrać jedną z odpowiedzi.',
  },
  left: (n) =>
    n === 0
      ? ''
      : n === 1
        ? 'Brakuje jednej odpowiedzi.'
        : `${word(n, 'Brakuje', 'Brakuje', 'Brakuje')} ${n} odpowiedzi.`,
  send: 'Przekaż',
  sendLead: 'Wychodzi jedna wiadomość; potem można zamknąć tę stronę.',

  codeTitle: 'Twój kod',
  codeLead: 'Ten trening wymaga przesłanego Ci kodu: dwudziestu liter i cyfr.',
  code: 'Kod',
  codeHint: 'Wielkie i małe litery, odstępy i łączniki nie mają znaczenia.',
  codeOpen: 'Dalej',

  givenTitle: 'Możesz teraz zamknąć tę stronę',
  given: 'Twój wkład dotarł i został zapisany.',
  opened: (i) =>
    i?.close
      ? `Zostanie otwarty razem z innymi po ${i.close} (UTC)${i.putOff ? ' (ten dzień przesunięto)' : ''} albo wcześniej, jeśli zleceniodawca zamknie trening.`
      : 'Zostanie otwarty razem z innymi, gdy zleceniodawca zamknie trening.',
  together: (i) =>
    i?.batch ? `Sumy z mniej niż ${plural(i.batch, 'wkładu', 'wkładów', 'wkładów')} nigdy nie są otwierane.` : '',
  until:
    'Do tego czasu możesz otworzyć ten sam link w tej przeglądarce, aby wkład poprawić lub wycofać. Później mogą tu zostać pokazane wyniki.',
  correct: 'Popraw',
  correctLead:
    'Twoje odpowiedzi nie są przechowywane na tym komputerze: podaj wszystkie od nowa. Liczy się tylko ostatni wkład.',
  withdraw: 'Wycofaj',
  withdrawQuestion: 'Wycofać Twój wkład? Nie zostanie policzony.',
  notYet: 'jeszcze nie otwarto',
  withdrawnTitle: 'Wycofano',
  withdrawn: 'Twój wkład nie zostanie policzony. Dopóki trening nie jest zamknięty, możesz przekazać go ponownie.',
  again: 'Przekaż ponownie',
  kept: 'Jest na to za późno: wkład pozostaje taki, jaki był.',

  resultsTitle: 'Wyniki',
  resultsLead: (owners, made) => `Z ${plural(owners, 'wkładu', 'wkładów', 'wkładów')}, opublikowano ${made}.`,
  noise: 'Każda liczba zawiera losowy szum, który chroni każdą pojedynczą osobę.',
  hidden: (below) => `Pominięto liczebności od 1 do ${below - 1} oraz inne, z których dałoby się je odczytać.`,
  rounded: (to) => `Liczebności zaokrąglono do wielokrotności ${to}.`,
  signed: 'Podpisane przez zleceniodawcę',
  tables: { summary: 'Podsumowanie', tests: 'Testy', coefficients: 'Model', fit: 'Jakość dopasowania' },
  receipt: 'Co zostało ode mnie przekazane',
};

// --- Trwający trening: rundy, inni posiadacze danych i każdy wysłany bajt.

const phases: Record<AttemptPhase, string> = {
  ...en.names.phases,
  keys: 'Uzgodnienie masek',
  upload: 'Obliczanie, szyfrowanie, wysyłanie',
  reveal: 'Otwarcie sumy',
  finish: 'Zleceniodawca dodaje',
};
const roundKinds: Record<RoundKind, string> = {
  gradient: 'dopasowanie modelu',
  statistics: 'pomiar kolumn',
  evaluation: 'pomiar wyniku',
  one_round: 'dopasowanie modelu',
};
const values = (n: number) => plural(n, 'wartość', 'wartości', 'wartości');
const bits = (n: number) => plural(n, 'bit', 'bity', 'bitów');

export const running: typeof en.running = {
  joining: 'Dołączanie do treningu',
  joiningLead: 'Pośrednik jest powiadamiany o Twoim udziale.',
  lobbyTitle: 'Oczekiwanie na innych posiadaczy danych',
  lobby: (enrolled, start) =>
    enrolled < start
      ? `${word(enrolled, 'Dołączył', 'Dołączyło', 'Dołączyło')} ${count(enrolled)} z ${count(start)} posiadaczy danych. Trening zacznie się, gdy będą wszyscy.`
      : `${word(enrolled, 'Dołączył', 'Dołączyło', 'Dołączyło')} ${owners(enrolled)}. Zleceniodawca rozpoczyna trening.`,
  vouchTitle: 'Porównaj słowa z innymi',
  vouch:
    'Ten trening jest kręgiem: każdy posiadacz danych ręczy za wszystkich pozostałych. Zadzwoń do każdego z nich, porównaj słowa i zaznacz go poniżej. Wcześniej nie bierzesz udziału.',
  statementsTitle: 'Przed pierwszą rundą',
  statements:
    'Każdy posiadacz danych oświadcza, czy jego wiersze były już w sumach, ponieważ dwie sumy można od siebie odjąć. Nie trzeba nic robić: pojawi się pytanie, jeśli różnica coś ujawnia.',
  waitingTitle: 'Oczekiwanie na następną rundę',
  waiting: 'Zleceniodawca ją przygotowuje. Nie trzeba nic robić.',
  absent: 'Następna runda zacznie się, gdy wszyscy wrócą.',
  roundTitle: (e) => `Runda ${count(e.round ?? 0)}`,
  atMost: (n) => `najwyżej ${rounds(n)}`,
  kind: (kind) => entry(roundKinds, kind) ?? roundKinds.gradient,
  attempt: (n) => `próba ${count(n)}`,
  phase: (phase) => entry(phases, phase) ?? phase,
  phasesLabel: 'Fazy tej rundy',
  waitsFor: 'Czeka na',
  you: 'Ty',
  present: (n, members) => `Połączeni: ${count(n)} z ${count(members)} posiadaczy danych`,
  timeLeft: (ms) => stop(`do końca tej fazy: ${duration(ms / 1000)}`),
  workLeft: (seconds) => stop(`pozostało obliczeń: ${duration(seconds)}`),
  progress: (done, likely, most) =>
    `Wykonano ${count(done)} z ${likely < most ? `prawdopodobnie ${count(likely)}, a ` : ''}najwyżej ${plural(most, 'rundy', 'rund', 'rund')}`,
  remaining: (seconds, probably) =>
    `W tym tempie ${probably ? 'prawdopodobnie ' : ''}jeszcze ${duration(seconds)}${probably ? '' : ', jeśli potrzebne będą wszystkie rundy'}.`,
  offline: 'Ten komputer jest offline. Trening ruszy dalej automatycznie, gdy wróci połączenie.',
  pausedTitle: 'Wstrzymano',
  paused: 'Nie bierzesz udziału do wznowienia. Inni czekają na Ciebie.',
  reconnectingTitle: 'Utracono połączenie',
  reconnecting:
    'Strona próbuje połączyć się ponownie. Twoje miejsce jest zachowane; przerwana runda zostanie powtórzona.',
  abortedTitle: 'Ta próba zakończyła się bez wyniku',
  aborted: {
    missing:
      'Jeden z posiadaczy danych nie odpowiedział na czas. Nie otwarto żadnej sumy. Runda zostanie powtórzona, gdy wszyscy wrócą.',
    left: 'Jeden z posiadaczy danych opuścił rundę. Nie otwarto żadnej sumy. Runda zostanie powtórzona, gdy wszyscy wrócą.',
    round_rejected: 'Zleceniodawca nie mógł użyć sumy. Runda może zostać powtórzona.',
  },
  abortedOther: 'Nie otwarto żadnej sumy. Runda może zostać powtórzona.',
  stoppedTitle: 'Twój udział w tym treningu się zakończył',
  notJoinedTitle: 'Nie udało się dołączyć do tego treningu',
  notify: 'Powiadom mnie, gdy się zacznie i skończy',
  news: {
    begun: 'Trening się rozpoczął.',
    asked: 'Zanim będzie można kontynuować, jest do Ciebie pytanie.',
    ended: 'Trening się zakończył.',
    stopped: 'Twój udział w treningu się zakończył.',
  },
  pause: 'Wstrzymaj',
  resume: 'Wznów',
  leave: 'Wyjdź',
  leaveQuestion: 'Opuścić ten trening?',
  leaveLead:
    'Wszystko, co obliczono z Twoich wierszy, zostanie natychmiast odrzucone. Sum, które już dodano, nie można cofnąć. Inni być może będą musieli na Ciebie czekać.',
  leaveYes: 'Wyjdź',
  leaveNo: 'Zostań',
};

export const members: typeof en.members = {
  title: 'Posiadacze danych',
  lead: 'Zadzwoń do pozostałych i poproś, aby przeczytali Ci swoje słowa. Słowa są takie same we wszystkich treningach, a zaznaczenia są zapamiętywane.',
  you: 'Ty',
  compared: 'Te słowa zostały porównane',
  called: 'W tym treningu:',
  line: 'Twój wiersz do pliku członków:',
  circle: (marked, all) =>
    `To jest krąg: zaznaczono ${count(marked)} z ${count(all)}, wliczając Ciebie. Bierzesz udział, gdy zaznaczeni będą wszyscy.`,
  alone: 'Pozostali pojawią się, gdy zleceniodawca ich dopuści.',
  onlyVouched: (counted, least) =>
    `Liczeni: tylko Ty i zaznaczeni przez Ciebie posiadacze danych, dotąd ${count(counted)}. Bierzesz udział tylko wtedy, gdy liczonych jest co najmniej ${count(least)}.`,
  fewTitle: 'Za mało posiadaczy danych, za których ręczysz',
  everybody: (least) =>
    `Liczeni: wszyscy posiadacze danych dopuszczeni przez zleceniodawcę, porównani lub nie. Bierzesz udział tylko wtedy, gdy liczonych jest co najmniej ${count(least)}.`,
  again: 'Spróbuj ponownie',
};

export const timeline: typeof en.timeline = {
  title: 'Rundy',
  none: 'Jeszcze żadnej rundy.',
  accepted: 'gotowa',
  running: 'w toku',
  again: 'powtarzana',
  label: (round, status) => `Runda ${count(round)}: ${status}`,
  earlier: (n) => `${rounds(n)} wcześniej`,
  look: 'Wybierz rundę, aby zobaczyć każdy wysłany w niej bajt.',
};

export const charts: typeof en.charts = {
  title: 'Jak przebiega',
  over: 'Jak przebiegło',
  cohort: 'Posiadacze danych dodani razem, według rund',
  lost: 'Linia przerywana: suma, której nie użyto albo jeszcze nie użyto.',
  cohortLabel: (list) =>
    list.length === 0
      ? 'Jeszcze żadnej rundy'
      : `${plural(list.length, 'przesyłka', 'przesyłki', 'przesyłek')}, razem w sumie od ${count(Math.min(...list.map((u) => u.owners)))} do ${count(Math.max(...list.map((u) => u.owners)))} posiadaczy danych`,
  convergence: 'Jak bardzo przesuwa się model, według rund',
  convergenceLabel: (first, last) =>
    `Od 10 do potęgi ${first.toFixed(1)} na początku do 10 do potęgi ${last.toFixed(1)} teraz`,
};

export const slots: typeof en.slots = {
  label: (l) =>
    `Szyfrogram zawiera ${values(Math.min(l.perCiphertext, l.values))} (każda ${bits(l.slotBits)}), następnie ${bits(l.canaryBits)} na zera kontrolne i ${bits(l.countBits)} na liczbę posiadaczy danych.`,
  lowest: 'najniższy bit',
  highest: (n) => `bit ${count(n)}`,
  short: { canary: '0', count: '#' },
  parts: (l) => [
    {
      kind: 'slot',
      name: values(l.values),
      about: `każda ${bits(l.slotBits)}: dość na sumę od wszystkich posiadaczy danych`,
    },
    { kind: 'canary', name: 'Kontrola', about: `${bits(l.canaryBits)} z zerami w każdej uczciwej sumie` },
    {
      kind: 'count',
      name: 'Licznik',
      about: `${bits(l.countBits)} z liczbą posiadaczy danych w sumie`,
    },
    { kind: 'rest', name: 'Nieużywane', about: 'zero' },
  ],
};

export const inspector: typeof en.inspector = {
  title: (round) => `Runda ${count(round)}: co wyszło z tego komputera`,
  open: (round) => `Pokaż bajty wysłane w rundzie ${count(round)}`,
  look: 'Zobacz',
  all: (s) =>
    `${values(s.values)} w ${plural(s.ciphertexts, 'szyfrogramie', 'szyfrogramach', 'szyfrogramach')}, ${bytes(s.bytesUp)} po podpisanej wiadomości o rozmiarze ${bytes(s.headBytes)}.`,
  encrypted:
    'To wszystko, co w tej rundzie wyszło z Twoich danych. Jest zaszyfrowane i zamaskowane tak, że można odczytać tylko sumę.',
  layoutTitle: 'Zawartość szyfrogramu',
  valuesTitle: (n) => (n === 1 ? 'Wartość z nazwą' : `${values(n)} z nazwami`),
  value: (label, i, n) =>
    i === n - 1
      ? 'ile masz wierszy'
      : i === n - 2
        ? 'błąd na Twoich wierszach'
        : `w którą stronę powinno przesunąć się ${label}, według Twoich wierszy`,
  bytesTitle: 'Bajty',
  length: 'Długość wiadomości',
  message: 'Podpisana wiadomość',
  ciphertext: (i, n) => (n === 1 ? 'Szyfrogram' : `Szyfrogram ${count(i)} z ${count(n)}`),
  verified: 'To są bajty treści żądania. Ich odcisk jest tym z podpisanej wiadomości.',
  altered: 'Przechowywane tu bajty nie są tymi, które podpisano: coś na tym komputerze je zmieniło.',
  gone: 'Samych bajtów nie zachowano: trening wysyła ich zbyt wiele. Ich odcisk jest poniżej i w pokwitowaniu.',
  start: (n) => `Pokazano pierwsze ${bytes(n)}.`,
  signedTitle: 'Podpisana wiadomość',
  digest: 'Odcisk szyfrogramów (SHA-256)',
  requestsTitle: 'Wszystkie żądania tej rundy',
  requests: 'Klucze i podpisy nie zawierają danych. Niczego więcej w tej rundzie nie wysłano.',
  earlier: 'Lista już ich nie ma: wysłano je przed wczytaniem strony albo zbyt dawno.',
  panelTitle: 'To samo w przeglądarce',
  panel: (s) => [
    'Otwórz narzędzia programistyczne (F12, na Macu ⌥⌘I) i wybierz Sieć. Wymienione są tylko żądania wysłane, gdy są otwarte.',
    `Wybierz żądanie PUT, którego adres kończy się na rounds/${s.round}/${s.attempt}/uploads/…, i obejrzyj jego treść.`,
    'Porównaj ją z bajtami powyżej albo zapisz jedne i drugie i porównaj ich SHA-256.',
    'Lista zawiera każde żądanie tej strony: poszukaj wszystkiego innego, co wyszło.',
  ],
  before: 'Poprzedni',
  after: 'Następny',
  save: 'Zapisz te bajty',
  close: 'Zamknij',
};

export const traffic: typeof en.traffic = {
  title: 'Wysłano i odebrano',
  sent: 'wysłano',
  received: 'odebrano',
  details: 'Wszystkie żądania tej wizyty',
  path: 'Żądanie',
  hint: 'Panel sieci w Twojej przeglądarce pokazuje tę samą listę.',
  kernel: {
    simd: 'Szyfrowano arytmetyką wektorową przeglądarki.',
    bigint: 'Szyfrowano dużymi liczbami całkowitymi przeglądarki.',
    go: 'Szyfrowano rdzeniem WebAssembly.',
  },
};

// --- Jak wygląda miejsce danej osoby w treningu: przed dołączeniem i podczas oczekiwania.

export const standing: typeof en.standing = {
  closed: {
    begun: {
      title: 'Ten trening się rozpoczął',
      lead: 'Jego posiadacze danych są już ustaleni, a w tej przeglądarce nie ma Cię wśród nich. Jeśli trening obejmuje Cię już w innej przeglądarce, otwórz link właśnie w niej.',
    },
    finished: {
      title: 'Ten trening się zakończył',
      lead: 'Nie przyjmuje już danych. Zapytaj osobę, od której masz link, czy będzie następny.',
    },
    revoked: {
      title: 'Ten link został wycofany',
      lead: 'Zleceniodawca już go nie przyjmuje. Jeśli nadal chcesz wziąć udział, poproś o nowy osobę, od której go masz.',
    },
    late: {
      title: 'Ten link wygasł',
      lead: 'Ostatni dzień, w którym można było z niego skorzystać, minął. Zapytaj osobę, od której go masz, czy jest inny.',
    },
    full: {
      title: 'W tym treningu nie ma już miejsc',
      lead: 'Wszystkie miejsca są zajęte. Zapytaj osobę, od której masz link, czy jakieś się zwolni.',
    },
  },
  nothing: 'Z Twojego komputera nic nie odczytano.',
  notes: {
    joined: {
      title: 'Bierzesz już udział w tym treningu',
      lead: 'Jeszcze się nie zaczął. Wybierz ponownie swój plik i pozostaw tę stronę otwartą, aby być przy rozpoczęciu. Do tego czasu możesz też wybrać inny plik.',
    },
    used: {
      title: 'Ktoś już dołączył za pomocą tego linku',
      lead: 'Każdy link jest dla jednego posiadacza danych. Jeśli to Ty, w innej przeglądarce albo przed wyczyszczeniem jej pamięci, przejdź dalej: liczy się ta, która jest połączona. Jeśli nie, powiadom osobę, od której masz link, i poproś o własny.',
    },
    twice: {
      title: 'Bierzesz już udział w tym treningu z innym linkiem',
      lead: 'Posiadacz danych liczy się raz. Nie przekazuj nikomu tego linku; powiadom zleceniodawcę, że nie jest potrzebny.',
    },
    unknown: {
      title: 'Zleceniodawca nie zna tego linku',
      lead: 'Utworzono go dla innego treningu albo zapisy zleceniodawcy są starsze niż link. Zanim przejdziesz dalej, poproś o nowy.',
    },
  },
  waiting: {
    used: {
      title: 'To miejsce zajmuje inna przeglądarka',
      lead: 'Z tym samym linkiem połączony jest ktoś jeszcze, a liczy się tylko jedno z was. Jeśli to Ty, zamknij tamtą stronę. Jeśli nie, powiadom zleceniodawcę i poproś o własny link.',
    },
    twice: {
      title: 'Bierzesz już udział w tym treningu',
      lead: 'Bierzesz w nim udział także z innym linkiem i liczysz się raz. Tutaj możesz opuścić trening.',
    },
    revoked: {
      title: 'Nie dopuszczono Cię do treningu',
      lead: 'Zleceniodawca wycofał Twój link. Zapytaj go o powód; nic z Twoich wierszy nie zostało wysłane.',
    },
    unknown: {
      title: 'Nie dopuszczono Cię do treningu',
      lead: 'Zleceniodawca nie zna linku, z którego korzystasz. Poproś go o nowy; nic z Twoich wierszy nie zostało wysłane.',
    },
  },
  lobby: (admitted, others, start) =>
    (admitted < start
      ? `Dopuszczeni posiadacze danych: ${count(admitted)} z ${count(start)}. Trening zacznie się, gdy będą wszyscy.`
      : `Dopuszczeni posiadacze danych: ${count(admitted)}. Trening uruchamia zleceniodawca.`) +
    (others > 0 ? ` Pozostali, którzy dołączyli i się nie liczą: ${count(others)}.` : ''),
  notLooked: 'Zleceniodawca jeszcze nie sprawdził, kogo dopuszcza.',
  reconsider: 'Wybierz inny plik',
  keep: 'Kontynuuj automatycznie po ponownym wczytaniu strony',
  keepHint:
    'Sumy z Twoich wierszy, nigdy same wiersze, pozostają w tej przeglądarce do końca treningu: zaszyfrowane kluczem, którego żaden skrypt nie może odczytać, a na końcu usunięte.',
  cancel: 'Przerwij sprawdzanie',
  loading: 'Wczytuje się program strony: około 1,6 MB, jednorazowo. Twoje łącze wydaje się wolne.',
};

// --- Koniec treningu albo strony oraz rady na wypadek problemów.

export const done: typeof en.done = {
  title: 'Dziękujemy',
  leftTitle: 'Trening opuszczony',
  lead: (reason) => ending(reason) ?? 'Trening się zakończył.',
  summary: (rounds, up) =>
    `Twój udział: ${plural(rounds, 'przyjęta runda', 'przyjęte rundy', 'przyjętych rund')} i ${bytes(up)} wysłanych zaszyfrowanych sum.`,
  nothing: 'Nie użyto żadnej Twojej zaszyfrowanej sumy.',
  tableTitle: 'Co wyszło z tego komputera',
  round: 'Runda',
  size: 'Rozmiar',
  among: 'W sumie, na którą składa się',
  amongOwners: (u) => (u.accepted ? owners(u.owners) : 'nie użyto'),
  digest: 'Odcisk przesyłki',
  bytes: 'Bajty',
  save: 'Zapisz pokwitowanie',
  saveLead:
    'Pokwitowanie zawiera odciski Twoich przesyłek, dzięki czemu później możesz wykazać, co zostało wysłane. Nie zawiera niczego z Twoich wierszy.',
  close: 'Możesz zamknąć tę kartę.',
  another: 'Weź udział w innym treningu',
};

export const stopped: typeof en.stopped = {
  failedTitle: 'Strona musiała się zatrzymać',
  failed:
    'Na stronie coś się nie powiodło. Wszystko, co obliczono z Twoich wierszy, zniknęło z jej pamięci. Aby kontynuować, wczytaj stronę ponownie.',
  details: 'Szczegóły',
  reload: 'Wczytaj ponownie',
  unsupportedTitle: 'Ta przeglądarka nie może wziąć udziału',
  unsupported: (missing) =>
    `Brakuje jej: ${missing.join(', ')}. Użyj aktualnej wersji Firefoksa, Chrome, Edge albo Safari. Niczego nie wysłano.`,
  insecure: 'Tę stronę trzeba otworzyć przez https albo z tego samego komputera. Niczego nie wysłano.',
  bareTitle: 'Ta strona została po drodze zmieniona',
  bare: 'Przyszła bez zasad, które nie dopuszczają obcego kodu. Powiadom operatora tego serwera. Niczego nie odczytano i niczego nie wysłano.',
  features: {
    wasm: 'WebAssembly',
    bigint: 'dużych liczb całkowitych',
    worker: 'wątków roboczych (worker)',
    storage: 'pamięci dla tej strony',
    locks: 'blokad między kartami',
  },
};

export function hint(problem: Problem): string {
  if (problem.hint) return sentence(problem.hint);
  switch (problem.code as Code | ProblemCode | PageCode | undefined) {
    case 'unreachable':
    case 'unavailable':
      return 'Sprawdź połączenie i spróbuj ponownie.';
    case 'internal':
      return 'Wczytaj stronę ponownie. Jeśli to się powtórzy, powiadom zleceniodawcę.';
    default:
      return '';
  }
}

export { bytes, day, sentence, told };
