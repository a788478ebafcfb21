/** Elke zin van de pagina in het Nederlands, een module voor elk deel van de weg zoals in `../en`. */
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

// --- Uitdrukkingen die meerdere delen van de pagina gebruiken.

const { about, bytes, count, day, duration, roughly } = formats({
  language: 'nl',
  about: (length) => `ongeveer ${length}`,
  instant: 'minder dan een seconde',
});

const forms = plurals('nl');
/** Het woord bij een getal, zonder het getal. */
const word = (n: number, one: string, other: string) => forms(n, { one, other });
const plural = (n: number, one: string, other: string) => `${count(n)} ${word(n, one, other)}`;
export const owners = (n: number) => plural(n, 'gegevenshouder', 'gegevenshouders');
export const rows = (n: number) => plural(n, 'rij', 'rijen');
const rounds = (n: number) => plural(n, 'ronde', 'rondes');

const likely = (i: Invitation) =>
  mostRounds(i) === 1
    ? 'Eén ronde'
    : `${i.estimate.rounds < mostRounds(i) ? 'Waarschijnlijk' : 'Hoogstens'} ${rounds(i.estimate.rounds)}`;

const endings: Record<Ending, string> = {
  finished: 'De training is afgelopen.',
  stopped: 'De opdrachtgever heeft de training beëindigd.',
  left: 'U hebt de training verlaten.',
  contributed: 'Uw bijdrage ligt bij de bemiddelaar.',
  withdrawn: 'U hebt uw bijdrage ingetrokken.',
};
const ending = (reason: string): string | undefined => entry(endings, reason);

// --- Wat het programma meldt.

