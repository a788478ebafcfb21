/** Les questions qui demandent un oui, et le compte de ce qui a été donné. */
import type { Again, Gap, Given, Offer, Question, Spending } from '../../contract';
import type { Claim, GapReason, Rule, Stage } from '../../generated/constants';
import type * as en from '../en';
import { spans } from '../plain';
import { about, count, day, owners, plural, rows } from './words';

const amount = (n: string | number): string => (typeof n === 'number' ? about(n) : n);

interface Asked {
  title: string;
  found: (has: string, needs: string) => string;
  yes: string;
  instead?: string;
}
const found = (has: string, needs: string) => `Constaté : ${has}. Demandé : ${needs}.`;
const asked: Record<Rule, Asked> = {
  rows: {
    title: 'Peu de lignes',
    found: (has, needs) => `Lignes : ${has}. Demandé : au moins ${needs}.`,
    yes: 'Oui, donner mes lignes bien qu’elles soient peu nombreuses.',
    instead: 'Ou choisissez un fichier qui a plus de lignes.',
  },
  alone: {
    title: 'Des lignes isolées',
    found: (has) => `Lignes isolées : ${has}. Demandé : aucune.`,
    yes: 'Oui, donner aussi ces lignes.',
    instead: 'Ou retirez ces lignes de votre fichier et choisissez-le à nouveau. La ligne 1 est celle des noms.',
  },
  constant: {
    title: 'Des colonnes qui trahissent votre part',
    found: (has) => `Colonnes à valeur unique : ${has}. Demandé : aucune.`,
    yes: 'Oui, donner mes lignes bien que ces colonnes trahissent ma part.',
  },
  again: {
    title: 'Des lignes déjà dans des sommes',
    found,
    yes: 'Oui, donner malgré tout mes lignes à cet entraînement.',
  },
  others: {
    title: 'S’agit-il d’autres personnes ?',
    found: () => 'Trouvé : inconnu. Demandé : d’autres personnes.',
    yes: 'Oui, ce sont d’autres personnes.',
    instead:
      'Vous n’êtes pas obligé de répondre. Sans un oui, on demande à tous les détenteurs, avant le premier tour, si l’entraînement peut continuer.',
  },
  consent: { title: 'Le commanditaire vous demande de confirmer', found: () => '', yes: 'Oui' },
  limit: {
    title: 'Votre limite de ε',
    found: (has, needs) =>
      `Avec cet entraînement : ${has === 'exact' ? 'sans borne' : `ε ${has}`}. Votre limite : ε ${needs}.`,
    yes: 'Oui, participer bien que cela dépasse ma limite.',
  },
  shared: {
    title: 'Des sommes exactes sur un modèle que vous voyez tous',
    found: () => 'Bruit dans les sommes : aucun. Demandé : du bruit, si les détenteurs voient le modèle.',
    yes: 'Oui, je l’accepte.',
  },
};

export const questions: typeof en.questions = {
  title: (needed: boolean) => (needed ? 'Cet entraînement a besoin de votre oui' : 'Une question sur vos lignes'),
  lead: 'Un oui vaut pour cet entraînement. Une question sur les mêmes lignes ne revient que si davantage serait révélé.',
  asked: (q: Question) => asked[q.rule],
  found: (q: Question) => asked[q.rule].found(amount(q.has), amount(q.needs)),
  missing: (n: number) =>
    n === 1
      ? 'Une question ci-dessus attend d’abord votre oui.'
      : `${count(n)} questions ci-dessus attendent d’abord votre oui.`,
  rechecked:
    'Quelque chose a changé : votre fichier a donc été vérifié une fois de plus. Rien n’a été donné. Lisez les questions et contribuez à nouveau.',
  merged: (columns: string[]) =>
    `Peu de vos lignes ont ${columns.join(', ')}. Comme cet entraînement le demande, elles comptent comme le niveau de tous les autres.`,
  lacks: (columns: string[]) =>
    `Toutes vos lignes sont identiques en ${columns.join(', ')} ; d’ordinaire aucune ne l’a. Ce n’est pas une question, mais les sommes peuvent le montrer.`,
};

