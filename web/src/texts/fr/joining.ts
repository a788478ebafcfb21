/** La page elle-même, le lien et l’invitation : ce qu’une personne lit avant de choisir un fichier. */
import type { Column, Invitation, Layout, PageCode, Privacy, Problem } from '../../contract';
import { value } from '../../format';
import type { MissingRule, ModelKind, ProblemCode, RoundKind } from '../../generated/constants';
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
  promise: 'Vos lignes restent sur cet ordinateur.',
  steps: ['Invitation', 'Vos données', 'Contribuer', 'Reçu'],
  stepsLabel: 'Étapes',
  starting: 'Démarrage…',
  language: 'Langue',
};

export const source: typeof en.source = {
  file: 'Cette page est un fichier de votre ordinateur.',
  local: 'Cette page vient d’un programme de votre ordinateur.',
  facilitator: (host: string) =>
    `Cette page vient de l’intermédiaire, ${host} : vous faites confiance à ce serveur pour ne pas la modifier.`,
  about: 'À propos de Blindfit, et comment vérifier la page (nouvel onglet, en anglais)',
  host: (host: string) => `Cette page vient de ${host}.`,
  module: 'SHA-256 de son programme :',
};

export const link: typeof en.link = {
  title: 'Rejoindre un entraînement',
  lead: 'Collez le lien d’invitation que le commanditaire vous a envoyé. Rien de vos données n’est envoyé avant que vous ayez vu la demande et son auteur.',
  label: 'Lien d’invitation',
  placeholder: 'https://…/join#2.…',
  open: 'Ouvrir l’invitation',
  knownTitle: 'Entraînements que ce navigateur connaît',
  continue: 'Continuer',
  receipt: 'Reçu',
  forget: 'Oublier',
  forgetQuestion:
    'Oublier cet entraînement ? Son identité sur cet ordinateur est supprimée ; sans un nouveau lien vous ne pourrez pas y revenir.',
  ended: (reason: string) => ending(reason) ?? 'Terminé.',
  running: 'Pas terminé.',
};

export const checking: typeof en.checking = {
  link: 'Vérification de l’invitation',
  linkLead:
    'L’entraînement que sert l’intermédiaire est comparé à l’empreinte de votre lien, et la clé de chiffrement est vérifiée.',
  file: (name: string) => `Vérification de ${name}`,
  fileLead:
    'Chaque ligne est comparée aux colonnes de l’entraînement. Cela se passe sur votre ordinateur ; le fichier n’est pas envoyé.',
};

export const refused: typeof en.refused = {
  title: 'Ce lien a été refusé',
  lead: 'Rien n’a été lu sur votre ordinateur, et rien vous concernant n’a été envoyé.',
  again: 'Essayer un autre lien',
  retry: 'Réessayer',
  titles: {
    unreachable: 'Pas de connexion à l’intermédiaire',
    memory: 'Cet entraînement est trop grand pour cet ordinateur',
    second_tab: 'Ouvert dans un autre onglet',
    vault: 'Les données conservées par ce navigateur sont inutilisables',
  } satisfies Partial<Record<ProblemCode | PageCode, string>>,
  reasons: {
    link: 'Le lien est incomplet ou a été modifié.',
    unreachable: 'L’intermédiaire, le serveur entre vous, est injoignable.',
    manifest: 'L’intermédiaire ne sert pas l’entraînement auquel ce lien correspond.',
    key: 'La clé de chiffrement de cet entraînement n’est pas sûre.',
    training_file: 'L’entraînement demande quelque chose que cette page ne sait pas faire.',
    unsupported: 'L’entraînement demande une version plus récente de Blindfit.',
    ended: 'Cet entraînement est terminé.',
    memory: 'Il lui faut plus de mémoire que n’en a ici un onglet de ce navigateur.',
    vault: 'Ce navigateur garde des clés et des données d’une autre version de Blindfit, ou elles sont abîmées.',
    second_tab:
      'Cet entraînement est déjà ouvert dans un autre onglet. Utilisez celui-là, ou fermez-le et réessayez ici.',
  } satisfies Partial<Record<ProblemCode | PageCode, string>>,
  other: 'Le lien n’a pas pu être ouvert.',
};

export const tooLarge = (needed: number, room: number): Problem => ({
  code: 'memory',
  message: `un tour demande environ ${bytes(needed)} de mémoire ; un onglet de ce navigateur en a environ ${bytes(room)}`,
  hint: 'Participez sur un ordinateur plus puissant, ou avec le programme dataowner.',
});

export const kinds: Record<ModelKind, string> = {
  linear_regression: 'une régression linéaire',
  logistic_regression: 'une régression logistique',
  softmax_regression: 'une régression logistique multinomiale',
  proportional_odds: 'une régression de rangs (cotes proportionnelles)',
  poisson_regression: 'une régression de Poisson de dénombrements',
  negative_binomial_regression: 'une régression binomiale négative de dénombrements',
  gamma_regression: 'une régression gamma de nombres positifs',
  discriminant:
    'une fonction discriminante linéaire (une approximation de la régression logistique, dont les probabilités sont à vérifier)',
  mlp: 'un petit réseau de neurones',
  describe: 'des effectifs et des sommes',
  cox_regression: 'une régression de Cox du temps jusqu’à un événement',
  piecewise_exponential: 'une régression exponentielle par morceaux du temps jusqu’à un événement',
};

