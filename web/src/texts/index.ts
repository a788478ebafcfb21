/**
 * The languages of the page. A language is a module with the exports of `./en`; TypeScript refuses one that lacks a
 * sentence. The first language of the browser that is here is used, or else English. Components import from this module.
 */
import * as en from './en';

export type Texts = typeof en;
const languages: Readonly<Record<string, Texts>> = { en };

/** The first wanted language that there is, without its region; English if there is none. */
export function choose(wanted: readonly string[], have: readonly string[]): string {
  return wanted.map((tag) => tag.toLowerCase().split('-')[0]!).find((tag) => have.includes(tag)) ?? 'en';
}

/** The language of this page. */
export const language = choose(navigator.languages, Object.keys(languages));

export const {
  again,
  bytes,
  campaign,
  charts,
  checking,
  columns,
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
  site,
  slots,
  source,
  stopped,
  timeline,
  tooLarge,
  traffic,
  who,
} = languages[language]!;
