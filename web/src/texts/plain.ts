/** What texts of all languages share, and has no word in it. */
import type { Invitation } from '../contract';

/** The most rounds that a training may have. */
export const mostRounds = (i: Invitation): number => i.rounds.reduce((sum, r) => sum + r.most, 0);

/** The entry of a table of texts for a name from outside, if there is one. */
export const entry = (
  table: Readonly<Partial<Record<string, string>>>,
  name: string | undefined,
): string | undefined => (name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined);

/** A sentence from a message of the program: messages are in English, in lower case and without a full stop. */
export function sentence(message: string): string {
  const text = message.trim();
  if (text === '') return '';
  const first = text[0]!.toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(first) ? first : first + '.';
}

/** Ascending numbers of rows, runs of them as one: "2–7, 9". */
export function spans(numbers: number[]): string {
  const runs: [number, number][] = [];
  for (const n of numbers) {
    const last = runs.at(-1);
    if (last?.[1] === n - 1) last[1] = n;
    else runs.push([n, n]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}

/** A word in the forms that a language has for numbers; those that are not given are as `other`. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Returns what chooses the form of a word that goes with a number, by the rules of a language. */
export function plurals(language: string): (n: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  return (n, forms) => forms[rules.select(n)] ?? forms.other;
}