export const sentences: Sentences = {
  '%d cells': (n) => plural(Number(n), 'cel', 'cellen'),
  '%d names': (n) => plural(Number(n), 'naam', 'namen'),
  '%d of %d data owners are vouched for, this one included; at least %d are asked for':
    'voor {0} van {1} gegevenshouders wordt ingestaan, deze meegeteld; er zijn er ten minste {2} gevraagd',
  '%s (one differs only in upper and lower case)': '{0} (één verschilt alleen in hoofdletters en kleine letters)',
  '%s: %d rows are gone, changed, or on the other side of the holdout':
    '{0}: {1} rijen zijn weg, veranderd of aan de andere kant van de splitsing',
  '%s: %s (and %d more)': '{0}: {1} (en nog {2})',
  '%s: it is %s': '{0}: die is {1}',
  '%s: it is shorter than it was, or another one': '{0}: het is korter dan eerst, of het is een ander',
  '%s: line %d does not follow from the ones before': '{0}: regel {1} volgt niet uit de voorgaande',
  '%s: malformed line %d': '{0}: regel {1} is misvormd',
  '%s: round %d was charged otherwise before': '{0}: ronde {1} is eerder anders berekend',
  '%s: round %d would take ε past %s': '{0}: ronde {1} zou ε voorbij {2} brengen',
  '%s: the ledger lost lines while it was running': '{0}: het register verloor regels terwijl het in gebruik was',
  '%s; are they in %s?': '{0}; staan ze in {1}?',
  '1 cell': '1 cel',
  '1 name': '1 naam',
  'Agree to take part: --agree %s in the program, a tick in the page.':
    'Stem in met deelname: --agree {0} in het programma, een vinkje op de pagina.',
  'Ask the model owner for a new link.': 'Vraag de opdrachtgever om een nieuwe link.',
  'Ask the model owner for a new training.': 'Vraag de opdrachtgever om een nieuwe training.',
  'Ask the model owner for a new training; what is spent stays spent.':
    'Vraag de opdrachtgever om een nieuwe training; wat verbruikt is, blijft verbruikt.',
  'Ask the model owner for a smaller bounds.weight.': 'Vraag de opdrachtgever om een kleinere bounds.weight.',
  'Ask the model owner for a training with a higher cohort.min, or lower your own minimum.':
    'Vraag de opdrachtgever om een training met een hogere cohort.min, of verlaag uw eigen minimum.',
  'Ask the model owner for a training with a key of its own.':
    'Vraag de opdrachtgever om een training met een eigen sleutel.',
  'Ask the model owner for a training with privacy, or for a circle of data owners who vouch for one another.':
    'Vraag de opdrachtgever om een training met ruis, of om een kring van gegevenshouders die voor elkaar instaan.',
  'Ask the model owner for the reason.': 'Vraag de opdrachtgever naar de reden.',
  'Ask the model owner to send the link again.': 'Vraag de opdrachtgever de link opnieuw te sturen.',
  'Ask the model owner what went wrong.': 'Vraag de opdrachtgever wat er misging.',
  'Ask the model owner whether there is a new training.': 'Vraag de opdrachtgever of er een nieuwe training is.',
  'Ask the model owner why data owners keep leaving.': 'Vraag de opdrachtgever waarom gegevenshouders steeds weggaan.',
  'Bring the file that you began this training with; rows may be added to it.':
    'Neem het bestand waarmee u deze training begon; er mogen rijen bijkomen.',
  'Check the connection and that the address in the link is right.':
    'Controleer de verbinding en of het adres in de link klopt.',
  'Choose a CSV file first.': 'Kies eerst een CSV-bestand.',
  'Choose the file again.': 'Kies het bestand opnieuw.',
  'Come back later: the model owner waits for the trustee.':
    'Kom later terug: de opdrachtgever wacht op de vertrouwde derde.',
  "Compare the members' file with the others, or ask the model owner whom it admitted.":
    'Vergelijk het ledenbestand met de anderen, of vraag de opdrachtgever wie is toegelaten.',
  'Compare the words that the trustee publishes with those of the invitation.':
    'Vergelijk de woorden die de vertrouwde derde publiceert met die van de uitnodiging.',
  'Compare words with more of the data owners, mark them, and try again.':
    'Vergelijk woorden met meer gegevenshouders, vink ze aan en probeer het opnieuw.',
  'Compare words with them, or ask the model owner whom it admitted.':
    'Vergelijk woorden met hen, of vraag de opdrachtgever wie is toegelaten.',
  'Copy the whole link again.': 'Kopieer de hele link opnieuw.',
  'Do not take part: the facilitator serves something else than the model owner signed.':
    'Doe niet mee: de bemiddelaar biedt iets anders aan dan de opdrachtgever heeft ondertekend.',
  "Do not take part: the model owner's log was altered, or it breaks the rules of the training. Tell the model owner.":
    'Doe niet mee: het logboek van de opdrachtgever is veranderd, of het breekt de regels van de training. Zeg het tegen de opdrachtgever.',
  'Do not take part; tell the model owner.': 'Doe niet mee; zeg het tegen de opdrachtgever.',
  'Free some storage and try again.': 'Maak opslagruimte vrij en probeer het opnieuw.',
  'Go on from the newest copy of the vault, or on the machine that contributed last.':
    'Ga verder met de nieuwste kopie van de kluis, of op de computer die het laatst bijdroeg.',
  'Leave the running training first.': 'Verlaat eerst de lopende training.',
  'Leave the training first.': 'Verlaat eerst de training.',
  'Open an invite link first.': 'Open eerst een uitnodigingslink.',
  'Open the invite link again.': 'Open de uitnodigingslink opnieuw.',
  'Raise your limit to go on, or leave the training.': 'Verhoog uw grens om door te gaan, of verlaat de training.',
  'Restore into an empty folder.': 'Herstel in een lege map.',
  'Restore the vault from a copy.': 'Herstel de kluis uit een kopie.',
  'Restore the vault from a copy; without its ledger this owner takes no part.':
    'Herstel de kluis uit een kopie; zonder register doet deze gegevenshouder niet mee.',
  'Split the file or bring fewer rows.': 'Splits het bestand of neem minder rijen.',
  'Take another backup.': 'Maak een nieuwe back-up.',
  'Take part from the machine that it was handed over to.': 'Doe mee vanaf de computer waaraan het is overgedragen.',
  'Tell the model owner that a data owner was admitted twice.':
    'Zeg tegen de opdrachtgever dat een gegevenshouder twee keer is toegelaten.',
  'Tell the model owner that the training diverges.': 'Zeg tegen de opdrachtgever dat de training divergeert.',
  'Tell the model owner.': 'Zeg het tegen de opdrachtgever.',
  'Tell the other data owners and the model owner: large weights read single rows.':
    'Zeg het tegen de andere gegevenshouders en de opdrachtgever: grote gewichten lezen afzonderlijke rijen.',
  'Tell the other data owners and the model owner: two sums that differ in this alone speak of the rows that miss a value, or of single estimates.':
    'Zeg het tegen de andere gegevenshouders en de opdrachtgever: twee sommen die alleen hierin verschillen, spreken over de rijen die een waarde missen, of over afzonderlijke schattingen.',
  'The training may need a newer version of Blindfit.':
    'De training heeft misschien een nieuwere versie van Blindfit nodig.',
  'Try another browser or machine.': 'Probeer een andere browser of computer.',
  "Use the version that wrote it, or begin with an empty vault: another --dir, or the page's storage cleared.":
    'Gebruik de versie die haar schreef, of begin met een lege kluis: een andere --dir, of met gewiste opslag van de pagina.',
  'a PDF': 'een pdf',
  'a Parquet file': 'een Parquet-bestand',
  'a file of R (.rds or .RData)': 'een bestand van R (.rds of .RData)',
  'a file of SAS (.sas7bdat or .xpt)': 'een bestand van SAS (.sas7bdat of .xpt)',
  'a file of SPSS (.sav)': 'een bestand van SPSS (.sav)',
  'a file of Stata (.dta)': 'een bestand van Stata (.dta)',
  'a quote is opened in this row and never closed': 'in deze rij begint een aanhalingsteken dat nooit gesloten wordt',
  'a row with an event needs its time': 'een rij met een gebeurtenis heeft haar tijd nodig',
  'a running training cannot be forgotten': 'een lopende training kan niet vergeten worden',
  'a spreadsheet or an archive': 'een rekenblad of een archief',
  'a value is missing, and an %s has no substitute': 'een waarde ontbreekt, en {0} heeft geen vervanging',
  'a value is missing, and this training accepts no missing values':
    'een waarde ontbreekt, en deze training aanvaardt geen ontbrekende waarden',
  'a web page': 'een webpagina',
  'above the declared maximum %s': 'boven het opgegeven maximum {0}',
  'an SQLite database': 'een SQLite-database',
  'an old Excel workbook (.xls) or one with a password': 'een oude Excel-werkmap (.xls) of een met wachtwoord',
  'another training is running': 'er loopt een andere training',
  'another training of this owner began meanwhile, so the rows must be compared once more':
    'intussen is een andere training van deze gegevenshouder begonnen, dus de rijen moeten nog eens vergeleken worden',
  'below the declared minimum %s': 'onder het opgegeven minimum {0}',
  'bounds.weight is %d; in a circle it is at most %d': 'bounds.weight is {0}; in een kring is die hoogstens {1}',
  'column %s: %s': 'kolom {0}: {1}',
  'column %s: every row has the same value': 'kolom {0}: elke rij heeft dezelfde waarde',
  'column %s: missing in %d rows, so no cost is computed':
    'kolom {0}: de waarde ontbreekt in {1} rijen, dus wordt er geen verlies berekend',
  'compressed (.gz)': 'gecomprimeerd (.gz)',
  'decimal commas and decimal points are mixed in this file':
    'in dit bestand staan decimale komma’s en decimale punten door elkaar',
  'every row has one cell more than the header has names: the first is taken as the name of the row and not read':
    'elke rij heeft één cel meer dan de kop namen heeft: de eerste geldt als naam van de rij en wordt niet gelezen',
  'exact sums on shared weights let the model owner read single rows; this owner takes part in them in a circle only':
    'exacte sommen met gedeelde gewichten laten de opdrachtgever afzonderlijke rijen lezen; deze gegevenshouder doet daar alleen in een kring aan mee',
  "failed to check the model owner's key: %s": 'de sleutel van de opdrachtgever kon niet gecontroleerd worden: {0}',
  'failed to compute round %d: %s': 'ronde {0} kon niet berekend worden: {1}',
  'failed to keep for whom this owner vouches: %s':
    'voor wie deze gegevenshouder instaat, kon niet bewaard worden: {0}',
  'failed to open ledger: %s': 'het register kon niet geopend worden: {0}',
  'failed to prove the bit budget: %s': 'het aantal bits kon niet bewezen worden: {0}',
  'failed to reach the facilitator: %s': 'de bemiddelaar kon niet bereikt worden: {0}',
  'failed to read rows again: %s': 'de rijen konden niet opnieuw gelezen worden: {0}',
  'failed to read rows: %s': 'de rijen konden niet gelezen worden: {0}',
  'failed to read training file: %s': 'het trainingsbestand kon niet gelezen worden: {0}',
  'failed to sum rows: %s': 'de rijen konden niet opgeteld worden: {0}',
  'failed to time a round: %s': 'de duur van een ronde kon niet gemeten worden: {0}',
  'failed to verify manifest: %s': 'het manifest kon niet gecontroleerd worden: {0}',
  'failed to write vault: %s': 'de kluis kon niet geschreven worden: {0}',
  'incorrect training key: the training file does not open with this link':
    'onjuiste trainingssleutel: het trainingsbestand gaat met deze link niet open',
  'invalid charge: the training is exact': 'ongeldige afschrijving: de training is exact',
  'invalid ledger entry: a field is out of range': 'ongeldige regel in het register: een veld valt buiten zijn bereik',
  'invalid limit: must be a number from 0 to 1e6': 'ongeldige grens: het moet een getal van 0 tot 1e6 zijn',
  'invalid link: must not hold a user name or password':
    'ongeldige link: hij mag geen gebruikersnaam of wachtwoord bevatten',
  'invalid link: the part after # must begin with "2." or "2c."; it may come from another version':
    'ongeldige link: het deel na # moet met “2.” of “2c.” beginnen; hij komt misschien van een andere versie',
  'invalid log: it is shorter than was seen before, or differs from it':
    'ongeldig logboek: het is korter dan eerder gezien, of wijkt ervan af',
  'invalid manifest: cohort rules differ from the training file':
    'ongeldig manifest: de regels over het aantal gegevenshouders wijken af van het trainingsbestand',
  'invalid manifest: consent does not follow from the training file':
    'ongeldig manifest: de toestemming volgt niet uit het trainingsbestand',
  'invalid manifest: its fingerprint is not the one in the link':
    'ongeldig manifest: de vingerafdruk is niet die in de link',
  'invalid manifest: limits.rounds does not follow from the training file':
    'ongeldig manifest: limits.rounds volgt niet uit het trainingsbestand',
  'invalid manifest: masking differs from the training file':
    'ongeldig manifest: de maskering wijkt af van het trainingsbestand',
  'invalid manifest: noise does not follow from the training file':
    'ongeldig manifest: de ruis volgt niet uit het trainingsbestand',
  'invalid manifest: rounds do not follow from the training file':
    'ongeldig manifest: de rondes volgen niet uit het trainingsbestand',
  'invalid manifest: the key must have %d bits, as in the training file':
    'ongeldig manifest: de sleutel moet {0} bits hebben, zoals in het trainingsbestand',
  'invalid manifest: trustees.batch differs from the training file':
    'ongeldig manifest: trustees.batch wijkt af van het trainingsbestand',
  'invalid manifest: weights differ from the training file':
    'ongeldig manifest: de gewichten wijken af van het trainingsbestand',
  'invalid privacy ledger': 'ongeldig privacyregister',
  'invalid rows': 'ongeldige rijen',
  'invalid statement: the training uses no row of the file':
    'ongeldige verklaring: de training gebruikt geen enkele rij van het bestand',
  'invalid vault: it was written by another version of Blindfit':
    'ongeldige kluis: ze is door een andere versie van Blindfit geschreven',
  'invalid weights of round %d: %s': 'ongeldige gewichten in ronde {0}: {1}',
  'invalid weights of round %d: the scale of columns, what replaces missing values, or the variance between data owners is not that of the rounds before':
    'ongeldige gewichten in ronde {0}: de schaal van de kolommen, wat ontbrekende waarden vervangt of de variantie tussen gegevenshouders is niet die van de vorige rondes',
  'its numbers can be read in two ways: say whether the %s is a decimal sign or stands between thousands': (mark) =>
    `de getallen kunnen op twee manieren gelezen worden: zeg of de ${mark === 'comma' ? 'komma' : 'punt'} een decimaalteken is of duizendtallen scheidt`,
  'malformed arguments of %s': 'misvormde argumenten van {0}',
  'malformed code: a letter or digit is wrong; compare it with what you were sent':
    'misvormde code: een letter of cijfer is verkeerd; vergelijk hem met wat u is toegestuurd',
  'malformed code: must have 20 letters and digits, such as five groups of four':
    'misvormde code: hij moet 20 letters en cijfers hebben, bijvoorbeeld vijf groepen van vier',
  'malformed ledger': 'misvormd register',
  'malformed link: a character is wrong; copy it again': 'misvormde link: een teken is verkeerd; kopieer hem opnieuw',
  'malformed link: must begin with http:// or https:// and a host':
    'misvormde link: hij moet met http:// of https:// en een servernaam beginnen',
  'malformed link: the part after # is missing; copy the whole link':
    'misvormde link: het deel na # ontbreekt; kopieer de hele link',
  'malformed link: the part after # must have %d characters; it seems cut or altered':
    'misvormde link: het deel na # moet {0} tekens hebben; het lijkt afgebroken of veranderd',
  'malformed master secret': 'misvormd hoofdgeheim',
  'malformed vault entry of training %s': 'misvormde regel in de kluis voor training {0}',
  'members[%d] of the roster is a data owner already in it':
    'members[{0}] van de lijst is een gegevenshouder die er al in staat',
  'more rows than this training accepts (%d)': 'meer rijen dan deze training aanvaardt ({0})',
  'most values are outside the declared range': 'de meeste waarden vallen buiten het opgegeven bereik',
  'must be a whole number': 'moet een geheel getal zijn',
  'no training is open': 'er is geen training open',
  'no usable rows': 'geen bruikbare rijen',
  'not UTF-8 text: save the file as UTF-8': 'geen UTF-8-tekst: sla het bestand op als UTF-8',
  'not a number': 'geen getal',
  'not a number: a date': 'geen getal: een datum',
  'not a number: a fraction': 'geen getal: een breuk',
  "not a number: a spreadsheet's error": 'geen getal: een foutwaarde van een rekenblad',
  'not a number: a time of day': 'geen getal: een tijdstip',
  'not a number: a word': 'geen getal: een woord',
  'not a number: infinite': 'geen getal: oneindig',
  'not a number: it has a currency sign': 'geen getal: er staat een valutateken bij',
  'not a number: it has a per cent sign': 'geen getal: er staat een procentteken bij',
  'not a number: it has a sign such as < in front': 'geen getal: er staat een teken zoals < voor',
  'not a number: it has brackets, which may mean a minus': 'geen getal: er staan haakjes om, die min kunnen betekenen',
  'not a number: it has letters, such as those of a unit':
    'geen getal: er staan letters bij, zoals die van een eenheid',
  'not a number: its commas, points or spaces are neither one decimal sign nor between thousands':
    'geen getal: de komma’s, punten of spaties zijn niet één decimaalteken en scheiden ook geen duizendtallen',
  'not a number: too large': 'geen getal: te groot',
  'not one of the declared levels': 'niet een van de opgegeven niveaus',
  'not one of the declared levels (one differs only in upper and lower case)':
    'niet een van de opgegeven niveaus (één verschilt alleen in hoofdletters en kleine letters)',
  'nothing was sent in attempt %d of round %d': 'in poging {0} van ronde {1} is niets verstuurd',
  'only another data owner of this training can be vouched for':
    'men kan alleen instaan voor een andere gegevenshouder van deze training',
  'row %d: a quote is opened and never closed': 'rij {0}: er begint een aanhalingsteken dat nooit gesloten wordt',
  'row has %d cells, the header has %d names': 'de rij heeft {0} cellen, de kop heeft {1} namen',
  'row has %s, the header has %s': 'de rij heeft {0}, de kop heeft {1}',
  'rows cannot change while a training runs': 'rijen kunnen niet veranderen terwijl een training loopt',
  'the facilitator does not know this training: %s': 'de bemiddelaar kent deze training niet: {0}',
  'the facilitator holds a later message of this data owner: %s':
    'de bemiddelaar heeft een later bericht van deze gegevenshouder: {0}',
  'the facilitator refused: %s': 'de bemiddelaar weigerde: {0}',
  'the file has no such column': 'het bestand heeft die kolom niet',
  'the file has no such column (is it %s?)': 'het bestand heeft die kolom niet (is het {0}?)',
  'the file has this column twice': 'het bestand heeft deze kolom twee keer',
  'save it as CSV (in R: write.csv(TABLE, "rows.csv", row.names = FALSE))':
    'sla het op als CSV (in R: write.csv(TABLE, "rows.csv", row.names = FALSE))',
  'save it as CSV (in SAS: proc export dbms=csv; in R: write.csv(haven::read_sas(FILE), "rows.csv", row.names = FALSE))':
    'sla het op als CSV (in SAS: proc export dbms=csv; in R: write.csv(haven::read_sas(FILE), "rows.csv", row.names = FALSE))',
  'save it as CSV (in SPSS: File, Save As, CSV; in R: write.csv(haven::read_sav(FILE), "rows.csv", row.names = FALSE))':
    'sla het op als CSV (in SPSS: Bestand, Opslaan als, CSV; in R: write.csv(haven::read_sav(FILE), "rows.csv", row.names = FALSE))',
  'save it as CSV (in Stata: export delimited rows.csv; in R: write.csv(haven::read_dta(FILE), "rows.csv", row.names = FALSE))':
    'sla het op als CSV (in Stata: export delimited rows.csv; in R: write.csv(haven::read_dta(FILE), "rows.csv", row.names = FALSE))',
  'unpack it and choose the file within (a file of R is saved by write.csv(TABLE, "rows.csv", row.names = FALSE))':
    'pak het uit en kies het bestand erin (een bestand van R slaat u op met write.csv(TABLE, "rows.csv", row.names = FALSE))',
  'save it as .xlsx': 'sla het op als .xlsx',
  'save the table as CSV': 'sla de tabel op als CSV',
  'save the table as CSV, or take part with the program dataowner, which reads it':
    'sla de tabel op als CSV, of doe mee met het programma dataowner, dat het leest',
  'an Excel workbook in XML of 2003': 'een Excel-werkmap in XML van 2003',
  'the file is %s: %s': 'het bestand is {0}: {1}',
  'the file is a binary Excel workbook (.xlsb)': 'het bestand is een binaire Excel-werkmap (.xlsb)',
  'the file is UTF-16 text: save it as CSV in UTF-8': 'het bestand is UTF-16-tekst: sla het op als CSV in UTF-8',
  'the file is empty': 'het bestand is leeg',
  'the file is not UTF-8 text: save it as CSV in UTF-8': 'het bestand is geen UTF-8-tekst: sla het op als CSV in UTF-8',
  'the file is not text: save it as CSV in UTF-8': 'het bestand is geen tekst: sla het op als CSV in UTF-8',
  'the file lacks a column of this training': 'het bestand mist een kolom van deze training',
  'the file must be at most %d MB': 'het bestand mag hoogstens {0} MB groot zijn',
  'the first row looks like values, not names: put the names of the columns above it':
    'de eerste rij lijkt op waarden, niet op namen: zet de namen van de kolommen erboven',
  'the ledger has a different number of lines': 'het register heeft een ander aantal regels',
  'the ledger was changed meanwhile': 'het register is intussen veranderd',
  'the ledger was replaced while it was open': 'het register is vervangen terwijl het open was',
  'the lines end in carriage returns alone: save the file with LF or CRLF line ends':
    'de regels eindigen alleen op een CR: sla het bestand op met regeleinden LF of CRLF',
  'the model owner admitted no data owner in time; expected are %s':
    'de opdrachtgever liet niet op tijd een gegevenshouder toe; verwacht worden {0}',
  'the model owner did not admit this data owner': 'de opdrachtgever heeft deze gegevenshouder niet toegelaten',
  'the model owner rejected %d attempts at round %d; this owner takes no further part in it':
    'de opdrachtgever verwierp {0} pogingen van ronde {1}; deze gegevenshouder doet er niet verder aan mee',
  'row %d has words above numbers, such as units, and is not read':
    'rij {0} heeft woorden boven getallen, zoals eenheden, en wordt niet gelezen',
  'the names of the columns are in row %d; what is above is not read':
    'de namen van de kolommen staan in rij {0}; wat erboven staat wordt niet gelezen',
  'the privacy budget is spent': 'het privacybudget is verbruikt',
  'the roster is not the circle: missing %s; not in the circle %s':
    'de lijst is niet de kring: er ontbreken {0}; niet in de kring zijn {1}',
  'the round has had as many lists of owners as it may have':
    'de ronde heeft zoveel lijsten van gegevenshouders gehad als ze mag hebben',
  'the row of the names is one cell: no comma, semicolon, tab or | is between names':
    'de rij met de namen is één cel: tussen de namen staat geen komma, puntkomma, tab of |',
  'the rows are not those that were stated for this training':
    'de rijen zijn niet die welke voor deze training verklaard zijn',
  'the rows must be compared once more': 'de rijen moeten nog eens vergeleken worden',
  'the sum would be over %d data owners; this owner takes part with at least %d':
    'de som zou over {0} gegevenshouders gaan; deze gegevenshouder doet mee met ten minste {1}',
  'the training goes on without this data owner: it was revoked, or did not state its rows in time':
    'de training gaat zonder deze gegevenshouder verder: hij is uitgesloten, of heeft zijn rijen niet op tijd verklaard',
  'the training takes no more data owners: %s (%s)': 'de training neemt geen gegevenshouders meer op: {0} ({1})',
  "the training's key was met in another training": 'de sleutel van de training kwam al in een andere training voor',
  "the trustees' accepts are not those that this data owner contributed under before":
    'de toezeggingen van de vertrouwde derden zijn niet die waaronder deze gegevenshouder eerder bijdroeg',
  'the values fill less than 2 % of the declared range': 'de waarden vullen minder dan 2 % van het opgegeven bereik',
  'the vault belongs to another owner than the backup': 'de kluis is van een andere gegevenshouder dan de back-up',
  'there are no rows to contribute': 'er zijn geen rijen om bij te dragen',
  'this browser does not know that training': 'deze browser kent die training niet',
  'this data owner has contributed nothing to the training':
    'deze gegevenshouder heeft niets aan de training bijgedragen',
  'this ledger was handed over to another machine': 'dit register is aan een andere computer overgedragen',
  'this link needs the code that you were sent': 'deze link vraagt de code die u is toegestuurd',
  'this owner does not upload in this training': 'deze gegevenshouder verstuurt niets in deze training',
  "this owner's limit of ε would be passed": 'de grens voor ε van deze gegevenshouder zou overschreden worden',
  'this training is already running': 'deze training loopt al',
  'this training needs a yes of yours: %s': 'deze training heeft een ja van u nodig: {0}',
  'this training was stated before': 'voor deze training is al een verklaring gedaan',
  'trustee %d of the training (%s) is none of those that you named':
    'vertrouwde derde {0} van de training ({1}) is geen van degenen die u noemde',
  'unknown command %s': 'onbekende opdracht {0}',
  'very many requests come from your network address; trying again in %d seconds':
    'er komen zeer veel verzoeken van uw netwerkadres; over {0} seconden wordt het opnieuw geprobeerd',
  'you do not vouch for every data owner of the circle: not vouched for are %s; vouched for and not admitted are %s':
    'u staat niet in voor elke gegevenshouder van de kring: niet ingestaan wordt voor {0}; wel ingestaan en niet toegelaten zijn {1}',
  'the file is an archive or a document, and no workbook':
    'het bestand is een archief of een document, en geen werkmap',
  'Unpack it, or save the table as .xlsx or CSV.': 'Pak het uit, of sla de tabel op als .xlsx of CSV.',
  'the file is an old Excel workbook (.xls)': 'het bestand is een oude Excel-werkmap (.xls)',
  'Save it as .xlsx and choose it again.': 'Sla het op als .xlsx en kies het opnieuw.',
  'the workbook is broken': 'de werkmap is beschadigd',
  'Open it in a spreadsheet program and save it again.': 'Open haar in een rekenbladprogramma en sla haar opnieuw op.',
  'the workbook has a password': 'de werkmap heeft een wachtwoord',
  'Take the password off in your spreadsheet program and save it again.':
    'Haal het wachtwoord weg in uw rekenbladprogramma en sla haar opnieuw op.',
  'the file unpacks to more than 512 MB': 'het bestand is uitgepakt groter dan 512 MB',
  'Save the table as CSV in UTF-8.': 'Sla de tabel op als CSV in UTF-8.',
  'sheet %s has %d formulas without a value': 'werkblad {0} heeft {1} formules zonder waarde',
  'Open it in a spreadsheet program and save it again, so that it holds the values.':
    'Open haar in een rekenbladprogramma en sla haar opnieuw op, zodat ze de waarden bevat.',
  'no sheet holds a table': 'geen werkblad bevat een tabel',
  'sheet %s holds no table': 'werkblad {0} bevat geen tabel',
  'Put the names of the columns in one row and the values below it.':
    'Zet de namen van de kolommen in één rij en de waarden eronder.',
  '%d rows': '{0} rijen',
  '%d rows stand alone': '{0} rijen staan alleen',
  '%s: a sum, or the difference of two, would tell of one or two of them alone.':
    '{0}: een som, of het verschil van twee, zou iets verraden over een of twee ervan alleen.',
  '1 row': '1 rij',
  '1 row stands alone': '1 rij staat alleen',
  'A sum, or the difference of two, would be over %s of yours; at least %d are asked for.':
    'Een som, of het verschil van twee, zou over {0} van u gaan; er zijn er ten minste {1} gevraagd.',
  'A training that adjusts for its data owners can do without such a column: with "site": "fixed" your means stay with you.':
    'Een training die rekening houdt met haar gegevenshouders kan zonder zo’n kolom: met "site": "fixed" blijven uw gemiddelden bij u.',
  "If it departs from the method it can read single rows of somebody among you; with another member's help it learns whose.":
    'Wijkt hij af van de methode, dan kan hij afzonderlijke rijen van een van u lezen; met hulp van een ander lid komt hij te weten van wie.',
  "Its cluster errors are made of products of each member's own sums: where you are few, or with another member's help, it can tell the sums of one of you.":
    'Zijn fouten per gegevenshouder bestaan uit producten van de eigen sommen van elk lid: zijn er weinigen, of met hulp van een ander lid, dan kan hij de sommen van een van u herkennen.',
  'See line %d: %s.': 'Zie regel {0}: {1}.',
  'See lines %d and %d: %s.': 'Zie regels {0} en {1}: {2}.',
  'The model owner sees sums over all of you in each round.':
    'De opdrachtgever ziet in elke ronde sommen over u allen.',
  'The people in this file are others than the %d of %s, a sum that you gave on %s: none of its rows is in the file.':
    'De mensen in dit bestand zijn andere dan de {0} van {1}, een som waaraan u op {2} bijdroeg: geen van de rijen ervan staat in het bestand.',
  'The people in this file are others than the %d of %s, a sum that you gave on %s: the file lacks a column of it.':
    'De mensen in dit bestand zijn andere dan de {0} van {1}, een som waaraan u op {2} bijdroeg: het bestand mist een kolom ervan.',
  'The people in this file were in none of the sums that it may lack.':
    'De mensen in dit bestand zaten in geen van de sommen die erin kunnen ontbreken.',
  'The sums of this training have no noise, so no ε bounds what they disclose.':
    'De sommen van deze training hebben geen ruis, dus geen ε begrenst wat ze verraden.',
  'With this training it may be %s.': 'Met deze training kan het {0} zijn.',
  'You limit what trainings disclose of you to ε = %s.': 'U begrenst wat trainingen over u verraden tot ε = {0}.',
  'Your account of what you gave lost lines by %s.': 'Uw rekening van wat u gaf is vóór {0} regels kwijtgeraakt.',
  "Your rows have one value only in %s: the sums then tell your part from the others'.":
    'Uw rijen hebben maar één waarde in {0}: de sommen onderscheiden dan uw deel van dat van de anderen.',
  'it has as many as it takes': 'ze heeft er zoveel als ze opneemt',
  'it has begun, or is over': 'ze is begonnen, of voorbij',
};

