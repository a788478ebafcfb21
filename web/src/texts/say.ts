/** Sentences of the program in another language than English: found by the English one, which is their id. */
import type { Problem } from '../contract';
import type { ProblemCode } from '../generated/constants';
import type { Message } from '../generated/messages';
import type { TableMessage } from '../worker/tables/problem';

/** The English sentence, with %d for a whole number and %s for anything else. */
export type Sentence = Message | TableMessage;

/** Its values in order; a text among them that is a sentence itself is in the language already. */
export type Value = string | number;

/** Each sentence with {0}, {1} … for its values, or made of them. They begin and end as within a longer one. */
export type Sentences = Readonly<Record<Sentence, string | ((...values: Value[]) => string)>>;

/** What is said of a problem by its kind, where its own sentence is in English only. */
export type Codes = Readonly<Record<ProblemCode, string>>;

/** What a problem says: in the language of the page, and what there is in English only. */
export interface Told {
  text?: string;
  english?: string;
}

interface Pattern {
  id: Sentence;
  form: RegExp;
  /** Whether its value is a number that bounds others. */
  bound: boolean;
  /** Whether each value is a whole number. */
  numbers: boolean[];
}

/** The sentences as patterns of what the program says, those with most words of their own first. */
function patterns(ids: readonly Sentence[]): Pattern[] {
  const own = (id: string) => id.replaceAll(/%[ds]/g, '').length;
  return ids
    .toSorted((a, b) => own(b) - own(a))
    .map((id) => ({
      id,
      form: new RegExp(
        '^' +
          id
            .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
            .replaceAll('%d', '(-?\\d+)')
            .replaceAll('%s', '([^]*?)') +
          '$',
      ),
      bound: /(minimum|maximum|past) %s$/.test(id),
      numbers: [...id.matchAll(/%([ds])/g)].map((verb) => verb[1] === 'd'),
    }));
}

/** What a language brings: a sentence made of a text, a whole number, a number, a day, and a name in its quotes. */
interface Manner {
  stop: (text: string) => string;
  count: (n: number) => string;
  value: (n: number) => string;
  day: (when: string) => string;
  quote: (text: string) => string;
}

/** Returns what says messages in a language. */
export function speaker(
  sentences: Sentences,
  codes: Codes,
  { stop, count, value: number, day, quote }: Manner,
): { sentence: (message: string) => string; told: (problem: Problem) => Told } {
  let list: Pattern[] | undefined;

  /** A value as the reader writes it: the program writes days as 2026-05-04, and names as strings of its own. */
  function local(value: string, bound: boolean): string {
    if (bound && /^-?\d+(\.\d+)?$/.test(value)) return number(Number(value));
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return day(value);
    const name = /^"((?:[^"\\]|\\["\\])*)"$/.exec(value);
    return name ? quote(name[1]!.replaceAll(/\\(["\\])/g, '$1')) : value;
  }

  function say(message: string): string | undefined {
    list ??= patterns(Object.keys(sentences) as Sentence[]);
    for (const { id, form, bound, numbers } of list) {
      const found = form.exec(message);
      if (!found) continue;
      const said = numbers.map((whole, i) => (whole ? undefined : say(found[i + 1]!)));
      // What goes on with more about another sentence needs that one: half of it would be English.
      if (id.startsWith('%s') && said[0] === undefined) continue;
      const values = numbers.map((whole, i) =>
        whole ? Number(found[i + 1]) : (said[i] ?? local(found[i + 1]!, bound)),
      );
      const text = sentences[id];
      if (typeof text === 'function') return text(...values);
      return text.replaceAll(/\{(\d)\}/g, (_, at: string) => {
        const value = values[Number(at)]!;
        return typeof value === 'number' ? count(value) : value;
      });
    }
    return undefined;
  }

  /** The same for several sentences: one by one if all of them are known, or else as one. */
  function all(message: string): string | undefined {
    const parts = message.split(/(?<=\.) (?=[A-Z\d])/).map(say);
    return parts.every((part) => part !== undefined) ? parts.join(' ') : say(message);
  }

  return {
    sentence: (message) => stop(all(message.trim()) ?? message),
    told: (problem) => {
      if (problem.code === 'memory') return { text: stop(problem.message) }; // tooLarge
      const text = all(problem.message.trim());
      if (text !== undefined) return { text: stop(text) };
      const kind = Object.hasOwn(codes, problem.code ?? '') ? codes[problem.code as ProblemCode] : undefined;
      return kind === undefined ? { english: stop(problem.message) } : { text: kind, english: stop(problem.message) };
    },
  };
}
