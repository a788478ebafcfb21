/** Een lopende training: rondes, de andere gegevenshouders, en elke byte die verstuurd is. */
import type { AttemptPhase, RoundKind } from '../../generated/constants';
import type * as en from '../en';
import { bytes, count, duration, entry, form, owners, plural, rounds, sentence } from './words';

const phases: Record<AttemptPhase, string> = {
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
      ? `${count(enrolled)} van ${owners(start)} ${form(enrolled, 'is', 'zijn')} er. De training begint als iedereen er is.`
      : `${owners(enrolled)} ${form(enrolled, 'is', 'zijn')} er. De opdrachtgever start de training.`,
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
  timeLeft: (ms) => sentence(`nog ${duration(ms / 1000)} in deze fase`),
  workLeft: (seconds) => sentence(`nog ${duration(seconds)} rekenwerk`),
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
    `Dit is een kring: ${count(marked)} van ${count(all)}, u meegeteld, ${form(marked, 'is', 'zijn')} aangevinkt. U doet mee zodra allen dat zijn.`,
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