export const codes: Codes = {
  link: 'De link is onvolledig of veranderd.',
  code: 'De code past niet bij deze link.',
  unreachable: 'De bemiddelaar is niet bereikbaar.',
  manifest: 'De bemiddelaar biedt niet de training aan waarvoor deze link is.',
  key: 'De sleutel van deze training is niet veilig.',
  training_file: 'De training vraagt iets wat deze pagina niet kan.',
  rows: 'De rijen passen niet bij deze training.',
  cohort: 'De gegevenshouders van deze training voldoen niet aan de regels.',
  agree: 'De training heeft een ja nodig dat u niet gegeven hebt.',
  not_admitted: 'De opdrachtgever heeft u niet toegelaten.',
  ledger: 'Het logboek van de opdrachtgever komt niet overeen met wat eerder gezien is.',
  privacy: 'Een ronde zou meer over u verraden dan u toestaat.',
  pinned: 'De training vraagt meer dan u hebt vastgelegd.',
  protocol: 'Er kwam een bericht dat geen eerlijke partij verstuurt.',
  unsupported: 'De training heeft een nieuwere versie van Blindfit nodig.',
  ended: 'Deze training is voorbij.',
  command: 'Dat kan op dit moment niet.',
  vault: 'De aantekeningen in deze browser zijn niet bruikbaar.',
  internal: 'Er ging iets mis in het programma.',
};

const { sentence, told } = speaker(sentences, codes, stop, count);

// --- De pagina zelf, de link en de uitnodiging: wat iemand leest voordat hij een bestand kiest.

export const site: typeof en.site = {
  name: 'Blindfit',
  promise: 'Uw rijen blijven op deze computer.',
  steps: ['Uitnodiging', 'Uw gegevens', 'Bijdragen', 'Ontvangstbewijs'],
  stepsLabel: 'Stappen',
  starting: 'Bezig met starten…',
  language: 'Taal',
};

