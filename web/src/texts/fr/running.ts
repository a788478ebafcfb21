/** Un entraînement en cours : les tours, les autres détenteurs, et chaque octet envoyé. */
import type { Layout, Sent, StateEvent, Upload } from '../../contract';
import type { AttemptPhase, Code, RoundKind } from '../../generated/constants';
import type * as en from '../en';
import { bytes, count, duration, entry, owners, plural, rounds, sentence } from './words';

const phases: Record<AttemptPhase, string> = {
  keys: 'Convenir des masques',
  upload: 'Calculer, chiffrer, envoyer',
  reveal: 'Ouvrir la somme',
  finish: 'Le commanditaire additionne',
};
const roundKinds: Record<RoundKind, string> = {
  gradient: 'ajustement du modèle',
  statistics: 'mesure des colonnes',
  evaluation: 'mesure du résultat',
  one_round: 'ajustement du modèle',
};

export const running: typeof en.running = {
  joining: 'Entrée dans l’entraînement',
  joiningLead: 'L’intermédiaire est informé de votre participation.',
  lobbyTitle: 'En attente d’autres détenteurs de données',
  lobby: (enrolled: number, start: number) =>
    enrolled < start
      ? `${count(enrolled)} sur ${owners(start)} ${enrolled < 2 ? 'est là' : 'sont là'}. L’entraînement commence quand tous sont là.`
      : `${owners(enrolled)} sont là. Le commanditaire lance l’entraînement.`,
  vouchTitle: 'Comparez des mots avec les autres',
  vouch:
    'Cet entraînement est un cercle : chaque détenteur se porte garant de tous les autres. Appelez chacun, comparez les mots et cochez-le ci-dessous. Avant cela, vous ne participez pas.',
  statementsTitle: 'Avant le premier tour',
  statements:
    'Chaque détenteur déclare si ses lignes étaient dans des sommes antérieures, car deux sommes peuvent se soustraire. Vous n’avez rien à faire : on vous interroge si la différence révèle quelque chose.',
  waitingTitle: 'En attente du prochain tour',
  waiting: 'Le commanditaire le prépare. Vous n’avez rien à faire.',
  absent: 'Le prochain tour commence quand tous sont revenus.',
  roundTitle: (e: StateEvent) => `Tour ${count(e.round ?? 0)}`,
  atMost: (n: number) => `au plus ${rounds(n)}`,
  kind: (kind: string | undefined) => entry(roundKinds, kind) ?? roundKinds.gradient,
  attempt: (n: number) => `essai ${count(n)}`,
  phase: (phase: string) => entry(phases, phase) ?? phase,
  phasesLabel: 'Phases de ce tour',
  waitsFor: 'On attend',
  you: 'vous',
  present: (n: number, members: number) => `${count(n)} sur ${owners(members)} connectés`,
  timeLeft: (ms: number) => sentence(`encore ${duration(ms / 1000)} dans cette phase`),
  workLeft: (seconds: number) => sentence(`encore ${duration(seconds)} de calcul`),
  progress: (done: number, likely: number, most: number) =>
    `${count(done)} sur ${likely < most ? `probablement ${count(likely)} et ` : ''}au plus ${rounds(most)} terminés`,
  remaining: (seconds: number, probably: boolean) =>
    `À ce rythme, ${probably ? 'probablement ' : ''}encore ${duration(seconds)}${probably ? '' : ', si tous les tours sont nécessaires'}.`,
  offline: 'Cet ordinateur est hors ligne. L’entraînement reprend de lui-même quand la connexion revient.',
  pausedTitle: 'En pause',
  paused: 'Vous ne participez pas tant que vous ne reprenez pas. Les autres vous attendent.',
  reconnectingTitle: 'Connexion perdue',
  reconnecting: 'La page essaie de se reconnecter. Votre place est gardée ; un tour interrompu est refait.',
  abortedTitle: 'Cet essai s’est terminé sans résultat',
  aborted: {
    missing:
      'Un détenteur n’a pas répondu à temps. Aucune somme n’a été ouverte. Le tour est refait quand tous sont revenus.',
    left: 'Un détenteur a quitté le tour. Aucune somme n’a été ouverte. Le tour est refait quand tous sont revenus.',
    round_rejected: 'Le commanditaire n’a pas pu utiliser la somme. Le tour sera peut-être refait.',
  } satisfies Partial<Record<Code, string>>,
  abortedOther: 'Aucune somme n’a été ouverte. Le tour sera peut-être refait.',
  stoppedTitle: 'Votre participation à cet entraînement est terminée',
  notJoinedTitle: 'Vous n’avez pas pu rejoindre cet entraînement',
  notify: 'Me prévenir quand il commence et se termine',
  news: {
    begun: 'L’entraînement a commencé.',
    asked: 'On vous pose une question avant de continuer.',
    ended: 'L’entraînement est terminé.',
    stopped: 'Votre participation à l’entraînement est terminée.',
  },
  pause: 'Pause',
  resume: 'Reprendre',
  leave: 'Quitter',
  leaveQuestion: 'Quitter cet entraînement ?',
  leaveLead:
    'Tout ce qui a été calculé à partir de vos lignes est jeté aussitôt. Les sommes déjà additionnées ne peuvent pas être reprises. Les autres devront peut-être vous attendre.',
  leaveYes: 'Quitter',
  leaveNo: 'Rester',
};

