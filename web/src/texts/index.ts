/**
 * The languages of the page. A language is a file with the exports of `./en`; TypeScript refuses one that lacks a
 * sentence. The language that a person chose is used, or the first of the browser that is here, or else English. Only that one
 * is loaded. Components import from this module.
 */
import * as en from './en';
import { chosen } from './choice';

export type Texts = Omit<typeof en, 'names'>;

/** Each language by its own name, and where it is. */
export const languages: Readonly<Record<string, { name: string; load: () => Promise<Texts> }>> = {
  en: { name: 'English', load: () => Promise.resolve(en) },
  de: { name: 'Deutsch', load: () => import('./de') },
  es: { name: 'Español', load: () => import('./es') },
  fr: { name: 'Français', load: () => import('./fr') },
  it: { name: 'Italiano', load: () => import('./it') },
  ja: { name: '日本語', load: () => import('./ja') },
  nl: { name: 'Nederlands', load: () => import('./nl') },
  pl: { name: 'Polski', load: () => import('./pl') },
  pt: { name: 'Português', load: () => import('./pt') },
};

/** The first wanted language that there is, without its region; English if there is none. */
export function choose(wanted: readonly string[], have: readonly string[]): string {
  return wanted.map((tag) => tag.toLowerCase().split('-')[0]!).find((tag) => have.includes(tag)) ?? 'en';
}

/** The language of this page, and its texts: English if the others cannot be loaded. */
const wanted = choose([...chosen(), ...navigator.languages], Object.keys(languages));
const loaded = await languages[wanted]!.load().catch(() => undefined);
export const language = loaded ? wanted : 'en';

export const {
  again,
  asking,
  bytes,
  campaign,
  charts,
  checking,
  columns,
  day,
  done,
  expected,
  file,
  fixes,
  form,
  gave,
  hint,
  histogram,
  inspector,
  invitation,
  kinds,
  leaves,
  link,
  members,
  offers,
  owners,
  privacy,
  questions,
  refused,
  rows,
  running,
  sentence,
  sheet,
  site,
  slots,
  source,
  standing,
  stopped,
  timeline,
  told,
  tooLarge,
  traffic,
  who,
} = loaded ?? en;
