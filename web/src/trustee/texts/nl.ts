/** De zinnen van de pagina van de vertrouwde derde. */
import type { Texts } from '.';

export const trustee: Texts['trustee'] = {
  promise: 'Uw sleutel blijft op dit apparaat.',
  title: 'Vertrouwde derde zijn',
  lead: 'Bijdragen aan een training gaan alleen open als elk van haar vertrouwde derden zijn deel vrijgeeft. Hier bewaart u zo’n deel, met een sleutel in een eigen bestand. U ziet geen gegevens, geen som en geen model.',
  served:
    'Deze pagina komt van de bemiddelaar. Een bemiddelaar die haar verandert, zou uw sleutel kunnen nemen: vergelijk haar met een uitgave, of open in plaats daarvan het bestand blindfit-trustee.html van een uitgave.',
  openTitle: 'Uw sleutelbestand openen',
  file: 'Sleutelbestand (het nieuwste)',
  passphrase: 'Wachtwoordzin',
  facilitator: 'Adres van de bemiddelaar',
  open: 'Openen',
  makeTitle: 'Nog geen sleutel?',
  makeLead:
    'Een sleutel wordt in deze browser gemaakt en onder een wachtwoordzin als bestand opgeslagen. Geen van beide verlaat dit apparaat. Als u ze verliest, kan niemand u helpen.',
  fresh: (least) => `Nieuwe wachtwoordzin, van minstens ${least} tekens`,
  again: 'Dezelfde wachtwoordzin nog een keer',
  differ: 'De twee zijn niet gelijk.',
  make: 'Sleutel maken',
  madeTitle: 'Sla uw sleutelbestand op',
  madeLead: (name) => `Het bestand ${name} is gemaakt. Sla het op waar u het terugvindt, en niemand anders.`,
  saveFile: 'Bestand opslaan',
  publish:
    'Geef deze regel aan opdrachtgevers en publiceer de woorden waar gegevenshouders kijken: zij vergelijken ze.',
  line: 'Uw regel',
  words: 'Uw woorden',
  openMade: 'Open het bestand dat u hebt opgeslagen',
  newestTitle: 'Is dit uw nieuwste bestand?',
  newestLead:
    'Deze browser heeft de sleutel niet eerder gebruikt en kan het dus niet weten. Een ouder bestand mag niet gebruikt worden: daarmee zou een training tweemaal beantwoord kunnen worden, wat afzonderlijke mensen blootlegt. Zoek naar andere bestanden van deze sleutel; het nummer in de naam loopt op.',
  last: 'Laatste aantekening',
  newestYes: 'Ja, het is het nieuwste',
  newestNo: 'Ander bestand kiezen',
  deskTitle: 'Trainingen die u noemen',
  unreachable: 'De bemiddelaar is nu niet bereikbaar. De pagina probeert het opnieuw.',
  saveTitle: 'Sla eerst uw nieuwe sleutelbestand op',
  saveLead:
    'Waarmee u instemde, staat nu in uw sleutelbestand. Er wordt niets verstuurd voordat u het hebt opgeslagen en hier getoond.',
  saveFirst: 'Sla op:',
  saveThen: 'Kies het bestand dat u zojuist hebt opgeslagen',
  saveAfter: 'Vanaf dan telt alleen het nieuwe bestand. Bewaar het oude gerust, maar open het nooit meer.',
  waitingTitle: 'Wacht op u',
  nothingWaits: 'Er wacht nu niets op u. De pagina kijkt om de paar seconden.',
  refusedTitle: 'Niet beantwoord',
  refusedLead:
    'Deze breken een regel waaraan u zich houdt. U hoeft niets te doen; misschien vraagt de opdrachtgever u ernaar.',
  signedTitle: 'Wat u hebt ondertekend',
  nothingSigned: 'Nog niets.',
  accepted: (day) => `aanvaard op ${day}`,
  released: (day, cells) => `vrijgegeven op ${day}, cellen: ${cells}`,
  answered: (struck) => `De afsluiting is gecontroleerd. Bijdragen die u schrapt: ${struck}.`,
  sent: 'Uw deel is vrijgegeven.',
  leaveOpen: 'U mag deze pagina op elk moment sluiten. De bijdragen wachten op u.',
  moveTitle: 'Deze sleutel naar het programma trustee verhuizen',
  moveLead:
    'De sleutel en het register gaan verder in een programma, op een computer met een map en een tweede medium. De pagina schrijft een laatste regel in het sleutelbestand, dat u opslaat; daarna ondertekent deze pagina niets meer met deze sleutel.',
  move: 'Sleutel verhuizen',
  askAccept: 'vraagt u een deel van haar maskers te bewaren.',
  askRelease: 'is afgesloten en vraagt om uw deel.',
  organisation: 'Organisatie',
  purpose: 'Doel',
  asker: 'Woorden van de opdrachtgever',
  training: 'Woorden van de training',
  model: 'Model',
  columns: 'Kolommen',
  noise: 'Ruis',
  noiseOf: (epsilon, delta, unit) => `ε = ${epsilon}, δ = ${delta}, per ${unit === 'owner' ? 'gegevenshouder' : 'rij'}`,
  cells: 'Samen geopend',
  cellsOf: (least) => `minstens ${least} bijdragen`,
  contributions: 'Bijdragen',
  contributionsOf: (all, struck) => `${all}, waarvan geschrapt: ${struck}`,
  closed: 'Grootten van de cellen',
  meansAccept:
    'Is de opdrachtgever wie hij zegt te zijn? Zouden mensen hun gegevens hierin verwachten? Zijn de aantallen groot genoeg?',
  meansRelease: 'U geeft het één keer vrij. Geen andere afsluiting van deze training wordt ooit beantwoord.',
  accept: 'Training aanvaarden',
  release: 'Mijn deel vrijgeven',
  stoppedTitle: 'Gestopt',
  restart: 'Pagina opnieuw laden',
  needed: 'Het bestand dat nodig is:',
  problems: {
    passphrase: {
      text: 'Deze wachtwoordzin opent het bestand niet.',
      way: 'Typ haar opnieuw, of kies een ander bestand.',
    },
    short: {
      text: 'De wachtwoordzin is te kort.',
      way: 'Gebruik minstens 12 tekens, bijvoorbeeld vier woorden.',
    },
    malformed: {
      text: 'Dit is geen sleutelbestand van een vertrouwde derde, of het is beschadigd.',
      way: 'Kies het bestand dat deze pagina maakte. De naam begint met “trustee-” en eindigt op “.key”.',
    },
    program: {
      text: 'Dit is het sleutelbestand van het programma trustee. Het register ervan staat in andere bestanden, dus het wordt hier niet gebruikt.',
      way: 'Ga door met het programma, haal de sleutel hierheen met ‘trustee move’, of maak een sleutel voor deze pagina.',
    },
    stale: {
      text: 'Dit bestand is ouder dan wat deze sleutel heeft ondertekend. Daarmee zou een training tweemaal beantwoord kunnen worden, wat afzonderlijke mensen blootlegt.',
      way: 'Kies het nieuwste bestand. Is het verloren, dan ondertekent deze sleutel niets meer: maak een nieuwe, publiceer de woorden ervan, en meld het de opdrachtgevers van de trainingen die u aanvaardde.',
    },
    apart: {
      text: 'Twee bestanden van deze sleutel zijn uiteengelopen: dit is niet het laatst hier gebruikte.',
      way: 'Kies het laatst gebruikte bestand. Is het verloren, dan ondertekent deze sleutel niets meer: maak een nieuwe, en meld het de opdrachtgevers van de trainingen die u aanvaardde.',
    },
    not_saved: {
      text: 'Dit is niet het bestand dat opgeslagen moest worden.',
      way: 'Sla het bestand opnieuw op, en kies precies dat bestand.',
    },
    moved: {
      text: 'Deze sleutel is naar een programma verhuisd. De sleutelbestanden ervan ondertekenen hier niets meer.',
      way: 'Ga door met het programma: ‘trustee move --back’ neemt het laatst opgeslagen sleutelbestand.',
    },
    gone: {
      text: 'Dit wacht niet meer op u, of is intussen veranderd.',
      way: 'Lees wat nu getoond wordt, en beslis opnieuw.',
    },
    memory: {
      text: 'Deze browser bewaart niets, dus een ouder bestand zou niet opvallen. Er is niets verstuurd.',
      way: 'Verlaat de privémodus, maak ruimte of gebruik een andere browser; open dan de pagina opnieuw.',
    },
    address: {
      text: 'Dit is geen adres van een bemiddelaar.',
      way: 'Gebruik het adres uit uw uitnodiging, zoals https://….',
    },
    internal: {
      text: 'De pagina kan niet verder.',
      way: 'Laad haar opnieuw en open uw nieuwste sleutelbestand.',
    },
    second_tab: {
      text: 'Deze sleutel wordt in een ander tabblad gebruikt.',
      way: 'Ga daar verder, of sluit het en open het bestand hier opnieuw.',
    },
    fatal: {
      text: 'Het programma van de pagina is gestopt.',
      way: 'Laad de pagina opnieuw en open uw nieuwste sleutelbestand.',
    },
  },
};