export const invitation: typeof en.invitation = {
  asks: (words: string) => ['Le commanditaire ', words, ' vous demande votre aide '],
  lead: (i: Invitation) =>
    (i.model.kind !== 'describe'
      ? `pour ajuster ${entry(kinds, i.model.kind) ?? 'un modèle'}${i.target ? ` qui prédit ${i.target.name}` : ''} à partir de ${plural(i.features.length, 'colonne')}. `
      : `pour décrire ${plural(i.features.length, 'colonne')}${i.model.group ? ` par ${i.model.group}` : ''} : des effectifs et des sommes, aucun modèle. `) +
    'Plusieurs détenteurs de données participent ; aucun ne voit les données d’un autre.',
  ended: (reason: string) => `Vous avez déjà participé à cet entraînement. ${ending(reason) ?? 'Il est terminé.'}`,
  known:
    'Ce navigateur a déjà participé à cet entraînement. Choisissez le même fichier pour reprendre là où vous étiez.',
  columnsTitle: 'Colonnes nécessaires',
  column: 'Colonne',
  type: 'Type',
  allowed: 'Admis',
  predicted: 'prédite',
  types: { continuous: 'nombre', discrete: 'nombre entier', ordinal: 'niveau ordonné', nominal: 'catégorie' },
  holdout: (share: number) =>
    `${about(100 * share)} % de vos lignes sont gardées pour mesurer le modèle : il n’apprend pas d’elles.`,
  folds: (parts: number) =>
    `Des sommes sur chacune des ${parts} parties de vos lignes sont aussi envoyées, pour mesurer le modèle.`,
  missing: {
    reject: 'Chaque cellule doit avoir une valeur.',
    drop_row: 'Les lignes avec une cellule vide sont laissées de côté.',
    indicator: 'Les cellules vides sont admises.',
    mean: 'Une cellule vide reçoit la moyenne d’un nombre ou d’un rang, ou le niveau le plus fréquent, chez tous les détenteurs.',
    mode: 'Une cellule vide reçoit la valeur la plus fréquente chez tous les détenteurs, ou la moyenne d’un nombre continu.',
  } satisfies Record<MissingRule, string>,
  range: (c: Column) => {
    if (c.levels) return c.levels.join(', ') + (c.other ? ` (tout le reste compte comme ${c.other})` : '');
    if (c.min == null || c.max == null) return 'quelconque';
    return `de ${value(c.min)} à ${value(c.max)}${c.unit ? ` ${c.unit}` : ''}`;
  },
  fileTitle: 'Choisissez votre fichier',
  fileLead: (i: Invitation) =>
    `Un classeur (.xlsx, .ods) ou un fichier CSV avec ces colonnes dans son en-tête, dans n’importe quel ordre, d’au plus ${rows(i.maxRows)}. Les autres colonnes sont ignorées.`,
  drop: 'Déposez ici un classeur ou un fichier CSV, collez un tableau que vous avez copié, ou',
  pasted: 'le tableau collé',
  template: 'Télécharger un tableau vide avec ces colonnes',
  choose: 'Choisir un fichier',
  chooseOther: 'Choisir un autre fichier',
  notCsv: 'Ce n’est pas un seul fichier. Déposez un fichier.',
};

export const who: typeof en.who = {
  title: 'Est-ce bien eux ?',
  lead: 'Demandez au commanditaire, au téléphone ou en personne, de vous lire ces mots. Si un mot diffère, ne participez pas.',
  trusteesLead:
    'Des tiers de confiance détiennent les masques de ce que vous envoyez : comparez leurs mots avec ceux qu’ils publient sur leurs propres pages.',
  trustee: (name: string) => `Tiers de confiance : ${name}`,
  modelOwner: 'Commanditaire',
  training: 'Entraînement',
  key: 'Clé de chiffrement',
  keyBits: (bits: number) => `Paillier, ${count(bits)} bits`,
  you: 'Vous, dans cet entraînement',
  details: 'Empreintes complètes',
};

const inRound: Record<RoundKind, string> = {
  gradient: 'sommes sur vos lignes',
  statistics: 'effectifs, sommes et carrés de vos colonnes',
  evaluation: 'sommes qui mesurent le résultat',
  one_round: 'sommes et produits de vos colonnes',
};

