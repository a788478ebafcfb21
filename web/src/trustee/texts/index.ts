/** The sentences of the trustee's page in the language of the page; each language has a file with the exports of `./en`. */
import { language } from '../../texts';
import * as en from './en';

export type Texts = typeof en;

/** The other languages, each a file here. */
export const languages: Readonly<Record<string, () => Promise<Texts>>> = Object.fromEntries(
  Object.entries(import.meta.glob<Texts>(['./??.ts', '!./en.ts'])).map(([path, load]) => [path.slice(2, 4), load]),
);

/** English if the others cannot be loaded. */
const loaded = await languages[language]?.().catch(() => undefined);

export const { trustee } = loaded ?? en;
export { day } from '../../texts';