export const members: typeof en.members = {
  title: 'Les détenteurs de données',
  lead: 'Appelez les autres et faites-vous lire leurs mots. Les mots restent les mêmes dans tous les entraînements, et les coches sont retenues.',
  you: 'vous',
  compared: 'J’ai comparé ces mots',
  called: 'Dans cet entraînement :',
  line: 'Votre ligne pour un fichier de membres :',
  circle: (marked: number, all: number) =>
    `C’est un cercle : ${count(marked)} sur ${count(all)}, vous compris, sont cochés. Vous participez dès que tous le sont.`,
  alone: 'Les autres apparaissent une fois que le commanditaire les a admis.',
  onlyVouched: (counted: number, least: number) =>
    `Comptés : vous et les détenteurs que vous avez cochés seulement, ${count(counted)} jusqu’ici. Vous ne participez que si au moins ${count(least)} sont comptés.`,
  fewTitle: 'Trop peu de détenteurs dont vous vous portez garant',
  everybody: (least: number) =>
    `Comptés : tous les détenteurs que le commanditaire admet, comparés ou non. Vous ne participez que si au moins ${count(least)} sont comptés.`,
  again: 'Réessayer',
};

export const timeline: typeof en.timeline = {
  title: 'Tours',
  none: 'Pas encore de tour.',
  accepted: 'terminé',
  running: 'en cours',
  again: 'refait',
  label: (round: number, status: string) => `Tour ${count(round)} : ${status}`,
  earlier: (n: number) => `${rounds(n)} avant`,
  look: 'Choisissez un tour pour voir chaque octet qu’il a envoyé.',
};

export const charts: typeof en.charts = {
  title: 'Comment cela se passe',
  over: 'Comment cela s’est passé',
  cohort: 'Détenteurs additionnés, par tour',
  lost: 'En pointillé : une somme qui n’a pas été utilisée, ou pas encore.',
  cohortLabel: (list: Upload[]) =>
    list.length === 0
      ? 'Pas encore de tour'
      : `${plural(list.length, 'envoi')} : additionnés avec entre ${count(Math.min(...list.map((u) => u.owners)))} et ${owners(Math.max(...list.map((u) => u.owners)))}`,
  convergence: 'De combien le modèle se déplace, par tour',
  convergenceLabel: (first: number, last: number) =>
    `De 10 puissance ${first.toFixed(1)} au début à 10 puissance ${last.toFixed(1)} maintenant`,
};