export const offers: typeof en.offers = {
  title: 'Vous pouvez donner moins de lignes',
  take: (o: Offer) =>
    o.word === 'new'
      ? `Laisser de côté ${rows(o.rows)} que « ${o.past} » n’avait pas, jusqu’à ce qu’il y en ait ${count(o.until)}. Personne ne peut alors soustraire les sommes pour les voir.`
      : `Laisser de côté ${rows(o.rows)} avec une cellule vide dans n’importe quelle colonne, pour que des entraînements sur d’autres colonnes puissent reposer sur les mêmes lignes.`,
};

const claims: Record<Claim, string> = {
  first: 'dans aucune somme auparavant',
  same: 'les mêmes lignes qu’avant, avec les mêmes détenteurs',
  changed: 'déjà dans des sommes, avec d’autres lignes ou d’autres détenteurs',
};
const kind = (exact: boolean) => (exact ? 'sommes exactes' : 'sommes avec bruit');
const subtracted = (d: Again['differences'][number]) =>
  `La différence avec ${d.name === '' ? 'un entraînement antérieur auquel vous n’étiez pas' : `« ${d.name} »`}`;

export const again: typeof en.again = {
  title: 'Donner ces lignes une nouvelle fois ?',
  lead: 'Certaines lignes étaient déjà dans des sommes. Qui connaît les deux sommes peut soustraire l’une de l’autre. Lisez ce que cela révélerait, puis dites oui ou partez. Rien de vos lignes ne part avant.',
  differencesTitle: 'Ce qu’une différence révèle',
  alone: (d: Again['differences'][number]): [string, string] => [`${subtracted(d)} révélerait la part de `, ' seul.'],
  together: (d: Again['differences'][number]) => `${subtracted(d)} révélerait la part de ces détenteurs, additionnés :`,
  how: { joined: 'n’y était pas', left: 'n’est plus ici', changed: 'a maintenant d’autres lignes' },
  noDifference: 'Rien que cette page connaisse.',
  unknown: (n: number) =>
    `Vous n’avez pas dit, pour ${plural(n, 'somme antérieure', 'sommes antérieures')}, s’il s’agissait d’autres personnes ; une différence peut donc en révéler davantage.`,
  pastTitle: 'Entraînements antérieurs avec vos lignes',
  noPast: 'Aucun. La question porte sur les lignes d’autres détenteurs.',
  past: (p: Again['past'][number]) =>
    `${day(p.when)}, ${kind(p.exact)}, ${owners(p.owners)}. ${rows(p.found)} de votre part y ${p.found < 2 ? 'était' : 'étaient'}` +
    ` ; ${p.new === 0 ? 'aucune n’est nouvelle' : `${count(p.new)} ${p.new < 2 ? 'est nouvelle' : 'sont nouvelles'}`}` +
    `, ${p.gone === 0 ? 'aucune n’a disparu' : `${count(p.gone)} ${p.gone < 2 ? 'a disparu' : 'ont disparu'}`}.`,
  newRows: (p: Again['past'][number]) =>
    `Nouveau dans votre fichier : ${p.newRows.length === 1 ? 'ligne' : 'lignes'} ${spans(p.newRows)}${p.new > p.newRows.length ? ' …' : ''}`,
  modelOwner: 'Commanditaire',
  statedTitle: 'Ce que chacun a déclaré',
  claims,
  you: 'vous',
  yes: asked.again.yes,
  go: 'Continuer',
  said: 'Vous avez dit oui. L’entraînement continue dès que tous les autres l’ont fait.',
  leave: 'Si vous partez, rien de vos lignes n’est donné. La même question est posée aux autres.',
};

