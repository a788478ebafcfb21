/** Le fichier : s’il convient à l’entraînement, et comment le lire autrement. */
import type { Column, Invitation, Summary } from '../../contract';
import { value } from '../../format';
import type * as en from '../en';
import { about, count, duration, likely, plural, rows } from './words';

const factor = (by: number) => (by < 1 ? `1/${count(Math.round(1 / by))}` : count(by));

export const file: typeof en.file = {
  badTitle: 'Ce fichier ne convient pas encore',
  badLead: (n: number) =>
    `${plural(n, 'problème trouvé', 'problèmes trouvés')}. Corrigez le fichier et choisissez-le à nouveau ; rien n’a été envoyé.`,
  unreadable: 'Le fichier n’a pas pu être lu.',
  places: 'Lignes',
  inRows: (some: number[], n: number) => {
    const most = 8;
    const shown = some.slice(0, most).join(', ');
    return n > Math.min(most, some.length) ? `${count(n)} : ${shown}, …` : shown;
  },
  problems: 'Problèmes',
  column: 'Colonne',
  rule: 'Problème',
  wholeFile: 'fichier',
  readyTitle: 'Votre fichier convient',
  readyLead: (n: number, name: string) => `${rows(n)} de ${name} ${n < 2 ? 'participera' : 'participeront'}.`,
  dropped: (n: number) => `${rows(n)} avec une cellule vide ${n < 2 ? 'est laissée' : 'sont laissées'} de côté.`,
  ignored: (names: string[]) => `Non utilisé : ${names.join(', ')}.`,
  renamed: (header: string, column: string) => `Votre colonne « ${header} » est lue comme ${column}.`,
  multiplied: (header: string, by: number) => `${header} est multiplié par ${factor(by)}.`,
  respelled: (text: string, level: string) => `« ${text} » est lu comme ${level}.`,
  asItIs: 'Lire le fichier tel quel',
  decimalComma: 'Les nombres sont lus avec une virgule décimale.',
  preview: 'Premières lignes de votre fichier (sur votre écran seulement)',
  time: (i: Invitation) =>
    `${likely(i)}, avec ${duration(i.estimate.secondsPerRound)} de calcul ici ${i.estimate.rounds > 1 ? 'pour chacun' : 'pour cela'}, plus l’attente des autres.`,
  start: 'Contribuer',
  startLead:
    'Gardez cet onglet ouvert jusqu’à la fin de l’entraînement. Vous pouvez faire une pause ou partir à tout moment.',
  choices: 'Autres options',
  minCohort: 'Ne participer que si au moins ce nombre de détenteurs participe',
  minCohortHint: (min: number) => `L’entraînement lui-même en demande au moins ${count(min)}.`,
  onlyVouched: 'Ne compter que les détenteurs dont je me porte garant',
  onlyVouchedHint:
    'Vous compris. Vous vous portez garant d’autres en comparant des mots avec eux une fois que les détenteurs sont connus ; s’ils sont trop peu, vous ne participez pas et pouvez réessayer.',
};

export const columns: typeof en.columns = {
  title: 'Vos colonnes',
  lead: 'Calculé ici à partir de votre fichier, pour vos yeux seulement. Rien n’en est envoyé.',
  column: 'Colonne',
  allowed: 'Admis',
  found: 'Dans votre fichier',
  renamed: (header: string) => `chez vous « ${header} »`,
  range: (c: Column, s: Summary) => {
    if (s.header === '') return 'absente du fichier';
    if (c.levels) return `${count(s.bins.filter((n) => n > 0).length)} niveaux sur ${count(c.levels.length)}`;
    if (s.low == null || s.high == null) return 'aucun nombre';
    return `de ${about(s.low)} à ${about(s.high)}`;
  },
  mean: (n: number) => `moyenne ${about(n)}`,
  invalid: (n: number) => `${count(n)} non admis`,
  mapped: (n: number, other: string) => `${count(n)} comptés comme ${other}`,
  missing: (n: number) => `${count(n)} vides`,
};

export const histogram: typeof en.histogram = {
  label: (c: Column, s: Summary) => {
    if (c.levels) return c.levels.map((level, i) => `${level} : ${count(s.bins[i] ?? 0)}`).join(', ');
    const at = s.bins.indexOf(Math.max(...s.bins));
    const span = ((c.max ?? 0) - (c.min ?? 0)) / Math.max(1, s.bins.length);
    const low = (c.min ?? 0) + at * span;
    const outside = s.below + s.above;
    return `La plupart des lignes entre ${value(low)} et ${value(low + span)}${outside > 0 ? ` ; ${count(outside)} hors de l’intervalle admis` : ''}`;
  },
};

export const form: typeof en.form = {
  sheet: 'Feuille',
  encoding: 'Encodage du texte',
  header: 'Les noms des colonnes sont dans',
  row: (n: number) => `la ligne ${count(n)}`,
  none: 'aucune ligne : il n’y en a pas',
};

export const fixes: typeof en.fixes = {
  title: 'Vous pouvez corriger ceci ici',
  lead: 'Cela change la façon dont la page lit le fichier ; le fichier lui-même reste tel quel.',
  readFrom: (column: string) => `Lire ${column} depuis`,
  none: 'choisissez une colonne de votre fichier',
  twice: 'Deux colonnes ne peuvent pas être lues depuis la même.',
  rename: (n: number) => (n === 1 ? 'Utiliser cette colonne' : 'Utiliser ces colonnes'),
  spelling: (text: string, level: string, n: number) => `Lire « ${text} » comme ${level} (${rows(n)})`,
  spellings: () => 'Lire ainsi',
  factor: (header: string, by: number) => `Multiplier ${header} par ${factor(by)}`,
  factorLead: (header: string) =>
    `La plupart des nombres de ${header} sont hors de ce qui est admis. Sont-ils dans une autre unité ?`,
  twoWays: 'Certains nombres de votre fichier peuvent se lire de deux façons. Laquelle est la bonne ?',
  thousands: (mark: string) => `1${mark}234 vaut mille deux cent trente-quatre`,
  decimals: (mark: string) => `1${mark}234 vaut un peu plus de un`,
};
