/** Entraînements avec tiers de confiance : le formulaire, le code, la suite de l’envoi unique, et les résultats publiés. */
import type { Column, Invitation } from '../../contract';
import { value } from '../../format';
import type * as en from '../en';
import { plural } from './words';

const unit = (c: Column): string => (c.unit ? ` ${c.unit}` : '');

export const campaign: typeof en.campaign = {
  formTitle: 'Vos réponses',
  formLead:
    'Sur cet ordinateur, elles deviennent un seul message chiffré. Personne ne peut le lire seul ; on n’ouvre que des sommes sur beaucoup de personnes.',
  rowTitle: 'Ou saisissez une ligne à la main',
  fileInstead: 'Ou apportez un fichier',
  range: (c: Column) => (c.min == null || c.max == null ? '' : `de ${value(c.min)} à ${value(c.max)}${unit(c)}`),
  step: (c: Column) => (c.step == null || c.step === 1 ? '' : `par pas de ${value(c.step)}${unit(c)}`),
  slider: (name: string) => `${name}, sous forme de curseur`,
  choose: 'Veuillez choisir',
  none: 'Pas de réponse',
  optional: 'Vous pouvez laisser ceci vide.',
  problems: {
    empty: 'Veuillez répondre à ceci.',
    number: `Veuillez écrire un nombre, par exemple ${value(12.5)}.`,
    whole: 'Veuillez écrire un nombre entier.',
    below: (c: Column) => `Veuillez écrire un nombre d’au moins ${value(c.min ?? 0)}${unit(c)}.`,
    above: (c: Column) => `Veuillez écrire un nombre d’au plus ${value(c.max ?? 0)}${unit(c)}.`,
    step: (c: Column) => `Veuillez écrire un multiple de ${value(c.step ?? 1)}${unit(c)}.`,
    level: 'Veuillez choisir l’une des réponses.',
  },
  left: (n: number) => (n === 0 ? '' : n === 1 ? 'Il manque une réponse.' : `Il manque ${n} réponses.`),
  send: 'Contribuer',
  sendLead: 'Un seul message part ; ensuite vous pouvez fermer cette page.',

  codeTitle: 'Votre code',
  codeLead: 'Cet entraînement demande le code qui vous a été envoyé : vingt lettres et chiffres.',
  code: 'Code',
  codeHint: 'Majuscules et minuscules, espaces et traits d’union ne font aucune différence.',
  codeOpen: 'Continuer',

  givenTitle: 'Vous pouvez maintenant fermer cette page',
  given: 'Votre contribution est arrivée et enregistrée.',
  opened: (i: Invitation | undefined) =>
    i?.close
      ? `Elle sera ouverte avec d’autres après le ${i.close} (UTC)${i.putOff ? ' (ce jour a été repoussé)' : ''}, ou plus tôt si le commanditaire clôture l’entraînement avant.`
      : 'Elle sera ouverte avec d’autres quand le commanditaire clôturera l’entraînement.',
  together: (i: Invitation | undefined) =>
    i?.batch ? `Une somme sur moins de ${plural(i.batch, 'contribution')} n’est jamais ouverte.` : '',
  until:
    'Jusque-là, vous pouvez rouvrir le même lien dans ce navigateur pour la corriger ou la retirer. Plus tard, des résultats y figureront peut-être.',
  correct: 'Corriger',
  correctLead:
    'Vos réponses ne sont pas gardées sur cet ordinateur : donnez-les toutes à nouveau. Seule la dernière contribution compte.',
  withdraw: 'Retirer',
  withdrawQuestion: 'Retirer votre contribution ? Elle ne sera pas comptée.',
  notYet: 'pas encore ouverte',
  withdrawnTitle: 'Retirée',
  withdrawn:
    'Votre contribution ne sera pas comptée. Jusqu’à la clôture de l’entraînement, vous pouvez contribuer à nouveau.',
  again: 'Contribuer à nouveau',
  kept: 'Il est trop tard pour cela : la contribution reste telle qu’elle était.',

  resultsTitle: 'Résultats',
  resultsLead: (owners: number, made: string) => `Tirés de ${plural(owners, 'contribution')}, publiés le ${made}.`,
  noise: 'Chaque nombre contient un bruit aléatoire qui protège chaque personne.',
  hidden: (below: number) =>
    `Les effectifs de 1 à ${below - 1}, et d’autres qui les trahiraient, sont laissés de côté.`,
  rounded: (to: number) => `Les effectifs sont arrondis à des multiples de ${to}.`,
  signed: 'Signé par le commanditaire',
  tables: { summary: 'Résumé', tests: 'Tests', coefficients: 'Modèle', fit: 'Qualité de l’ajustement' },
  receipt: 'Ce que j’ai apporté',
};