export const source: typeof en.source = {
  file: 'Deze pagina is een bestand op uw computer.',
  local: 'Deze pagina komt van een programma op uw computer.',
  facilitator: (host) =>
    `Deze pagina komt van de bemiddelaar, ${host}: u vertrouwt erop dat die server haar niet verandert.`,
  about: 'Over Blindfit, en hoe u de pagina controleert (opent een nieuw tabblad, in het Engels)',
  host: (host) => `Deze pagina komt van ${host}.`,
  module: 'SHA-256 van haar programma:',
};

export const link: typeof en.link = {
  title: 'Aan een training meedoen',
  lead: 'Plak de uitnodigingslink die de opdrachtgever u stuurde. Er wordt niets verstuurd voordat u het verzoek en de afzender hebt gezien.',
  label: 'Uitnodigingslink',
  placeholder: 'https://…/join#2.…',
  open: 'Uitnodiging openen',
  knownTitle: 'Trainingen die deze browser kent',
  continue: 'Verder',
  receipt: 'Ontvangstbewijs',
  forget: 'Vergeten',
  forgetQuestion:
    'Deze training vergeten? Haar identiteit op deze computer wordt gewist; zonder een nieuwe link kunt u er niet naar terug.',
  ended: (reason) => ending(reason) ?? 'Afgelopen.',
  running: 'Niet afgelopen.',
};

export const checking: typeof en.checking = {
  link: 'De uitnodiging wordt gecontroleerd',
  linkLead:
    'De training die de bemiddelaar aanbiedt wordt vergeleken met de vingerafdruk in uw link, en de sleutel wordt gecontroleerd.',
  file: (name) => `${name} wordt gecontroleerd`,
  fileLead:
    'Elke rij wordt vergeleken met de kolommen van de training. Dat gebeurt op uw computer; het bestand wordt niet geüpload.',
};

export const refused: typeof en.refused = {
  title: 'Deze link is geweigerd',
  lead: 'Er is niets van uw computer gelezen, en niets over u verstuurd.',
  again: 'Een andere link proberen',
  retry: 'Opnieuw proberen',
  titles: {
    unreachable: 'Geen verbinding met de bemiddelaar',
    memory: 'Deze training is te groot voor deze computer',
    second_tab: 'Open in een ander tabblad',
    vault: 'De aantekeningen in deze browser zijn niet bruikbaar',
  },
  reasons: {
    link: 'De link is onvolledig of veranderd.',
    unreachable: 'De bemiddelaar, de server ertussen, is niet bereikbaar.',
    manifest: 'De bemiddelaar biedt niet de training aan waarvoor deze link is.',
    key: 'De sleutel van deze training is niet veilig.',
    training_file: 'De training vraagt iets wat deze pagina niet kan.',
    unsupported: 'De training heeft een nieuwere versie van Blindfit nodig.',
    ended: 'Deze training is voorbij.',
    memory: 'Ze heeft meer geheugen nodig dan een tabblad van deze browser hier heeft.',
    vault: 'Deze browser bewaart sleutels en aantekeningen van een andere versie van Blindfit, of ze zijn beschadigd.',
    second_tab:
      'Deze training is al open in een ander tabblad. Gebruik dat tabblad, of sluit het en probeer het hier opnieuw.',
  },
  other: 'De link kon niet geopend worden.',
};

export const tooLarge: typeof en.tooLarge = (needed, room) => ({
  code: 'memory',
  message: `één ronde heeft ongeveer ${bytes(needed)} geheugen nodig; een tabblad van deze browser heeft ongeveer ${bytes(room)}`,
  hint: 'Doe mee op een grotere computer, of met het programma dataowner.',
});

export const kinds: Record<ModelKind, string> = {
  ...en.names.kinds,
  linear_regression: 'een lineaire regressie',
  logistic_regression: 'een logistische regressie',
  softmax_regression: 'een multinomiale logistische regressie',
  proportional_odds: 'een regressie van rangen (proportionele odds)',
  poisson_regression: 'een Poissonregressie van aantallen',
  negative_binomial_regression: 'een negatief-binomiale regressie van aantallen',
  gamma_regression: 'een gammaregressie van positieve getallen',
  discriminant:
    'een lineaire discriminant (een benadering van logistische regressie, waarvan de kansen nagegaan moeten worden)',
  mlp: 'een klein neuraal netwerk',
  describe: 'aantallen en sommen',
  cox_regression: 'een Coxregressie van de tijd tot een gebeurtenis',
  piecewise_exponential: 'een stuksgewijs exponentiële regressie van de tijd tot een gebeurtenis',
};

export const invitation: typeof en.invitation = {
  asks: (words) => ['De opdrachtgever ', words, ' vraagt uw hulp '],
  lead: (i) =>
    (i.model.kind !== 'describe'
      ? `om ${entry(kinds, i.model.kind) ?? 'een model'} te schatten${i.target ? ` dat ${i.target.name} voorspelt` : ''} uit ${plural(i.features.length, 'kolom', 'kolommen')}. `
      : `om ${plural(i.features.length, 'kolom', 'kolommen')}${i.model.group ? ` per ${i.model.group}` : ''} te beschrijven: aantallen en sommen, geen model. `) +
    'Meerdere gegevenshouders doen mee; geen van hen ziet de gegevens van een ander.',
  ended: (reason) => `U was al eerder in deze training. ${ending(reason) ?? 'Ze is afgelopen.'}`,
  known: 'Deze browser was al eerder in deze training. Kies hetzelfde bestand om verder te gaan waar u was.',
  columnsTitle: 'Kolommen die ze nodig heeft',
  column: 'Kolom',
  type: 'Soort',
  allowed: 'Toegestaan',
  predicted: 'voorspeld',
  types: {
    continuous: 'getal',
    discrete: 'geheel getal',
    ordinal: 'geordend niveau',
    nominal: 'categorie',
  },
  holdout: (share) =>
    `${about(100 * share)} % van uw rijen wordt achtergehouden om het model mee te meten: het leert er niet van.`,
  folds: (parts) => `Ook sommen over elk van ${parts} delen van uw rijen worden verstuurd, om het model mee te meten.`,
  missing: {
    reject: 'Elke cel moet een waarde hebben.',
    drop_row: 'Rijen met een lege cel vallen weg.',
    indicator: 'Lege cellen zijn toegestaan.',
    mean: 'Een lege cel wordt gevuld met het gemiddelde van een getal of rang, of met het meest voorkomende niveau, over alle gegevenshouders.',
    mode: 'Een lege cel wordt gevuld met de meest voorkomende waarde over alle gegevenshouders, of met het gemiddelde van een continu getal.',
  } satisfies Record<MissingRule, string>,
  range: (c) => {
    if (c.levels) return c.levels.join(', ') + (c.other ? ` (al het overige telt als ${c.other})` : '');
    if (c.min == null || c.max == null) return 'alles';
    return `${value(c.min)} tot ${value(c.max)}${c.unit ? ` ${c.unit}` : ''}`;
  },
  fileTitle: 'Kies uw bestand',
  fileLead: (i) =>
    `Een werkmap (.xlsx, .ods) of een CSV-bestand met deze kolommen in de kop, in willekeurige volgorde, hoogstens ${rows(i.maxRows)}. Andere kolommen worden genegeerd.`,
  drop: 'Zet hier een werkmap of een CSV-bestand neer, plak een tabel die u gekopieerd hebt, of',
  pasted: 'de geplakte tabel',
  template: 'Een lege tabel met deze kolommen downloaden',
  choose: 'Een bestand kiezen',
  chooseOther: 'Een ander bestand kiezen',
  notCsv: 'Dat is niet één bestand. Zet één bestand neer.',
};

export const who: typeof en.who = {
  title: 'Zijn zij het echt?',
  lead: 'Vraag de opdrachtgever, telefonisch of persoonlijk, om u deze woorden voor te lezen. Doe niet mee als een woord verschilt.',
  trusteesLead:
    'Vertrouwde derden bewaren de maskers van wat u verstuurt: vergelijk hun woorden met die welke zij op hun eigen pagina’s publiceren.',
  trustee: (name) => `Vertrouwde derde: ${name}`,
  modelOwner: 'Opdrachtgever',
  training: 'Training',
  key: 'Versleutelingssleutel',
  keyBits: (bits) => `Paillier, ${count(bits)} bits`,
  you: 'U, in deze training',
  details: 'Volledige vingerafdrukken',
};

const inRound: Record<RoundKind, string> = {
  gradient: 'sommen over uw rijen',
  statistics: 'aantallen, sommen en kwadraten van uw kolommen',
  evaluation: 'sommen die het resultaat meten',
  one_round: 'sommen en producten van uw kolommen',
};

export const leaves: typeof en.leaves = {
  title: 'Wat deze computer verlaat',
  leavesTitle: 'Vertrekt',
  staysTitle: 'Blijft hier',
  seesTitle: 'Wat elke partij ziet',
  round: (r) =>
    `${r.most === 1 ? 'Eén keer' : `Hoogstens ${count(r.most)} keer`}: ${count(r.values)} ${entry(inRound, r.kind) ?? inRound.gradient}, versleuteld en gemaskeerd in ${plural(r.ciphertexts, 'cijfertekst', 'cijferteksten')}. Met sleutels en handtekeningen is dat ${bytes(r.up)}.`,
  total: (i) =>
    `In totaal hoogstens ${bytes(i.rounds.reduce((sum, r) => sum + r.most * r.up, 0))}` +
    (i.estimate.rounds < mostRounds(i) ? ', als al deze rondes nodig zijn; waarschijnlijk minder.' : '.'),
  identity: 'Een naam die alleen voor deze training is verzonnen, uw netwerkadres, en wanneer u meedoet.',
  statement:
    'Vóór de eerste ronde, of uw rijen al in sommen zaten, en in hoeveel trainingen. Wie in dezelfde training was, herkent dat.',
  words: 'Aan de opdrachtgever en de andere gegevenshouders: woorden voor u die in alle trainingen dezelfde blijven.',
  stays: [
    'Uw bestand, de naam ervan en elke rij erin.',
    'Hoeveel rijen u hebt: dat zit in de versleuteling.',
    'De geheime sleutels die voor deze training gemaakt zijn.',
  ],
  facilitator: 'De bemiddelaar, de server ertussen, geeft versleutelde berichten door. Hij kan ze niet lezen.',
  modelOwner: (i) =>
    `De opdrachtgever kan alleen het totaal van ten minste ${owners(i.cohort.min)} openen, nooit het uwe alleen.`,
  pooled: (i) =>
    (i.model.kind === 'describe'
      ? 'De totalen zijn aantallen en sommen over alle gegevenshouders; er wordt geen model van gemaakt.'
      : i.model.weights === 'encrypted' || i.model.method === 'one_round'
        ? 'De totalen tonen hoe de kolommen over alle gegevenshouders samenhangen, en geven het model.'
        : 'De totalen geven het model, ronde na ronde.') +
    (i.privacy ? ' Ruis verbergt uw deel erin.' : ' U beslist of een totaal te veel over u verraadt.'),
  model: (i) =>
    i.model.weights === 'shared' && i.model.method !== 'one_round'
      ? 'U en de andere gegevenshouders zien na elke ronde het model, en kunnen er het totaal van elke ronde uit berekenen.' +
        (i.privacy ? '' : ' Als alle anderen hun kennis samenvoegen, komen zij uw deel ervan te weten.')
      : i.model.kind !== 'describe'
        ? 'U en de andere gegevenshouders zien het model niet.'
        : 'U en de andere gegevenshouders zien de totalen niet.',
};

