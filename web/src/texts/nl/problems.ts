/** Wat het programma meldt. */
import { speaker, type Codes, type Sentences } from '../say';
import { count, plural, sentence as stop } from './words';

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

export const { sentence, told } = speaker(sentences, codes, stop, count);