const stages: Record<Stage, string> = {
  open: 'déclaré, pas commencé',
  passed: 'donné',
  struck: 'non donné',
};
const stageMeanings: Record<Stage, string> = {
  open: 'L’entraînement n’a pas commencé. Cela compte comme donné jusqu’à ce que vous le quittiez.',
  passed: 'À partir de là, des sommes chiffrées sur ces lignes pouvaient être envoyées.',
  struck: 'L’entraînement n’a pas commencé avec vous : rien n’a été envoyé.',
};
const gaps: Record<GapReason, string> = {
  older: 'Le compte a été remis dans un état antérieur, ou c’en est un autre.',
  'no anchor': 'La marque qui montre si le compte est complet a disparu.',
  restored: 'Le compte a été restauré à partir d’une copie peut-être plus ancienne.',
};

export const gave: typeof en.gave = {
  open: 'Ce que vous avez donné',
  title: 'Ce que vous avez donné',
  lead: 'Chaque entraînement avec vos lignes, tel que ce navigateur l’a noté : avant qu’une somme sur elles puisse partir.',
  onStart:
    'Ce navigateur tient le compte de chaque somme où étaient vos lignes, pour tous les entraînements et tous les commanditaires.',
  loading: 'Lecture du compte',
  none: 'Encore rien : ce navigateur n’a participé à aucun entraînement avec des lignes.',
  modelOwner: 'Commanditaire',
  kind,
  stage: (s: Stage) => stages[s],
  stageMeaning: (s: Stage) => stageMeanings[s],
  amount: (g: Given) =>
    `${day(g.when)} : ${rows(g.rows)} de votre part` +
    (g.held > 0 ? `, dont ${count(g.held)} gardées pour mesurer,` : '') +
    ` parmi ${owners(g.members.length)}.`,
  stated: (g: Given) => `Vous avez déclaré : ${claims[g.word]}.`,
  asked: 'Certaines lignes avaient déjà été dans des sommes ; vous avez dit oui.',
  members: 'Ses détenteurs de données',
  spentTitle: 'Bruit : le budget ε',
  spent: (s: Spending) =>
    s.sums === 0
      ? `Rien n’est dépensé : aucune somme avec bruit n’a été ouverte.${s.limit ? ` Votre limite est ${about(s.limit)}.` : ''}`
      : `ε ${about(s.spentAll)} est dépensé en ${plural(s.sums, 'somme')} avec bruit` +
        (s.limit ? `, sur votre limite de ${about(s.limit)}.` : '. Vous n’avez fixé aucune limite.'),
  exact: 'Les sommes exactes n’ont pas de bruit : aucun ε ne mesure ce qu’elles révèlent.',
  gapsTitle: 'Le compte n’est peut-être pas complet',
  gap: (g: Gap) =>
    `${day(g.when)} : ${gaps[g.reason]}` +
    (g.known > 0 ? ` Il avait autrefois ${plural(g.known, 'inscription')}.` : ''),
  gapMeaning:
    'Des sommes antérieures peuvent manquer. Pour chaque fichier que vous choisissez, on vous demande donc si ses personnes étaient dans une somme qui manque.',
  keptTitle: 'Où ce compte est conservé',
  kept: (host: string) =>
    `Dans ce navigateur, dans le stockage de ${host || 'fichiers de cet ordinateur'}. Effacer les données de ce site le vide. La page ne connaît alors plus vos sommes antérieures et ne peut pas vous avertir.`,
  server: (host: string) =>
    `${host}, le serveur d’où vient cette page, peut à tout moment faire effacer ce compte par votre navigateur sans que vous en soyez averti.`,
  promised: 'Le navigateur a promis de ne pas le supprimer de lui-même.',
  notPromised: 'Le navigateur peut le supprimer de lui-même quand la place vient à manquer.',
  elsewhereTitle: 'Hors de portée de ce serveur',
  elsewhere: 'Participez avec une page à vous. Elle tient son propre compte ; choisissez donc une voie et gardez-la :',
  ways: [
    { before: 'Ouvrez ', code: 'blindfit.html', after: ' d’une version de Blindfit depuis votre disque.' },
    {
      before: 'Lancez ',
      code: 'dataowner serve',
      after: ' sur votre ordinateur et ouvrez l’adresse qu’il affiche.',
    },
  ],
  command: (origin: string) => `dataowner serve --facilitator ${origin}`,
  copy: 'Copier cette commande',
  copied: 'Copié',
  close: 'Fermer',
};