export const expected: typeof en.expected = {
  title: 'Tijd en bytes',
  measuring: 'Er wordt gemeten hoe snel deze computer is…',
  time: (i) =>
    `${likely(i)}: in totaal ${duration(i.estimate.seconds)} rekentijd op deze computer` +
    (i.estimate.rounds > 1 ? `, ${duration(i.estimate.secondsPerRound)} voor één ronde` : '') +
    ', plus het wachten op de anderen.',
  bytes: (i) =>
    `Dat verstuurt ongeveer ${bytes(i.estimate.bytesUp)} en ontvangt hoogstens ${bytes(i.estimate.bytesDown)}.`,
};

export const privacy: typeof en.privacy = {
  title: 'Privacybudget',
  about: (p) =>
    `Er wordt ruis toegevoegd zodat het resultaat weinig zegt over ${p.unit === 'record' ? 'een afzonderlijke rij' : 'een afzonderlijke gegevenshouder'}: ε = ${value(p.epsilon)}, δ = ${value(p.delta)} voor de hele training. ` +
    `Wat iemand over ${p.unit === 'record' ? 'een rij' : 'u'} vermoedt, kan hoogstens ${roughly(Math.exp(p.epsilon))} keer zo waarschijnlijk worden, behalve met een kans van ongeveer δ` +
    (p.epsilon > 5 ? ': een zwakke belofte.' : p.epsilon > 1.5 ? '.' : ': een sterke belofte.'),
  own: (p) => `Deze training: ε ${about(p.spent)} van ${about(p.epsilon)} verbruikt`,
  all: (p) =>
    `Al uw trainingen: ε ${about(p.spentAll)}` +
    (p.limit ? ` van uw grens ${about(p.limit)}` : ', zonder een eigen grens'),
  limit: 'Stoppen zodra al mijn trainingen samen deze ε over mij hebben verbruikt',
  limitHint: (p) =>
    p.limit
      ? `Huidige grens: ${value(p.limit)}. Vul 0 in om haar weg te halen. Wanneer ze bereikt is, draagt u vanzelf niet meer bij.`
      : `Zonder grens gaat u door tot de training afgelopen is. Deze training vraagt ε ${value(p.epsilon)}.`,
};

// --- Wie vraagt, waarvoor, en het blad voor wie de gegevensbescherming verantwoordt.

const fields: typeof en.asking.fields = [
  ['contact', 'Contact'],
  ['closing', 'Laatste dag om mee te doen'],
  ['return', 'Wat u ervoor krijgt'],
  ['approval', 'Goedgekeurd door'],
  ['approval_number', 'Nummer van de goedkeuring'],
  ['legal_basis', 'Rechtsgrond'],
  ['controller', 'Verwerkingsverantwoordelijke'],
  ['retention', 'Bewaartermijn van de resultaten'],
];

export const asking: typeof en.asking = {
  title: 'Wie u iets vraagt',
  own: 'In de eigen woorden van de opdrachtgever. Niemand heeft ze nagegaan; vergelijk de woorden hieronder met iemand die u daar kent.',
  nothing:
    'De opdrachtgever zegt niets over zichzelf. Vraag wie het is en waarvoor het resultaat dient voordat u meedoet.',
  fields,
  value: (name, text) => (name === 'closing' ? day(text) : text),
  more: 'Meer hierover',
  links: 'Pagina’s hierover',
  logo: 'Logo dat de opdrachtgever gebruikt',
  calendar: 'De laatste dag in mijn agenda zetten',
  event: (training) => `Laatste dag om mee te doen: ${training}`,
};

export const sheet: typeof en.sheet = {
  title: 'Blad over gegevensbescherming',
  open: 'Voor uw functionaris gegevensbescherming',
  print: 'Dit blad afdrukken',
  purpose: 'Doel',
  asker: 'Wie het vraagt',
  notSaid: 'niet vermeld',
  training: 'Training',
  fingerprint: 'Vingerafdruk van de ondertekende beschrijving',
  columns: 'Kolommen die gelezen worden',
  measures: 'Bescherming',
  measure: (i) => [
    `Sommen worden versleuteld met een Paillier-sleutel van ${i.keyBits} bits die alleen de opdrachtgever kan openen, en zo gemaskeerd dat ze alleen opengaan als totaal van ten minste ${owners(i.cohort.min)}.`,
    'Rijen worden alleen in de browser gelezen. Elk bericht is ondertekend, en het ontvangstbewijs noemt alles wat vertrok.',
    ...(i.privacy ? [`Ruis houdt de hele training binnen ε = ${i.privacy.epsilon} en δ = ${i.privacy.delta}.`] : []),
  ],
  remaining: 'Wat overblijft',
  remain: [
    'Een totaal over weinig rijen verraadt er veel over.',
    'Als alle andere gegevenshouders verzonnen waren, zou een totaal alleen uw deel zijn. Vergelijk woorden met de anderen.',
    'Deze computer, deze browser en deze pagina moeten betrouwbaar zijn.',
  ],
  consent: 'Zinnen om mee in te stemmen',
};

// --- Het bestand: hoe het bij de training past, en hoe het anders gelezen kan worden.

const by = (factor: number) => (factor < 1 ? `1/${count(Math.round(1 / factor))}` : count(factor));

export const file: typeof en.file = {
  badTitle: 'Dit bestand past nog niet',
  badLead: (n) =>
    `${plural(n, 'probleem', 'problemen')} gevonden. Verbeter het bestand en kies het opnieuw; er is niets verstuurd.`,
  unreadable: 'Het bestand kon niet gelezen worden.',
  places: 'Rijen',
  inRows: (some, n) => {
    const most = 8;
    const shown = some.slice(0, most).join(', ');
    return n > Math.min(most, some.length) ? `${count(n)}: ${shown}, …` : shown;
  },
  problems: 'Problemen',
  column: 'Kolom',
  rule: 'Probleem',
  wholeFile: 'bestand',
  readyTitle: 'Uw bestand past',
  readyLead: (n, name) => `${rows(n)} uit ${name} ${word(n, 'doet', 'doen')} mee.`,
  dropped: (n) => `${rows(n)} met een lege cel ${word(n, 'valt', 'vallen')} weg.`,
  ignored: (names) => `Niet gebruikt: ${names.join(', ')}.`,
  renamed: (header, column) => `Uw kolom “${header}” wordt gelezen als ${column}.`,
  multiplied: (header, factor) => `${header} wordt vermenigvuldigd met ${by(factor)}.`,
  respelled: (text, level) => `“${text}” wordt gelezen als ${level}.`,
  asItIs: 'Het bestand lezen zoals het is',
  decimalComma: 'Getallen worden gelezen met een decimale komma.',
  preview: 'Eerste rijen van uw bestand (alleen op uw scherm)',
  time: (i) =>
    `${likely(i)}, met ${duration(i.estimate.secondsPerRound)} rekentijd hier ${i.estimate.rounds > 1 ? 'voor elke' : 'ervoor'}, plus het wachten op de anderen.`,
  start: 'Bijdragen',
  startLead: 'Houd dit tabblad open tot de training afgelopen is. U kunt op elk moment pauzeren of weggaan.',
  choices: 'Meer keuzes',
  minCohort: 'Alleen meedoen als ten minste zoveel gegevenshouders meedoen',
  minCohortHint: (min) => `De training zelf vraagt er ten minste ${count(min)}.`,
  onlyVouched: 'Alleen gegevenshouders tellen voor wie ik insta',
  onlyVouchedHint:
    'Uzelf meegeteld. U staat in voor anderen door woorden met hen te vergelijken zodra de training haar gegevenshouders heeft; zijn het er te weinig, dan doet u niet mee en kunt u het opnieuw proberen.',
};

export const columns: typeof en.columns = {
  title: 'Uw kolommen',
  lead: 'Hier uit uw bestand berekend, alleen voor uw ogen. Niets ervan wordt verstuurd.',
  column: 'Kolom',
  allowed: 'Toegestaan',
  found: 'In uw bestand',
  renamed: (header) => `bij u “${header}”`,
  range: (c, s) => {
    if (s.header === '') return 'niet in het bestand';
    if (c.levels)
      return `${count(s.bins.filter((n) => n > 0).length)} van ${plural(c.levels.length, 'niveau', 'niveaus')}`;
    if (s.low == null || s.high == null) return 'geen getallen';
    return `${about(s.low)} tot ${about(s.high)}`;
  },
  mean: (n) => `gemiddelde ${about(n)}`,
  invalid: (n) => `${count(n)} niet toegestaan`,
  mapped: (n, other) => `${count(n)} geteld als ${other}`,
  missing: (n) => `${count(n)} leeg`,
};

export const histogram: typeof en.histogram = {
  label: (c, s) => {
    if (c.levels) return c.levels.map((level, i) => `${level}: ${count(s.bins[i] ?? 0)}`).join(', ');
    const at = s.bins.indexOf(Math.max(...s.bins));
    const span = ((c.max ?? 0) - (c.min ?? 0)) / Math.max(1, s.bins.length);
    const low = (c.min ?? 0) + at * span;
    const outside = s.below + s.above;
    return `De meeste rijen tussen ${value(low)} en ${value(low + span)}${outside > 0 ? `; ${count(outside)} buiten het toegestane bereik` : ''}`;
  },
};

export const form: typeof en.form = {
  sheet: 'Werkblad',
  encoding: 'Codering van de tekst',
  header: 'De namen van de kolommen staan in',
  row: (n) => `rij ${count(n)}`,
  none: 'geen rij: er zijn er geen',
};

export const fixes: typeof en.fixes = {
  title: 'U kunt dit hier verhelpen',
  lead: 'Dit verandert hoe de pagina het bestand leest; het bestand zelf blijft zoals het is.',
  readFrom: (column) => `${column} lezen uit`,
  none: 'kies een kolom van uw bestand',
  twice: 'Twee kolommen kunnen niet uit dezelfde gelezen worden.',
  rename: (n) => word(n, 'Deze kolom gebruiken', 'Deze kolommen gebruiken'),
  spelling: (text, level, n) => `“${text}” lezen als ${level} (${rows(n)})`,
  spellings: () => 'Zo lezen',
  factor: (header, factor) => `${header} vermenigvuldigen met ${by(factor)}`,
  factorLead: (header) =>
    `De meeste getallen van ${header} vallen buiten wat is toegestaan. Staan ze in een andere eenheid?`,
  twoWays: 'Sommige getallen van uw bestand kunnen op twee manieren gelezen worden. Welke is bedoeld?',
  thousands: (mark) => `1${mark}234 is duizend tweehonderdvierendertig`,
  decimals: (mark) => `1${mark}234 is iets meer dan één`,
};

// --- Vragen die een ja nodig hebben, en de rekening van wat gegeven is.

const amount = (n: string | number): string => (typeof n === 'number' ? about(n) : n);