export const slots: typeof en.slots = {
  label: (l: Layout) =>
    `Un texte chiffré contient ${plural(Math.min(l.perCiphertext, l.values), 'valeur')} de ${count(l.slotBits)} bits, puis ${count(l.canaryBits)} bits qui doivent rester nuls et ${count(l.countBits)} bits qui comptent les détenteurs.`,
  lowest: 'bit de poids faible',
  highest: (bits: number) => `bit ${count(bits)}`,
  short: { canary: '0', count: '#' },
  parts: (l: Layout) => [
    {
      kind: 'slot',
      name: plural(l.values, 'valeur'),
      about: `de ${count(l.slotBits)} bits chacune : assez larges pour le total de tous les détenteurs`,
    },
    { kind: 'canary', name: 'Contrôle', about: `${count(l.canaryBits)} bits nuls dans tout total honnête` },
    {
      kind: 'count',
      name: 'Effectif',
      about: `${count(l.countBits)} bits qui montrent combien de détenteurs sont dans le total`,
    },
    { kind: 'rest', name: 'Inutilisé', about: 'zéro' },
  ],
};

export const inspector: typeof en.inspector = {
  title: (round: number) => `Tour ${count(round)} : ce qui a quitté cet ordinateur`,
  open: (round: number) => `Montrer les octets envoyés au tour ${count(round)}`,
  look: 'Voir',
  all: (s: Sent) =>
    `${plural(s.values, 'valeur')} dans ${plural(s.ciphertexts, 'texte chiffré', 'textes chiffrés')}, ${bytes(s.bytesUp)} après un message signé de ${bytes(s.headBytes)}.`,
  encrypted:
    'C’est tout ce qui est parti de vos données à ce tour. C’est chiffré, et masqué de sorte que seul le total peut être lu.',
  layoutTitle: 'Contenu d’un texte chiffré',
  valuesTitle: (n: number) => (n === 1 ? 'La valeur par son nom' : `Les ${count(n)} valeurs par leur nom`),
  value: (label: string, i: number, n: number) =>
    i === n - 1
      ? 'combien de lignes vous avez'
      : i === n - 2
        ? 'l’erreur sur vos lignes'
        : `dans quel sens ${label} devrait aller, d’après vos lignes`,
  bytesTitle: 'Les octets',
  length: 'Longueur du message',
  message: 'Message signé',
  ciphertext: (i: number, n: number) => (n === 1 ? 'Texte chiffré' : `Texte chiffré ${count(i)} sur ${count(n)}`),
  verified: 'Ce sont les octets du corps de la requête. Leur empreinte est celle du message signé.',
  altered:
    'Les octets gardés ici ne sont pas ceux qui ont été signés : quelque chose sur cet ordinateur les a modifiés.',
  gone: 'Les octets eux-mêmes n’ont pas été gardés : l’entraînement en envoie trop. Leur empreinte est ci-dessous et dans le reçu.',
  start: (n: number) => `Les ${bytes(n)} du début sont montrés.`,
  signedTitle: 'Le message signé',
  digest: 'Empreinte des textes chiffrés (SHA-256)',
  requestsTitle: 'Chaque requête de ce tour',
  requests: 'Les clés et signatures ne contiennent aucune donnée. Rien d’autre n’a été envoyé à ce tour.',
  earlier: 'La liste ne les a plus : elles ont été faites avant le chargement de la page, ou il y a trop longtemps.',
  panelTitle: 'Voir la même chose dans le navigateur',
  panel: (s: Sent) => [
    'Ouvrez les outils de développement (F12, sur Mac ⌥⌘I) et choisissez Réseau. Seules les requêtes faites pendant qu’ils sont ouverts y figurent.',
    `Choisissez la requête PUT dont l’adresse finit par rounds/${s.round}/${s.attempt}/uploads/… et regardez son contenu.`,
    'Comparez-le aux octets ci-dessus, ou enregistrez les deux et comparez leur SHA-256.',
    'La liste contient chaque requête de cette page : cherchez tout ce qui est parti en plus.',
  ],
  before: 'Précédent',
  after: 'Suivant',
  save: 'Enregistrer ces octets',
  close: 'Fermer',
};

export const traffic: typeof en.traffic = {
  title: 'Envoyé et reçu',
  sent: 'envoyés',
  received: 'reçus',
  details: 'Chaque requête de cette visite',
  path: 'Requête',
  hint: 'Le panneau réseau de votre navigateur montre la même liste.',
  kernel: {
    simd: 'Chiffré avec l’arithmétique vectorielle du navigateur.',
    bigint: 'Chiffré avec les grands entiers du navigateur.',
    go: 'Chiffré avec le noyau de calcul en WebAssembly.',
  },
};