export const leaves: typeof en.leaves = {
  title: 'Ce qui quitte cet ordinateur',
  leavesTitle: 'Part',
  staysTitle: 'Reste ici',
  seesTitle: 'Ce que chacun voit',
  round: (r: Layout) =>
    `${r.most === 1 ? 'Une fois' : `Au plus ${count(r.most)} fois`} : ${count(r.values)} ${entry(inRound, r.kind) ?? inRound.gradient}, chiffrés et masqués dans ${plural(r.ciphertexts, 'texte chiffré', 'textes chiffrés')}. Avec les clés et signatures, cela fait ${bytes(r.up)}.`,
  total: (i: Invitation) =>
    `En tout au plus ${bytes(i.rounds.reduce((sum, r) => sum + r.most * r.up, 0))}` +
    (i.estimate.rounds < mostRounds(i) ? ', si tous ces tours sont nécessaires ; sans doute moins.' : '.'),
  identity: 'Un nom inventé pour ce seul entraînement, votre adresse réseau, et le moment où vous participez.',
  statement:
    'Avant le premier tour, si vos lignes étaient déjà dans des sommes, et dans combien d’entraînements. Qui était dans le même entraînement le reconnaît.',
  words:
    'Au commanditaire et aux autres détenteurs : des mots qui vous désignent et restent les mêmes dans tous les entraînements.',
  stays: [
    'Votre fichier, son nom et chacune de ses lignes.',
    'Le nombre de vos lignes : il est à l’intérieur du chiffrement.',
    'Les clés secrètes faites pour cet entraînement.',
  ],
  facilitator: 'L’intermédiaire, le serveur entre vous, transmet des messages chiffrés. Il ne peut pas les lire.',
  modelOwner: (i: Invitation) =>
    `Le commanditaire ne peut ouvrir que le total d’au moins ${owners(i.cohort.min)}, jamais votre part seule.`,
  pooled: (i: Invitation) =>
    (i.model.kind === 'describe'
      ? 'Les totaux sont des effectifs et des sommes sur tous les détenteurs ; aucun modèle n’en est tiré.'
      : i.model.weights === 'encrypted' || i.model.method === 'one_round'
        ? 'Les totaux montrent comment les colonnes varient ensemble chez tous les détenteurs, et donnent le modèle.'
        : 'Les totaux donnent le modèle, tour après tour.') +
    (i.privacy ? ' Un bruit y cache votre part.' : ' C’est à vous de juger si un total en révèle trop sur vous.'),
  model: (i: Invitation) =>
    i.model.weights === 'shared' && i.model.method !== 'one_round'
      ? 'Vous et les autres détenteurs voyez le modèle après chaque tour, et pouvez en calculer le total de chaque tour.' +
        (i.privacy ? '' : ' Si tous les autres réunissent ce qu’ils savent, ils apprennent votre part.')
      : i.model.kind !== 'describe'
        ? 'Vous et les autres détenteurs ne voyez pas le modèle.'
        : 'Vous et les autres détenteurs ne voyez pas les totaux.',
};

export const expected: typeof en.expected = {
  title: 'Temps et octets',
  measuring: 'Mesure de la vitesse de cet ordinateur…',
  time: (i: Invitation) =>
    `${likely(i)} : ${duration(i.estimate.seconds)} de calcul en tout sur cet ordinateur` +
    (i.estimate.rounds > 1 ? `, ${duration(i.estimate.secondsPerRound)} pour un tour` : '') +
    ', plus l’attente des autres.',
  bytes: (i: Invitation) =>
    `Cela envoie environ ${bytes(i.estimate.bytesUp)} et reçoit au plus ${bytes(i.estimate.bytesDown)}.`,
};

export const privacy: typeof en.privacy = {
  title: 'Budget de confidentialité',
  about: (p: Privacy) =>
    `Un bruit est ajouté pour que le résultat en dise peu sur ${p.unit === 'record' ? 'une ligne donnée' : 'un détenteur donné'} : ε = ${value(p.epsilon)}, δ = ${value(p.delta)} pour tout l’entraînement. ` +
    `Ce que quelqu’un soupçonne ${p.unit === 'record' ? 'd’une ligne' : 'de vous'} peut devenir au plus ${roughly(Math.exp(p.epsilon))} fois aussi probable, sauf avec une probabilité d’environ δ` +
    (p.epsilon > 5 ? ' : une promesse faible.' : p.epsilon > 1.5 ? '.' : ' : une promesse forte.'),
  own: (p: Privacy) => `Cet entraînement : ε ${about(p.spent)} sur ${about(p.epsilon)} dépensé`,
  all: (p: Privacy) =>
    `Tous vos entraînements : ε ${about(p.spentAll)}` +
    (p.limit ? ` sur votre limite de ${about(p.limit)}` : ', sans limite de votre part'),
  limit: 'Arrêter quand tous mes entraînements ensemble auront dépensé cet ε à mon sujet',
  limitHint: (p: Privacy) =>
    p.limit
      ? `Limite actuelle : ${value(p.limit)}. Entrez 0 pour la supprimer. Quand elle est atteinte, vous cessez de contribuer automatiquement.`
      : `Sans limite, vous continuez jusqu’à la fin de l’entraînement. Celui-ci demande ε ${value(p.epsilon)}.`,
};
