/** La place d’une personne dans un entraînement : avant de s’y joindre et pendant l’attente. */
import { count, owners } from './words';

export const standing = {
  closed: {
    begun: {
      title: 'Cet entraînement a commencé',
      lead: 'Ses participants sont fixés, et vous n’en êtes pas dans ce navigateur. Si vous l’avez rejoint, ouvrez le lien dans le navigateur utilisé alors.',
    },
    finished: {
      title: 'Cet entraînement est terminé',
      lead: 'Il n’accepte plus de données. Demandez à la personne qui vous a envoyé le lien s’il y en aura un autre.',
    },
    revoked: {
      title: 'Ce lien a été retiré',
      lead: 'Le commanditaire ne l’accepte plus. Si vous voulez encore participer, demandez-en un nouveau.',
    },
    late: {
      title: 'Ce lien a expiré',
      lead: 'Le dernier jour pour participer avec lui est passé. Demandez à la personne qui l’a envoyé s’il y en a un autre.',
    },
    full: {
      title: 'Cet entraînement est complet',
      lead: 'Toutes ses places sont prises. Demandez à la personne qui vous a envoyé le lien si une place se libère.',
    },
  },
  nothing: 'Rien n’a été lu sur votre ordinateur.',
  notes: {
    joined: {
      title: 'Vous avez rejoint cet entraînement',
      lead: 'Il n’a pas commencé. Choisissez à nouveau votre fichier et gardez cette page ouverte pour être là au début. D’ici là, vous pouvez aussi choisir un autre fichier.',
    },
    used: {
      title: 'Quelqu’un a déjà utilisé ce lien',
      lead: 'Chaque lien est pour un seul participant. Si c’était vous, dans un autre navigateur ou avant que son stockage ne soit effacé, continuez : celui qui est connecté compte. Sinon, prévenez la personne qui vous l’a envoyé et demandez votre propre lien.',
    },
    twice: {
      title: 'Vous êtes déjà dans cet entraînement, par un autre lien',
      lead: 'Un participant compte une fois. Ne transmettez ce lien à personne ; dites au commanditaire qu’il n’est pas utile.',
    },
    unknown: {
      title: 'Le commanditaire ne connaît pas ce lien',
      lead: 'Il est d’un autre entraînement, ou les dossiers du commanditaire sont plus anciens que le lien. Demandez-en un nouveau avant de continuer.',
    },
  },
  waiting: {
    used: {
      title: 'Un autre navigateur occupe cette place',
      lead: 'Quelqu’un d’autre est connecté par le même lien, et un seul compte. Si c’est vous, fermez l’autre page. Sinon, prévenez le commanditaire et demandez votre propre lien.',
    },
    twice: {
      title: 'Vous êtes déjà dans cet entraînement',
      lead: 'Vous l’avez rejoint par un autre lien aussi, et comptez une fois. Vous pouvez quitter ici.',
    },
    revoked: {
      title: 'Vous n’êtes pas admis',
      lead: 'Le commanditaire a retiré votre lien. Demandez-lui pourquoi ; rien de vos lignes n’a été envoyé.',
    },
    unknown: {
      title: 'Vous n’êtes pas admis',
      lead: 'Le commanditaire ne connaît pas le lien par lequel vous êtes venu. Demandez-en un nouveau ; rien de vos lignes n’a été envoyé.',
    },
  },
  lobby: (admitted: number, others: number, start: number) =>
    (admitted < start
      ? `Admis : ${count(admitted)} sur ${owners(start)}. L’entraînement commence quand tous sont là.`
      : `Admis : ${owners(admitted)}. Le commanditaire lance l’entraînement.`) +
    (others > 0 ? ` Autres, qui ne comptent pas : ${count(others)}.` : ''),
  notLooked: 'Le commanditaire n’a pas encore regardé qui il admet.',
  reconsider: 'Choisir un autre fichier',
  keep: 'Continuer seule après un rechargement de la page',
  keepHint:
    'Des sommes sur vos lignes, jamais les lignes, restent dans ce navigateur jusqu’à la fin de l’entraînement : chiffrées avec une clé qu’aucun script ne peut lire, et effacées à la fin.',
  cancel: 'Arrêter la vérification',
  loading: 'Le programme de la page se charge : environ 1,6 Mo, une seule fois. Votre connexion semble lente.',
};