interface Asked {
  title: string;
  found: (has: string, needs: string) => string;
  yes: string;
  instead?: string;
}
const found = (has: string, needs: string) => `Gevonden: ${has}. Gevraagd: ${needs}.`;
const asked: Record<Rule, Asked> = {
  rows: {
    title: 'Weinig rijen',
    found: (has, needs) => `Rijen: ${has}. Gevraagd: ten minste ${needs}.`,
    yes: 'Ja, mijn rijen geven hoewel het er weinig zijn.',
    instead: 'Of kies een bestand met meer rijen.',
  },
  alone: {
    title: 'Rijen die alleen staan',
    found: (has) => `Rijen die alleen staan: ${has}. Gevraagd: geen.`,
    yes: 'Ja, ook deze rijen geven.',
    instead: 'Of haal deze rijen uit uw bestand en kies het opnieuw. Rij 1 is die met de namen.',
  },
  constant: {
    title: 'Kolommen die uw deel verraden',
    found: (has) => `Kolommen met maar één waarde: ${has}. Gevraagd: geen.`,
    yes: 'Ja, mijn rijen geven hoewel deze kolommen mijn deel verraden.',
  },
  again: {
    title: 'Rijen die al in sommen zaten',
    found,
    yes: 'Ja, mijn rijen toch aan deze training geven.',
  },
  others: {
    title: 'Zijn dit andere mensen?',
    found: () => 'Gevonden: onbekend. Gevraagd: andere mensen.',
    yes: 'Ja, het zijn andere mensen.',
    instead:
      'U hoeft niet te antwoorden. Zonder een ja wordt elke gegevenshouder vóór de eerste ronde gevraagd of de training door mag gaan.',
  },
  consent: {
    title: 'De opdrachtgever vraagt u om een bevestiging',
    found: () => '',
    yes: 'Ja',
  },
  limit: {
    title: 'Uw grens voor ε',
    found: (has, needs) => `Met deze training: ${has === 'exact' ? 'onbegrensd' : `ε ${has}`}. Uw grens: ε ${needs}.`,
    yes: 'Ja, meedoen hoewel dit mijn grens overschrijdt.',
  },
  shared: {
    title: 'Exacte sommen bij een model dat u allen ziet',
    found: () => 'Ruis in de sommen: geen. Gevraagd: ruis, als de gegevenshouders het model zien.',
    yes: 'Ja, daar ben ik het mee eens.',
  },
};

export const questions: typeof en.questions = {
  title: (needed) => (needed ? 'Deze training heeft uw ja nodig' : 'Een vraag over uw rijen'),
  lead: 'Een ja geldt voor deze training. Een vraag over dezelfde rijen komt alleen terug als er meer verraden zou worden.',
  asked: (q) => asked[q.rule],
  found: (q) => asked[q.rule].found(amount(q.has), amount(q.needs)),
  missing: (n) =>
    n === 1 ? 'Een vraag hierboven heeft eerst uw ja nodig.' : `${count(n)} vragen hierboven hebben eerst uw ja nodig.`,
  rechecked:
    'Er is iets veranderd, daarom is uw bestand nog eens gecontroleerd. Er is niets gegeven. Lees de vragen en draag opnieuw bij.',
  merged: (columns) =>
    `Weinig van uw rijen hebben ${columns.join(', ')}. Zoals deze training vraagt, tellen ze als het niveau voor alle overige.`,
  lacks: (columns) =>
    `Al uw rijen zijn gelijk in ${columns.join(', ')}; meestal heeft geen enkele het. Dit is geen vraag, maar de sommen kunnen het tonen.`,
  undivided: (parts) =>
    `Uw rijen zijn te weinig om in ${parts} delen te verdelen, of één zou in haar deel alleen staan. Met u worden niemands rijen verdeeld, en het model wordt niet op zulke delen gemeten.`,
};

export const offers: typeof en.offers = {
  title: 'U kunt minder rijen geven',
  take: (o) =>
    o.word === 'new'
      ? `${rows(o.rows)} weglaten die “${o.past}” niet had, tot het er ${count(o.until)} zijn. Dan kan niemand de sommen van elkaar aftrekken om ze te zien.`
      : `${rows(o.rows)} met een lege cel in een van de kolommen weglaten, zodat trainingen op andere kolommen op dezelfde rijen kunnen rusten.`,
};

const claims: Record<Claim, string> = {
  first: 'nog in geen enkele som',
  same: 'dezelfde rijen als eerder, met dezelfde gegevenshouders',
  changed: 'al eerder in sommen, met andere rijen of andere gegevenshouders',
};
const kind = (exact: boolean) => (exact ? 'exacte sommen' : 'sommen met ruis');
const subtracted = (d: Again['differences'][number]) =>
  `Het verschil met ${d.name === '' ? 'een eerdere training waar u niet bij was' : `“${d.name}”`}`;

export const again: typeof en.again = {
  title: 'Deze rijen opnieuw geven?',
  lead: 'Sommige rijen zaten al in sommen. Wie beide sommen kent, kan de ene van de andere aftrekken. Lees wat dat zou verraden, en zeg dan ja of ga weg. Vóór die tijd vertrekt er niets van uw rijen.',
  differencesTitle: 'Wat een verschil verraadt',
  alone: (d) => [`${subtracted(d)} zou het deel verraden van `, ' alleen.'],
  together: (d) => `${subtracted(d)} zou het deel verraden van deze gegevenshouders, bij elkaar opgeteld:`,
  how: { joined: 'was er niet bij', left: 'is er niet meer', changed: 'heeft nu andere rijen' },
  noDifference: 'Niets waar deze pagina van weet.',
  unknown: (n) =>
    `U hebt van ${plural(n, 'eerdere som', 'eerdere sommen')} niet gezegd of ${word(n, 'ze', 'die')} over andere mensen ${word(n, 'ging', 'gingen')}, dus een verschil kan meer verraden.`,
  pastTitle: 'Eerdere trainingen met uw rijen',
  noPast: 'Geen. De vraag gaat over rijen van anderen.',
  past: (p) =>
    `${day(p.when)}, ${kind(p.exact)}, ${owners(p.owners)}. ${rows(p.found)} van u ${word(p.found, 'zat', 'zaten')} erin` +
    `; ${p.new === 0 ? 'geen is nieuw' : plural(p.new, 'is nieuw', 'zijn nieuw')}` +
    `, ${p.gone === 0 ? 'geen is weg' : plural(p.gone, 'is weg', 'zijn weg')}.`,
  newRows: (p) =>
    `Nieuw in uw bestand: ${p.newRows.length === 1 ? 'rij' : 'rijen'} ${spans(p.newRows)}${p.new > p.newRows.length ? ' …' : ''}`,
  modelOwner: 'Opdrachtgever',
  statedTitle: 'Wat iedereen verklaarde',
  claims,
  you: 'u',
  yes: asked.again.yes,
  go: 'Verder',
  said: 'U hebt ja gezegd. De training gaat door zodra alle anderen dat ook hebben gedaan.',
  leave: 'Gaat u weg, dan wordt er niets van uw rijen gegeven. De anderen krijgen dezelfde vraag.',
};

const stages: Record<Stage, string> = {
  open: 'verklaard, niet begonnen',
  passed: 'gegeven',
  struck: 'niet gegeven',
};
const stageMeanings: Record<Stage, string> = {
  open: 'De training is niet begonnen. Ze telt als gegeven tot u haar verlaat.',
  passed: 'Vanaf toen konden versleutelde sommen over deze rijen verstuurd worden.',
  struck: 'De training is niet met u begonnen: er is niets verstuurd.',
};
const gaps: Record<GapReason, string> = {
  older: 'De rekening is naar een eerdere stand teruggezet, of het is een andere.',
  'no anchor': 'Het merkteken dat toont of de rekening volledig is, ontbreekt.',
  restored: 'De rekening is hersteld uit een kopie die ouder kan zijn.',
};

export const gave: typeof en.gave = {
  open: 'Wat u gegeven hebt',
  title: 'Wat u gegeven hebt',
  lead: 'Elke training met rijen van u, zoals deze browser die heeft opgeschreven: voordat er een som over kon vertrekken.',
  onStart: 'Deze browser houdt rekening van elke som waarin uw rijen zaten, over alle trainingen en opdrachtgevers.',
  loading: 'De rekening wordt gelezen',
  none: 'Nog niets: deze browser was in geen enkele training met rijen.',
  modelOwner: 'Opdrachtgever',
  kind,
  stage: (s) => stages[s],
  stageMeaning: (s) => stageMeanings[s],
  amount: (g) =>
    `${day(g.when)}: ${rows(g.rows)} van u` +
    (g.held > 0 ? `, waarvan ${count(g.held)} achtergehouden om mee te meten,` : '') +
    (g.folds > 0 ? `, ook in ${count(g.folds)} delen,` : '') +
    ` onder ${owners(g.members.length)}.`,
  stated: (g) => `U verklaarde: ${claims[g.word]}.`,
  asked: 'Sommige rijen zaten al in sommen; u zei ja.',
  members: 'De gegevenshouders ervan',
  spentTitle: 'Ruis: het privacybudget ε',
  spent: (s) =>
    s.sums === 0
      ? `Er is niets verbruikt: er is geen som met ruis geopend.${s.limit ? ` Uw grens is ${about(s.limit)}.` : ''}`
      : `ε ${about(s.spentAll)} is verbruikt in ${plural(s.sums, 'som', 'sommen')} met ruis` +
        (s.limit ? `, van uw grens ${about(s.limit)}.` : '. U hebt geen grens gesteld.'),
  exact: 'Exacte sommen hebben geen ruis, dus geen ε telt wat ze verraden.',
  gapsTitle: 'De rekening is misschien niet volledig',
  gap: (g) =>
    `${day(g.when)}: ${gaps[g.reason]}` + (g.known > 0 ? ` Ze had ooit ${plural(g.known, 'regel', 'regels')}.` : ''),
  gapMeaning:
    'Sommen van eerder kunnen ontbreken. Daarom wordt bij elk bestand dat u kiest gevraagd: zaten de mensen erin in een som die ontbreekt?',
  keptTitle: 'Waar deze rekening bewaard wordt',
  kept: (host) =>
    `In deze browser, in de opslag voor ${host || 'bestanden van deze computer'}. De gegevens van deze site wissen maakt haar leeg. Dan kent de pagina uw eerdere sommen niet meer en kan ze u niet waarschuwen.`,
  server: (host) =>
    `${host}, de server waar deze pagina vandaan komt, kan uw browser haar op elk moment laten wissen, zonder dat u het hoort.`,
  promised: 'De browser heeft beloofd haar niet uit zichzelf te wissen.',
  notPromised: 'De browser kan haar uit zichzelf wissen als de ruimte op is.',
  elsewhereTitle: 'Buiten het bereik van die server',
  elsewhere: 'Doe mee met een eigen pagina. Die houdt een eigen rekening bij, dus kies één weg en blijf daarbij:',
  ways: [
    { before: 'Open ', code: 'blindfit.html', after: ' van een uitgave van Blindfit vanaf uw schijf.' },
    { before: 'Start ', code: 'dataowner serve', after: ' op uw computer en open het adres dat het toont.' },
  ],
  command: (origin) => `dataowner serve --facilitator ${origin}`,
  copy: 'Deze opdracht kopiëren',
  copied: 'Gekopieerd',
  close: 'Sluiten',
};

// --- Trainingen met vertrouwde derden: het formulier, de code, wat na het ene bericht komt, en gepubliceerde resultaten.

const unit = (c: Column): string => (c.unit ? ` ${c.unit}` : '');
const contributions = (n: number) => plural(n, 'bijdrage', 'bijdragen');

