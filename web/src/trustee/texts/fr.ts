/** Les phrases de la page du tiers de confiance. */
import type { Texts } from '.';

export const trustee: Texts['trustee'] = {
  promise: 'Votre clé reste sur cet appareil.',
  title: 'Être tiers de confiance',
  lead: 'Les contributions à un entraînement ne s’ouvrent que si chacun de ses tiers de confiance libère sa part. Ici, vous détenez une telle part, avec une clé dans un fichier à vous. Vous ne voyez ni données, ni somme, ni modèle.',
  served:
    'Cette page vient de l’intermédiaire. S’il la modifiait, il pourrait prendre votre clé : comparez-la à une version publiée, ou ouvrez plutôt le fichier blindfit-trustee.html d’une version publiée.',
  openTitle: 'Ouvrir votre fichier de clé',
  file: 'Fichier de clé (le plus récent)',
  passphrase: 'Phrase secrète',
  facilitator: 'Adresse de l’intermédiaire',
  open: 'Ouvrir',
  makeTitle: 'Pas encore de clé ?',
  makeLead:
    'Une clé est créée dans ce navigateur et enregistrée dans un fichier sous une phrase secrète. Ni l’une ni l’autre ne quitte cet appareil. Si vous les perdez, personne ne peut vous aider.',
  fresh: (least) => `Nouvelle phrase secrète, d’au moins ${least} caractères`,
  again: 'La même phrase secrète encore une fois',
  differ: 'Les deux ne sont pas identiques.',
  make: 'Créer une clé',
  madeTitle: 'Enregistrez votre fichier de clé',
  madeLead: (name) => `Le fichier ${name} a été créé. Enregistrez-le là où vous le retrouverez, et vous seulement.`,
  saveFile: 'Enregistrer le fichier',
  publish:
    'Donnez cette ligne aux commanditaires, et publiez les mots là où les détenteurs de données regardent : ils les comparent.',
  line: 'Votre ligne',
  words: 'Vos mots',
  openMade: 'Ouvrez le fichier que vous avez enregistré',
  newestTitle: 'Est-ce votre fichier le plus récent ?',
  newestLead:
    'Ce navigateur n’a jamais utilisé cette clé et ne peut donc pas le savoir. Un fichier plus ancien ne doit pas servir : avec lui, un entraînement pourrait recevoir deux réponses, ce qui exposerait des personnes. Cherchez d’autres fichiers de cette clé ; le numéro dans le nom augmente.',
  last: 'Dernière entrée',
  newestYes: 'Oui, c’est le plus récent',
  newestNo: 'Choisir un autre fichier',
  deskTitle: 'Entraînements qui vous nomment',
  unreachable: 'L’intermédiaire ne répond pas pour l’instant. La page réessaie.',
  saveTitle: 'Enregistrez d’abord votre nouveau fichier de clé',
  saveLead:
    'Votre accord est inscrit dans votre fichier de clé. Rien n’est envoyé avant que vous l’ayez enregistré et montré ici.',
  saveFirst: 'Enregistrez',
  saveThen: 'Choisissez le fichier que vous venez d’enregistrer',
  saveAfter: 'Dès lors, seul le nouveau fichier compte. Gardez l’ancien si vous voulez, mais ne l’ouvrez plus jamais.',
  waitingTitle: 'En attente de vous',
  nothingWaits: 'Rien ne vous attend pour l’instant. La page regarde toutes les quelques secondes.',
  refusedTitle: 'Sans réponse',
  refusedLead:
    'Ceux-ci enfreignent une règle que vous respectez. Vous n’avez rien à faire ; le commanditaire vous en parlera peut-être.',
  signedTitle: 'Ce que vous avez signé',
  nothingSigned: 'Rien encore.',
  accepted: (day) => `accepté le ${day}`,
  released: (day, cells) => `libéré le ${day}, cellules : ${cells}`,
  answered: (struck) => `La clôture est vérifiée. Contributions que vous rayez : ${struck}.`,
  sent: 'Votre part a été libérée.',
  leaveOpen: 'Vous pouvez fermer cette page à tout moment. Les contributions vous attendent.',
  moveTitle: 'Déplacer cette clé vers le programme trustee',
  moveLead:
    'La clé et son registre continuent dans un programme, sur une machine avec un dossier et un second support. La page écrit une dernière ligne dans le fichier de clé, que vous enregistrez ; ensuite, cette page ne signe plus rien avec cette clé.',
  move: 'Déplacer la clé',
  askAccept: 'vous demande de détenir une part de ses masques.',
  askRelease: 'est clos et demande votre part.',
  organisation: 'Organisation',
  purpose: 'But',
  asker: 'Mots du commanditaire',
  training: 'Mots de l’entraînement',
  model: 'Modèle',
  columns: 'Colonnes',
  noise: 'Bruit',
  noiseOf: (epsilon, delta, unit) =>
    `ε = ${epsilon}, δ = ${delta}, pour chaque ${unit === 'owner' ? 'détenteur de données' : 'ligne'}`,
  cells: 'Ouvertes ensemble',
  cellsOf: (least) => `au moins ${least} contributions`,
  contributions: 'Contributions',
  contributionsOf: (all, struck) => `${all}, dont rayées : ${struck}`,
  closed: 'Tailles des cellules',
  meansAccept:
    'Le commanditaire est-il celui qu’il dit être ? Les personnes s’attendraient-elles à cet usage de leurs données ? Les nombres sont-ils assez grands ?',
  meansRelease: 'Vous la libérez une seule fois. Aucune autre clôture de cet entraînement ne recevra de réponse.',
  accept: 'Accepter l’entraînement',
  release: 'Libérer ma part',
  stoppedTitle: 'Arrêté',
  restart: 'Recharger la page',
  needed: 'Le fichier qu’il faut :',
  problems: {
    passphrase: {
      text: 'Cette phrase secrète n’ouvre pas le fichier.',
      way: 'Saisissez-la à nouveau, ou choisissez un autre fichier.',
    },
    short: {
      text: 'La phrase secrète est trop courte.',
      way: 'Prenez au moins 12 caractères, par exemple quatre mots.',
    },
    malformed: {
      text: 'Ce n’est pas le fichier de clé d’un tiers de confiance, ou il est abîmé.',
      way: 'Choisissez le fichier que cette page a créé. Son nom commence par « trustee- » et finit par « .key ».',
    },
    program: {
      text: 'C’est le fichier de clé du programme trustee. Son registre est dans d’autres fichiers ; il n’est donc pas utilisé ici.',
      way: 'Continuez avec le programme, déplacez la clé ici avec « trustee move », ou créez une clé pour cette page.',
    },
    stale: {
      text: 'Ce fichier est plus ancien que ce que cette clé a signé. Avec lui, un entraînement pourrait recevoir deux réponses, ce qui exposerait des personnes.',
      way: 'Choisissez le fichier le plus récent. S’il est perdu, cette clé ne signe plus rien : créez-en une nouvelle, publiez ses mots, et prévenez les commanditaires des entraînements que vous avez acceptés.',
    },
    apart: {
      text: 'Deux fichiers de cette clé ont divergé : celui-ci n’est pas le dernier utilisé ici.',
      way: 'Choisissez le dernier fichier utilisé. S’il est perdu, cette clé ne signe plus rien : créez-en une nouvelle, et prévenez les commanditaires des entraînements que vous avez acceptés.',
    },
    not_saved: {
      text: 'Ce n’est pas le fichier qu’il fallait enregistrer.',
      way: 'Enregistrez le fichier à nouveau, et choisissez exactement celui-là.',
    },
    moved: {
      text: 'Cette clé a été déplacée vers un programme. Ses fichiers de clé ne signent plus rien ici.',
      way: 'Continuez avec le programme : « trustee move --back » prend le dernier fichier de clé enregistré.',
    },
    gone: {
      text: 'Cela ne vous attend plus, ou a changé entre-temps.',
      way: 'Lisez ce qui est affiché maintenant, et décidez à nouveau.',
    },
    memory: {
      text: 'Ce navigateur ne garde rien ; un fichier plus ancien passerait donc inaperçu. Rien n’a été envoyé.',
      way: 'Quittez la navigation privée, libérez de la place ou changez de navigateur ; puis rouvrez la page.',
    },
    address: {
      text: 'Ce n’est pas l’adresse d’un intermédiaire.',
      way: 'Prenez l’adresse de votre invitation, par exemple https://….',
    },
    internal: {
      text: 'La page ne peut pas continuer.',
      way: 'Rechargez-la et ouvrez votre fichier de clé le plus récent.',
    },
    second_tab: {
      text: 'Cette clé est utilisée dans un autre onglet.',
      way: 'Continuez là-bas, ou fermez-le et rouvrez le fichier ici.',
    },
    fatal: {
      text: 'Le programme de la page s’est arrêté.',
      way: 'Rechargez la page et ouvrez votre fichier de clé le plus récent.',
    },
  },
};
