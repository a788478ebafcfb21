/** La fin d’un entraînement ou de la page, et des conseils en cas de problème. */
import type { PageCode, Problem, Upload } from '../../contract';
import type { Code, ProblemCode } from '../../generated/constants';
import type * as en from '../en';
import { sentence } from './problems';
import { bytes, ending, owners, plural } from './words';

export const done: typeof en.done = {
  title: 'Merci',
  leftTitle: 'Vous êtes parti',
  lead: (reason: string) => ending(reason) ?? 'L’entraînement est terminé.',
  summary: (rounds: number, up: number) =>
    `Vous avez participé à ${plural(rounds, 'tour accepté', 'tours acceptés')} et envoyé ${bytes(up)} de sommes chiffrées.`,
  nothing: 'Aucune de vos sommes chiffrées n’a été utilisée.',
  tableTitle: 'Ce qui a quitté cet ordinateur',
  round: 'Tour',
  size: 'Taille',
  among: 'Dans une somme de',
  amongOwners: (u: Upload) => (u.accepted ? owners(u.owners) : 'non utilisé'),
  digest: 'Empreinte de l’envoi',
  bytes: 'Octets',
  save: 'Enregistrer le reçu',
  saveLead:
    'Le reçu contient les empreintes de vos envois, pour que vous puissiez prouver plus tard ce que vous avez envoyé. Il ne contient rien de vos lignes.',
  close: 'Vous pouvez fermer cet onglet.',
  another: 'Rejoindre un autre entraînement',
};

export const stopped: typeof en.stopped = {
  failedTitle: 'La page a dû s’arrêter',
  failed:
    'Une erreur s’est produite dans la page. Tout ce qui a été calculé à partir de vos lignes a disparu de sa mémoire. Rechargez la page pour continuer.',
  details: 'Détails',
  reload: 'Recharger',
  unsupportedTitle: 'Ce navigateur ne peut pas participer',
  unsupported: (missing: string[]) =>
    `Il lui manque : ${missing.join(', ')}. Utilisez une version actuelle de Firefox, Chrome, Edge ou Safari. Rien n’a été envoyé.`,
  insecure: 'Cette page doit être ouverte en https, ou depuis cet ordinateur même. Rien n’a été envoyé.',
  bareTitle: 'Cette page a été modifiée en chemin',
  bare: 'Elle est arrivée sans la règle qui tient à l’écart le code étranger. Prévenez l’exploitant de ce serveur. Rien n’a été lu et rien n’a été envoyé.',
  features: {
    wasm: 'WebAssembly',
    bigint: 'grands entiers',
    worker: 'processus de travail',
    storage: 'stockage pour cette page',
    locks: 'verrous entre onglets',
  },
};

export function hint(problem: Problem): string {
  if (problem.hint) return sentence(problem.hint);
  switch (problem.code as Code | ProblemCode | PageCode | undefined) {
    case 'unreachable':
    case 'unavailable':
      return 'Vérifiez votre connexion et réessayez.';
    case 'internal':
      return 'Rechargez la page. Si cela se reproduit, prévenez le commanditaire.';
    default:
      return '';
  }
}