export const campaign: typeof en.campaign = {
  formTitle: 'Uw antwoorden',
  formLead:
    'Op deze computer wordt er één versleuteld bericht van gemaakt. Niemand kan het afzonderlijk lezen; alleen sommen over veel mensen worden geopend.',
  rowTitle: 'Of voer één rij met de hand in',
  fileInstead: 'Of neem een bestand',
  range: (c) => (c.min == null || c.max == null ? '' : `${value(c.min)} tot ${value(c.max)}${unit(c)}`),
  step: (c) => (c.step == null || c.step === 1 ? '' : `in stappen van ${value(c.step)}${unit(c)}`),
  slider: (name) => `${name}, met een schuifregelaar`,
  choose: 'Maak een keuze',
  none: 'Geen antwoord',
  optional: 'Dit mag leeg blijven.',
  problems: {
    empty: 'Beantwoord dit alstublieft.',
    number: 'Schrijf een getal, bijvoorbeeld 12.5.',
    whole: 'Schrijf een geheel getal.',
    below: (c) => `Schrijf een getal dat ten minste ${value(c.min ?? 0)}${unit(c)} is.`,
    above: (c) => `Schrijf een getal dat hoogstens ${value(c.max ?? 0)}${unit(c)} is.`,
    step: (c) => `Schrijf een veelvoud van ${value(c.step ?? 1)}${unit(c)}.`,
    level: 'Kies een van de antwoorden.',
  },
  left: (n) => (n === 0 ? '' : n === 1 ? 'Er ontbreekt één antwoord.' : `Er ontbreken ${n} antwoorden.`),
  send: 'Bijdragen',
  sendLead: 'Er vertrekt één bericht; daarna kunt u deze pagina sluiten.',

  codeTitle: 'Uw code',
  codeLead: 'Deze training vraagt de code die u is toegestuurd: twintig letters en cijfers.',
  code: 'Code',
  codeHint: 'Hoofdletters, kleine letters, spaties en streepjes maken geen verschil.',
  codeOpen: 'Verder',

  givenTitle: 'U kunt deze pagina nu sluiten',
  given: 'Uw bijdrage is aangekomen en bewaard.',
  opened: (i) =>
    i?.close
      ? `Ze wordt samen met andere geopend na ${i.close} (UTC)${i.putOff ? ' (deze dag is uitgesteld)' : ''}, of eerder als de opdrachtgever de training sluit.`
      : 'Ze wordt samen met andere geopend wanneer de opdrachtgever de training sluit.',
  together: (i) => (i?.batch ? `Sommen over minder dan ${contributions(i.batch)} worden nooit geopend.` : ''),
  until:
    'Tot dan kunt u dezelfde link in deze browser openen om haar te verbeteren of in te trekken. Later verschijnen hier misschien resultaten.',
  correct: 'Verbeteren',
  correctLead:
    'Uw antwoorden worden niet op deze computer bewaard: geef ze allemaal opnieuw. Alleen de laatste bijdrage telt.',
  withdraw: 'Intrekken',
  withdrawQuestion: 'Uw bijdrage intrekken? Ze wordt dan niet meegeteld.',
  notYet: 'nog niet geopend',
  withdrawnTitle: 'Ingetrokken',
  withdrawn: 'Uw bijdrage wordt niet meegeteld. Tot de training gesloten is, kunt u opnieuw bijdragen.',
  again: 'Opnieuw bijdragen',
  kept: 'Daarvoor is het te laat: de bijdrage blijft zoals ze was.',

  resultsTitle: 'Resultaten',
  resultsLead: (owners, made) => `Uit ${contributions(owners)}, gepubliceerd op ${made}.`,
  noise: 'Elk getal bevat toevallige ruis die elke afzonderlijke persoon beschermt.',
  hidden: (below) => `Aantallen van 1 tot ${below - 1}, en andere die ze zouden verraden, zijn weggelaten.`,
  rounded: (to) => `Aantallen zijn afgerond op veelvouden van ${to}.`,
  signed: 'Ondertekend door de opdrachtgever',
  tables: { summary: 'Samenvatting', tests: 'Toetsen', coefficients: 'Model', fit: 'Kwaliteit van de aanpassing' },
  receipt: 'Wat ik heb bijgedragen',
};

// --- Een lopende training: rondes, de andere gegevenshouders, en elke byte die verstuurd is.

const phases: Record<AttemptPhase, string> = {
  ...en.names.phases,
  keys: 'Maskers afspreken',
  upload: 'Rekenen, versleutelen, versturen',
  reveal: 'De som openen',
  finish: 'Opdrachtgever telt op',
};
const roundKinds: Record<RoundKind, string> = {
  gradient: 'het model schatten',
  statistics: 'de kolommen meten',
  evaluation: 'het resultaat meten',
  one_round: 'het model schatten',
};

export const running: typeof en.running = {
  joining: 'Bezig met meedoen',
  joiningLead: 'De bemiddelaar hoort dat u meedoet.',
  lobbyTitle: 'Wachten op andere gegevenshouders',
  lobby: (enrolled, start) =>
    enrolled < start
      ? `${count(enrolled)} van ${owners(start)} ${word(enrolled, 'is', 'zijn')} er. De training begint als iedereen er is.`
      : `${owners(enrolled)} ${word(enrolled, 'is', 'zijn')} er. De opdrachtgever start de training.`,
  vouchTitle: 'Vergelijk woorden met de anderen',
  vouch:
    'Deze training is een kring: elke gegevenshouder staat in voor alle anderen. Bel ieder van hen, vergelijk de woorden en vink ze hieronder aan. Vóór die tijd doet u niet mee.',
  statementsTitle: 'Vóór de eerste ronde',
  statements:
    'Elke gegevenshouder verklaart of zijn rijen al in sommen zaten, want twee sommen kunnen van elkaar afgetrokken worden. U hoeft niets te doen: u krijgt een vraag als het verschil iets verraadt.',
  waitingTitle: 'Wachten op de volgende ronde',
  waiting: 'De opdrachtgever bereidt haar voor. U hoeft niets te doen.',
  absent: 'De volgende ronde begint wanneer iedereen terug is.',
  roundTitle: (e) => `Ronde ${count(e.round ?? 0)}`,
  atMost: (n) => `hoogstens ${rounds(n)}`,
  kind: (kind) => entry(roundKinds, kind) ?? roundKinds.gradient,
  attempt: (n) => `poging ${count(n)}`,
  phase: (phase) => entry(phases, phase) ?? phase,
  phasesLabel: 'Fasen van deze ronde',
  waitsFor: 'Wacht op',
  you: 'u',
  present: (n, members) => `${count(n)} van ${owners(members)} verbonden`,
  timeLeft: (ms) => stop(`nog ${duration(ms / 1000)} in deze fase`),
  workLeft: (seconds) => stop(`nog ${duration(seconds)} rekenwerk`),
  progress: (done, likely, most) =>
    `${count(done)} van ${likely < most ? `waarschijnlijk ${count(likely)} en ` : ''}hoogstens ${rounds(most)} klaar`,
  remaining: (seconds, probably) =>
    `In dit tempo ${probably ? 'waarschijnlijk ' : ''}nog ${duration(seconds)}${probably ? '' : ', als alle rondes nodig zijn'}.`,
  offline: 'Deze computer is offline. De training gaat vanzelf verder als de verbinding terug is.',
  pausedTitle: 'Gepauzeerd',
  paused: 'U doet niet mee tot u hervat. De anderen wachten op u.',
  reconnectingTitle: 'Verbinding verbroken',
  reconnecting:
    'De pagina probeert opnieuw te verbinden. Uw plaats blijft bewaard; een onderbroken ronde wordt overgedaan.',
  abortedTitle: 'Deze poging eindigde zonder resultaat',
  aborted: {
    missing:
      'Een gegevenshouder antwoordde niet op tijd. Er is geen som geopend. De ronde wordt overgedaan wanneer iedereen terug is.',
    left: 'Een gegevenshouder verliet de ronde. Er is geen som geopend. De ronde wordt overgedaan wanneer iedereen terug is.',
    round_rejected: 'De opdrachtgever kon de som niet gebruiken. De ronde wordt misschien overgedaan.',
  },
  abortedOther: 'Er is geen som geopend. De ronde wordt misschien overgedaan.',
  stoppedTitle: 'Uw deelname aan deze training is beëindigd',
  notJoinedTitle: 'U kon niet aan deze training meedoen',
  notify: 'Laat me weten wanneer ze begint en eindigt',
  news: {
    begun: 'De training is begonnen.',
    asked: 'U krijgt een vraag voordat het verdergaat.',
    ended: 'De training is afgelopen.',
    stopped: 'Uw deelname aan de training is beëindigd.',
  },
  pause: 'Pauze',
  resume: 'Hervatten',
  leave: 'Weggaan',
  leaveQuestion: 'Deze training verlaten?',
  leaveLead:
    'Alles wat uit uw rijen berekend is, wordt meteen weggegooid. Sommen die al opgeteld zijn, kunnen niet teruggenomen worden. De anderen moeten misschien op u wachten.',
  leaveYes: 'Weggaan',
  leaveNo: 'Blijven',
};

export const members: typeof en.members = {
  title: 'De gegevenshouders',
  lead: 'Bel de anderen en laat hen u hun woorden voorlezen. De woorden blijven in alle trainingen dezelfde, en vinkjes worden onthouden.',
  you: 'u',
  compared: 'Ik heb deze woorden vergeleken',
  called: 'In deze training:',
  line: 'Uw regel voor een ledenbestand:',
  circle: (marked, all) =>
    `Dit is een kring: ${count(marked)} van ${count(all)}, u meegeteld, ${word(marked, 'is', 'zijn')} aangevinkt. U doet mee zodra allen dat zijn.`,
  alone: 'De anderen verschijnen zodra de opdrachtgever hen heeft toegelaten.',
  onlyVouched: (counted, least) =>
    `Geteld: alleen u en de gegevenshouders die u hebt aangevinkt, tot nu toe ${count(counted)}. U doet alleen mee als er ten minste ${count(least)} geteld worden.`,
  fewTitle: 'Te weinig gegevenshouders voor wie u instaat',
  everybody: (least) =>
    `Geteld: alle gegevenshouders die de opdrachtgever toelaat, vergeleken of niet. U doet alleen mee als er ten minste ${count(least)} geteld worden.`,
  again: 'Opnieuw proberen',
};

export const timeline: typeof en.timeline = {
  title: 'Rondes',
  none: 'Nog geen ronde.',
  accepted: 'klaar',
  running: 'bezig',
  again: 'overgedaan',
  label: (round, status) => `Ronde ${count(round)}: ${status}`,
  earlier: (n) => `${rounds(n)} eerder`,
  look: 'Kies een ronde om elke byte te zien die ze verstuurde.',
};

export const charts: typeof en.charts = {
  title: 'Hoe het gaat',
  over: 'Hoe het ging',
  cohort: 'Gegevenshouders die samen opgeteld zijn, per ronde',
  lost: 'Gestippeld: een som die niet gebruikt is, of nog niet.',
  cohortLabel: (list) =>
    list.length === 0
      ? 'Nog geen ronde'
      : `${plural(list.length, 'verzending', 'verzendingen')}, opgeteld met tussen ${count(Math.min(...list.map((u) => u.owners)))} en ${owners(Math.max(...list.map((u) => u.owners)))}`,
  convergence: 'Hoe ver het model beweegt, per ronde',
  convergenceLabel: (first, last) =>
    `Van 10 tot de ${first.toFixed(1)} in het begin naar 10 tot de ${last.toFixed(1)} nu`,
};

