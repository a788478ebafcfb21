/** The sentences of the trustee's page in the language of the page; each language has a file with the exports of `./en`. */
import { language } from '../../texts';
import * as en from './en';

export type Texts = typeof en;

/** The other languages. */
export const languages: Readonly<Record<string, () => Promise<Texts>>> = {
  de: () => import('./de'),
  es: () => import('./es'),
  fr: () => import('./fr'),
  it: () => import('./it'),
  ja: () => import('./ja'),
  nl: () => import('./nl'),
  pl: () => import('./pl'),
  pt: () => import('./pt'),
};

/** English if the others cannot be loaded. */
const loaded = await languages[language]?.().catch(() => undefined);

export const { trustee } = loaded ?? en;
export { day } from '../../texts';
