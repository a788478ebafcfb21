import { describe, expect, test } from 'vitest';
import { problemCodes } from '../generated/constants';
import { messages } from '../generated/messages';
import type { Codes, Sentence, Sentences, Value } from './say';
import { languages } from '.';

interface Problems {
  sentences: Sentences;
  codes: Codes;
}
const all = import.meta.glob<Problems>('./[a-z][a-z].ts', { eager: true });
const translated = Object.keys(languages).filter((tag) => tag !== 'en');

/** Values that a sentence may have, each another one; no text is empty, or a sentence itself. */
const values = (id: string): Value[] =>
  [...id.matchAll(/%([ds])/g)].map((verb, i) => (verb[1] === 'd' ? 12 + i : `name-${i}`));

/** The sentence as the program says it. */
function english(id: string, list: Value[]): string {
  let at = 0;
  return id.replaceAll(/%[ds]/g, () => String(list[at++]));
}

test.each(translated)('%s has every sentence of the program, with the same values', (tag) => {
  const { sentences, codes } = all[`./${tag}.ts`]!;
  expect(Object.keys(codes).sort()).toEqual([...problemCodes].sort());
  expect(Object.keys(sentences)).toEqual(expect.arrayContaining([...messages]));
  for (const [id, text] of Object.entries(sentences)) {
    const list = values(id);
    expect(text, id).not.toBe('');
    if (typeof text === 'string') {
      const places = [...text.matchAll(/\{(\d)\}/g)].map((place) => Number(place[1]));
      expect(places.toSorted(), id).toEqual([...list.keys()]);
    } else {
      const said = text(...list);
      // A mark is named in words, and one name is the word for it.
      if (!id.includes('decimal sign')) for (const value of list) expect(said, id).toContain(String(value));
      expect(said).not.toMatch(/undefined|NaN|\{/);
    }
  }
});

test.each(translated)('%s finds each sentence among the others', async (tag) => {
  const { sentences } = all[`./${tag}.ts`]!;
  const { sentence } = await languages[tag]!.load();
  for (const [id, text] of Object.entries(sentences)) {
    if (typeof text !== 'string' || id.startsWith('%s')) continue;
    const list = values(id);
    const expected = text.replaceAll(/\{(\d)\}/g, (_, at: string) => String(list[Number(at)]));
    expect(sentence(english(id, list)).toLowerCase(), id).toContain(expected.toLowerCase());
  }
});

describe('German', () => {
  const load = () => languages.de!.load();

  test('writes days, names and bounds as its readers do', async () => {
    const { sentence } = await load();
    expect(sentence('below the declared minimum 0.5')).toBe('Unter dem angegebenen Mindestwert 0,5.');
    expect(
      sentence(
        'The people in this file are others than the 402 of "The \\"new\\" one", a sum that you gave on 2026-05-04: none of its rows is in the file.',
      ),
    ).toContain('als die 402 von „The "new" one“, einer Summe, zu der Sie am 4. Mai 2026 beigetragen haben');
    // Names of columns stay as they are.
    expect(sentence('column 1.5: must be a whole number')).toContain('Spalte 1.5:');
  });

  test('says a rule within a warning, and its numbers as they are written there', async () => {
    const { sentence } = await load();
    expect(sentence('column weight: most values are outside the declared range; are they in kg?')).toBe(
      'Spalte weight: die meisten Werte liegen außerhalb des angegebenen Bereichs; sind sie in kg?',
    );
    expect(sentence('more rows than this training accepts (1000000)')).toContain('(1.000.000)');
    expect(sentence('row has 1 cell, the header has 7 names')).toBe('Die Zeile hat 1 Zelle, die Kopfzeile 7 Namen.');
  });

  test('tells a problem by its kind where its sentence is not known, with the English one beside', async () => {
    const { told } = await load();
    expect(told({ code: 'protocol', message: 'malformed weights of round 3: 7 bytes, want 9' })).toEqual({
      text: 'Es kam eine Nachricht, die kein ehrlicher Beteiligter sendet.',
      english: 'Malformed weights of round 3: 7 bytes, want 9.',
    });
    expect(told({ code: 'toString', message: 'out of order' })).toEqual({ english: 'Out of order.' });
    expect(told({ code: 'rows', message: 'the file is empty' })).toEqual({ text: 'Die Datei ist leer.' });
  });

  test('says several sentences one by one', async () => {
    const { sentence } = await load();
    const two = 'You limit what trainings disclose of you to ε = 6. With this training it may be 7.5.';
    expect(sentence(two)).toBe(
      'Sie begrenzen, was Trainings über Sie verraten, auf ε = 6. Mit diesem Training kann es 7.5 sein.',
    );
    expect(
      sentence(
        '1 row stands alone: a sum, or the difference of two, would tell of one or two of them alone. See line 9: a, b.',
      ),
    ).toBe(
      '1 Zeile steht allein: Eine Summe oder die Differenz von zweien würde etwas über eine oder zwei von ihnen allein verraten. Siehe Zeile 9: a, b.',
    );
  });

  test('says no half of a sentence', async () => {
    const { told } = await load();
    expect(told({ message: 'something else: it is 5' })).toEqual({ english: 'Something else: it is 5.' });
  });
});

test.each([
  ['pl', ['1 wiersz', '2 wiersze', '5 wierszy', '12 wierszy', '22 wiersze', '112 wierszy']],
  ['fr', ['1 ligne', '2 lignes', '5 lignes', '12 lignes', '22 lignes', '112 lignes']],
  ['ja', ['1行', '2行', '5行', '12行', '22行', '112行']],
])('%s counts by its own rules', async (tag, expected) => {
  const { rows } = await languages[tag]!.load();
  expect([1, 2, 5, 12, 22, 112].map(rows)).toEqual(expected);
});

test('English says what the program says', async () => {
  const { told, hint } = await languages.en!.load();
  const id: Sentence = 'the file is empty';
  expect(told({ code: 'rows', message: id })).toEqual({ text: 'The file is empty.' });
  expect(hint({ message: '', hint: 'Choose the file again.' })).toBe('Choose the file again.');
});

test('advice is translated as well', async () => {
  const { hint } = await languages.fr!.load();
  expect(hint({ message: '', hint: 'Choose the file again.' })).toBe('Choisissez le fichier de nouveau.');
  expect(hint({ message: '', hint: 'Choose no file.' })).toBe('Choose no file.');
});