export const slots: typeof en.slots = {
  label: (l) =>
    `Een cijfertekst bevat ${plural(Math.min(l.perCiphertext, l.values), 'waarde', 'waarden')} van ${count(l.slotBits)} bits, dan ${count(l.canaryBits)} bits die nul moeten blijven en ${count(l.countBits)} bits die gegevenshouders tellen.`,
  lowest: 'laagste bit',
  highest: (bits) => `bit ${count(bits)}`,
  short: { canary: '0', count: '#' },
  parts: (l) => [
    {
      kind: 'slot',
      name: plural(l.values, 'waarde', 'waarden'),
      about: `van ${count(l.slotBits)} bits elk: breed genoeg voor het totaal van alle gegevenshouders`,
    },
    { kind: 'canary', name: 'Controle', about: `${count(l.canaryBits)} bits die nul zijn in elk eerlijk totaal` },
    {
      kind: 'count',
      name: 'Aantal',
      about: `${count(l.countBits)} bits die tonen hoeveel gegevenshouders in het totaal zitten`,
    },
    { kind: 'rest', name: 'Ongebruikt', about: 'nul' },
  ],
};

export const inspector: typeof en.inspector = {
  title: (round) => `Ronde ${count(round)}: wat deze computer verliet`,
  open: (round) => `De in ronde ${count(round)} verstuurde bytes tonen`,
  look: 'Bekijken',
  all: (s) =>
    `${plural(s.values, 'waarde', 'waarden')} in ${plural(s.ciphertexts, 'cijfertekst', 'cijferteksten')}, ${bytes(s.bytesUp)} na een ondertekend bericht van ${bytes(s.headBytes)}.`,
  encrypted:
    'Dit is alles wat in deze ronde van uw gegevens vertrok. Het is versleuteld, en zo gemaskeerd dat alleen het totaal gelezen kan worden.',
  layoutTitle: 'Inhoud van een cijfertekst',
  valuesTitle: (n) => (n === 1 ? 'De waarde bij naam' : `De ${count(n)} waarden bij naam`),
  value: (label, i, n) =>
    i === n - 1
      ? 'hoeveel rijen u hebt'
      : i === n - 2
        ? 'de fout op uw rijen'
        : `welke kant ${label} op moet, volgens uw rijen`,
  bytesTitle: 'De bytes',
  length: 'Lengte van het bericht',
  message: 'Ondertekend bericht',
  ciphertext: (i, n) => (n === 1 ? 'Cijfertekst' : `Cijfertekst ${count(i)} van ${count(n)}`),
  verified: 'Dit zijn de bytes van de inhoud van het verzoek. Hun vingerafdruk is die in het ondertekende bericht.',
  altered: 'De hier bewaarde bytes zijn niet die welke ondertekend zijn: iets op deze computer heeft ze veranderd.',
  gone: 'De bytes zelf zijn niet bewaard: de training verstuurt er te veel. Hun vingerafdruk staat hieronder en in het ontvangstbewijs.',
  start: (n) => `De eerste ${bytes(n)} worden getoond.`,
  signedTitle: 'Het ondertekende bericht',
  digest: 'Vingerafdruk van de cijferteksten (SHA-256)',
  requestsTitle: 'Elk verzoek van deze ronde',
  requests: 'Sleutels en handtekeningen bevatten geen gegevens. Verder is er in deze ronde niets verstuurd.',
  earlier: 'De lijst heeft ze niet meer: ze zijn van voordat de pagina geladen was, of te lang geleden.',
  panelTitle: 'Hetzelfde in de browser zien',
  panel: (s) => [
    'Open de ontwikkelaarstools (F12, op een Mac ⌥⌘I) en kies Netwerk. Alleen verzoeken van terwijl ze open zijn, staan erin.',
    `Kies het PUT-verzoek waarvan het adres eindigt op rounds/${s.round}/${s.attempt}/uploads/… en bekijk de inhoud.`,
    'Vergelijk die met de bytes hierboven, of sla beide op en vergelijk hun SHA-256.',
    'De lijst bevat elk verzoek van deze pagina: zoek naar al het andere dat vertrok.',
  ],
  before: 'Vorige',
  after: 'Volgende',
  save: 'Deze bytes opslaan',
  close: 'Sluiten',
};

export const traffic: typeof en.traffic = {
  title: 'Verstuurd en ontvangen',
  sent: 'verstuurd',
  received: 'ontvangen',
  details: 'Elk verzoek van dit bezoek',
  path: 'Verzoek',
  hint: 'Het netwerkpaneel van uw browser toont dezelfde lijst.',
  kernel: {
    simd: 'Versleuteld met de vectorrekenkunde van de browser.',
    bigint: 'Versleuteld met de grote gehele getallen van de browser.',
    go: 'Versleuteld met de rekenkern van WebAssembly.',
  },
};

// --- Hoe het met iemands plaats in een training staat: vóór het meedoen en tijdens het wachten.

export const standing: typeof en.standing = {
  closed: {
    begun: {
      title: 'Deze training is begonnen',
      lead: 'De gegevenshouders staan vast, en in deze browser hoort u daar niet bij. Als u al meedeed, open de link dan in de browser waarmee u dat deed.',
    },
    finished: {
      title: 'Deze training is voorbij',
      lead: 'Ze neemt geen gegevens meer aan. Vraag wie u de link heeft gestuurd of er nog een komt.',
    },
    revoked: {
      title: 'Deze link is ingetrokken',
      lead: 'De opdrachtgever aanvaardt hem niet meer. Als u nog wilt meedoen, vraag de afzender dan om een nieuwe.',
    },
    late: {
      title: 'Deze link is verlopen',
      lead: 'De laatste dag om ermee deel te nemen is voorbij. Vraag de afzender of er een andere is.',
    },
    full: {
      title: 'Deze training is vol',
      lead: 'Er doen al zoveel mee als er plaatsen zijn. Vraag wie u de link heeft gestuurd of er een plaats vrijkomt.',
    },
  },
  nothing: 'Er is niets van uw computer gelezen.',
  notes: {
    joined: {
      title: 'U doet al mee aan deze training',
      lead: 'Ze is nog niet begonnen. Kies uw bestand opnieuw en houd deze pagina open, om erbij te zijn als ze begint. Tot dan kunt u ook een ander bestand kiezen.',
    },
    used: {
      title: 'Er doet al iemand mee met deze link',
      lead: 'Elke link is voor één gegevenshouder. Als u het was, in een andere browser of voordat de opslag daarvan werd gewist, ga dan verder: degene die verbonden is, telt. Zo niet, zeg het dan tegen wie u de link heeft gestuurd en vraag om een eigen link.',
    },
    twice: {
      title: 'U doet al mee aan deze training, met een andere link',
      lead: 'Een gegevenshouder telt één keer. Geef deze link aan niemand door; zeg tegen de opdrachtgever dat hij niet nodig is.',
    },
    unknown: {
      title: 'De opdrachtgever kent deze link niet',
      lead: 'Hij is voor een andere training gemaakt, of de administratie van de opdrachtgever is ouder dan de link. Vraag om een nieuwe voordat u verdergaat.',
    },
  },
  waiting: {
    used: {
      title: 'Een andere browser heeft deze plaats',
      lead: 'Er is nog iemand verbonden met dezelfde link, en slechts één van u telt. Als u het zelf bent, sluit dan de andere pagina. Zo niet, zeg het dan tegen de opdrachtgever en vraag om een eigen link.',
    },
    twice: {
      title: 'U doet al mee aan deze training',
      lead: 'U doet ook met een andere link mee en telt één keer. Hier kunt u de training verlaten.',
    },
    revoked: {
      title: 'U bent niet toegelaten',
      lead: 'De opdrachtgever heeft uw link ingetrokken. Vraag naar de reden; er is niets van uw rijen verstuurd.',
    },
    unknown: {
      title: 'U bent niet toegelaten',
      lead: 'De opdrachtgever kent de link niet waarmee u bent gekomen. Vraag om een nieuwe; er is niets van uw rijen verstuurd.',
    },
  },
  lobby: (admitted, others, start) =>
    (admitted < start
      ? `${count(admitted)} van ${owners(start)} ${word(admitted, 'is', 'zijn')} toegelaten. De training begint als iedereen er is.`
      : `${owners(admitted)} ${word(admitted, 'is', 'zijn')} toegelaten. De opdrachtgever start de training.`) +
    (others > 0
      ? ` Er ${word(others, 'is', 'zijn')} nog ${count(others)} ${word(others, 'ander die niet meetelt', 'anderen die niet meetellen')}.`
      : ''),
  notLooked: 'De opdrachtgever heeft nog niet gekeken wie hij toelaat.',
  reconsider: 'Een ander bestand kiezen',
  keep: 'Vanzelf verdergaan nadat de pagina opnieuw is geladen',
  keepHint:
    'Sommen over uw rijen, nooit de rijen zelf, blijven in deze browser tot de training eindigt: versleuteld met een sleutel die geen script kan uitlezen, en aan het eind gewist.',
  cancel: 'Controle stoppen',
  loading: 'Het programma van de pagina wordt geladen: ongeveer 1,6 MB, eenmalig. Uw verbinding lijkt traag te zijn.',
};

// --- Het einde van een training of van de pagina, en raad bij problemen.

export const done: typeof en.done = {
  title: 'Dank u wel',
  leftTitle: 'U bent weggegaan',
  lead: (reason) => ending(reason) ?? 'De training is afgelopen.',
  summary: (rounds, up) =>
    `U deed mee aan ${plural(rounds, 'aanvaarde ronde', 'aanvaarde rondes')} en stuurde ${bytes(up)} aan versleutelde sommen.`,
  nothing: 'Er is geen versleutelde som van u gebruikt.',
  tableTitle: 'Wat deze computer heeft verlaten',
  round: 'Ronde',
  size: 'Grootte',
  among: 'In een som van',
  amongOwners: (u) => (u.accepted ? owners(u.owners) : 'niet gebruikt'),
  digest: 'Vingerafdruk van de verzending',
  bytes: 'Bytes',
  save: 'Ontvangstbewijs opslaan',
  saveLead:
    'Het ontvangstbewijs bevat vingerafdrukken van uw verzendingen, zodat u later kunt aantonen wat u hebt gestuurd. Het bevat niets van uw rijen.',
  close: 'U kunt dit tabblad sluiten.',
  another: 'Aan een andere training meedoen',
};

export const stopped: typeof en.stopped = {
  failedTitle: 'De pagina moest stoppen',
  failed:
    'Er ging iets mis in de pagina. Alles wat uit uw rijen berekend was, is uit het geheugen verdwenen. Laad de pagina opnieuw om verder te gaan.',
  details: 'Bijzonderheden',
  reload: 'Opnieuw laden',
  unsupportedTitle: 'Deze browser kan niet meedoen',
  unsupported: (missing) =>
    `Hij mist: ${missing.join(', ')}. Gebruik een actuele Firefox, Chrome, Edge of Safari. Er is niets verstuurd.`,
  insecure: 'Deze pagina moet via https of vanaf deze computer zelf geopend worden. Er is niets verstuurd.',
  bareTitle: 'Deze pagina is onderweg veranderd',
  bare: 'Ze kwam zonder het beleid dat vreemde code buiten houdt. Meld het aan de beheerder van deze server. Er is niets gelezen en niets verstuurd.',
  features: {
    wasm: 'WebAssembly',
    bigint: 'grote gehele getallen',
    worker: 'workers',
    storage: 'opslag voor deze pagina',
    locks: 'vergrendeling tussen tabbladen',
  },
};

export function hint(problem: Problem): string {
  if (problem.hint) return sentence(problem.hint);
  switch (problem.code as Code | ProblemCode | PageCode | undefined) {
    case 'unreachable':
    case 'unavailable':
      return 'Controleer uw verbinding en probeer het opnieuw.';
    case 'internal':
      return 'Laad de pagina opnieuw. Gebeurt het weer, zeg het dan tegen de opdrachtgever.';
    default:
      return '';
  }
}

export { bytes, day, sentence, told };
