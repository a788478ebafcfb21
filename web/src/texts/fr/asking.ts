/** Qui demande, pour quoi, et la fiche destinée aux responsables de la protection des données. */
import type { Invitation } from '../../contract';
import type * as en from '../en';
import { day, owners } from './words';

export const asking: typeof en.asking = {
  title: 'Qui vous sollicite',
  own: 'Dans les propres termes du commanditaire. Personne ne les a vérifiés ; comparez les mots ci-dessous avec une personne que vous connaissez chez lui.',
  nothing:
    'Le commanditaire ne dit rien de lui. Demandez qui il est et à quoi servira le résultat avant de participer.',
  fields: [
    ['contact', 'Contact'],
    ['closing', 'Dernier jour pour participer'],
    ['return', 'Ce que vous recevez'],
    ['approval', 'Approuvé par'],
    ['approval_number', 'Numéro d’approbation'],
    ['legal_basis', 'Base juridique'],
    ['controller', 'Responsable du traitement'],
    ['retention', 'Durée de conservation des résultats'],
  ],
  value: (name: string, text: string) => (name === 'closing' ? day(text) : text),
  more: 'En savoir plus',
  links: 'Pages à ce sujet',
  logo: 'Logo utilisé par le commanditaire',
  calendar: 'Ajouter le dernier jour à mon agenda',
  event: (training: string) => `Dernier jour pour participer : ${training}`,
};

export const sheet: typeof en.sheet = {
  title: 'Fiche de protection des données',
  open: 'Pour votre délégué à la protection des données',
  print: 'Imprimer cette fiche',
  purpose: 'Finalité',
  asker: 'Qui sollicite',
  notSaid: 'non précisé',
  training: 'Entraînement',
  fingerprint: 'Empreinte de la description signée',
  columns: 'Colonnes lues',
  measures: 'Protection',
  measure: (i: Invitation) => [
    `Les sommes sont chiffrées avec une clé de Paillier de ${i.keyBits} bits que seul le commanditaire détient, et masquées de sorte qu’elles ne s’ouvrent que comme total d’au moins ${owners(i.cohort.min)}.`,
    'Les lignes ne sont lues que dans le navigateur. Chaque message est signé, et le reçu énumère tout ce qui est parti.',
    ...(i.privacy
      ? [`Un bruit maintient tout l’entraînement dans les limites ε = ${i.privacy.epsilon} et δ = ${i.privacy.delta}.`]
      : []),
  ],
  remaining: 'Ce qui demeure',
  remain: [
    'Un total sur peu de lignes en révèle beaucoup.',
    'Si tous les autres détenteurs étaient inventés, un total serait votre seule part. Comparez les mots avec les autres.',
    'Cet ordinateur, ce navigateur et cette page doivent être dignes de confiance.',
  ],
  consent: 'Phrases à accepter',
};
