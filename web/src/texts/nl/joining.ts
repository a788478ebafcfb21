/** De pagina zelf, de link en de uitnodiging: wat iemand leest voordat hij een bestand kiest. */
import { value } from '../../format';
import type { MissingRule, ModelKind, RoundKind } from '../../generated/constants';
import type * as en from '../en';
import {
  about,
  bytes,
  count,
  duration,
  ending,
  entry,
  likely,
  mostRounds,
  owners,
  plural,
  roughly,
  rows,
} from './words';

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
