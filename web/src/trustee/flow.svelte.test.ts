import { flushSync, mount, unmount } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Bridge } from '../bridge';
import { CommandError } from '../problem';
import { codes, isEvent, problemOf, type Event, type Opened, type Request } from './contract';
import { Flow } from './flow.svelte';
import Page from './Page.svelte';
import { languages, trustee, type Texts } from './texts';
import * as en from './texts/en';

vi.stubGlobal('__TRUSTEE_SHA256__', '');

const file = { name: 'trustee-hajir-001-aaaa.key', content: 'armored', key: 'trustee1abc', words: 'a-b-c-d-e' };
const opened: Opened = { key: file.key, words: file.words, signed: [], last: '2026-12-01T00:00:00Z', remembered: true };
const accept: Request = {
  step: 'accept',
  training: 'ab'.repeat(32),
  words: 'v-w-x-y-z',
  name: 'Pay in our town',
  model_owner: 'm-n-o-p-q',
  kind: 'linear_regression',
  columns: ['years', 'pay'],
  epsilon: 1,
  delta: 1e-6,
  unit: 'owner',
  batch: 100,
  about: { organisation: 'City of X', purpose: 'A study of pay.' },
};
const release: Request = { ...accept, step: 'release', close: 'c1', contributions: 500, struck: 2, cells: [249, 249] };

/** A page whose worker answers with these values; an error is thrown. */
function page(answers: Record<string, unknown>) {
  const calls: [string, unknown][] = [];
  let emit: (event: Event) => void = () => {};
  const stop = vi.fn();
  const bridge: Bridge = {
    call: async (cmd, args) => {
      calls.push([cmd, args]);
      if (answers[cmd] instanceof Error) throw answers[cmd];
      return answers[cmd] ?? null;
    },
    stop,
  };
  const flow = new Flow();
  flow.use((onEvent) => {
    emit = onEvent;
    return bridge;
  });
  document.body.innerHTML = '<div id="page"></div>';
  shown = mount(Page, { target: document.getElementById('page')!, props: { flow } });
  flushSync();
  return { flow, calls, stop, emit: (event: Event) => (emit(event), flushSync()) };
}
let shown: Record<string, unknown> | undefined;
afterEach(() => {
  if (shown) void unmount(shown);
  shown = undefined;
});
const text = () => document.querySelector('main')!.textContent.replace(/\s+/g, ' ');
const key = () => new File(['armored'], file.name);
const find = (selector: string) => document.querySelector<HTMLButtonElement>(selector);

describe('the page of a trustee', () => {
  test('uses a key that this browser knows at once, and asks about another whether its file is the newest', async () => {
    const known = page({ open: opened });
    await known.flow.open(key(), 'clé secrète'.normalize('NFD'), 'https://f.example');
    expect(known.calls.map(([cmd]) => cmd)).toEqual(['open', 'begin']);
    expect(known.calls[0]![1]).toEqual({ passphrase: 'clé secrète'.normalize('NFC') });
    expect(known.calls[1]![1]).toEqual({ facilitator: 'https://f.example' });
    expect(known.flow.screen).toBe('desk');

    const unknown = page({ open: { ...opened, remembered: false } });
    await unknown.flow.open(key(), 'secret', 'https://f.example');
    flushSync();
    expect(unknown.calls.map(([cmd]) => cmd)).toEqual(['open']);
    expect(text()).toContain(trustee.newestLead);
    find('[data-action=newest]')!.click();
    await vi.waitFor(() => expect(unknown.flow.screen).toBe('desk'));
  });

  test('shows the facts of a step, and says yes to exactly that', async () => {
    const { flow, calls, emit } = page({ open: opened });
    await flow.open(key(), 'secret', 'https://f.example');
    emit({ event: 'state', waiting: [accept] });
    for (const fact of ['City of X', 'A study of pay.', 'm-n-o-p-q', 'years, pay', 'ε = 1', 'at least 100'])
      expect(text()).toContain(fact);
    emit({ event: 'state', waiting: [release] });
    for (const fact of ['500, of which struck: 2', '249, 249']) expect(text()).toContain(fact);
    find('[data-action=release]')!.click();
    await vi.waitFor(() => expect(flow.agreed).toHaveLength(1));
    flushSync();
    expect(calls.at(-1)).toEqual(['agree', { step: 'release', training: release.training, close: 'c1' }]);
    expect(find('[data-action=release]')!.disabled).toBe(true);
    // Another close of the same training is another step, and has no yes.
    emit({ event: 'state', waiting: [{ ...release, close: 'c2' }] });
    expect(find('[data-action=release]')!.disabled).toBe(false);
  });

  test('asks for the new key file, and no other', async () => {
    const wrong = new CommandError({ code: 'not_saved', message: 'm', file: 'trustee-hajir-002-bbbb.key' } as never);
    const answers: Record<string, unknown> = { open: opened, saved: wrong };
    const { flow, emit } = page(answers);
    await flow.open(key(), 'secret', 'https://f.example');
    emit({ event: 'state', waiting: [accept] });
    emit({ event: 'save', save: { ...file, name: 'trustee-hajir-002-bbbb.key' } });
    expect(text()).toContain(trustee.saveTitle);
    expect(find('[data-action=accept]')!.disabled).toBe(true);
    await flow.saved(key());
    flushSync();
    expect(text()).toContain(trustee.problems.not_saved.way);
    expect(flow.save).toBeDefined();
    answers.saved = null;
    await flow.saved(key());
    expect([flow.save, flow.problem]).toEqual([undefined, undefined]);
  });

  test('ends its worker with a key that must not go on, and names the file that is needed', async () => {
    const { flow, stop, emit } = page({ open: opened });
    await flow.open(key(), 'secret', 'https://f.example');
    emit({ event: 'stopped', problem: { code: 'stale', message: 'm', file: 'trustee-hajir-003-cccc.key' } });
    expect(stop).toHaveBeenCalled();
    expect(flow.screen).toBe('stopped');
    expect(text()).toContain('trustee-hajir-003-cccc.key');
    expect(text()).toContain(trustee.problems.stale.way);
    emit({ event: 'state', waiting: [accept] });
    expect(flow.waiting).toEqual([]);
  });

  test('moves the key to a program once its last file is saved, and goes on with nothing', async () => {
    let saved: (value: unknown) => void = () => {};
    const { flow, stop, emit, calls } = page({ open: opened, move: new Promise((resolve) => (saved = resolve)) });
    await flow.open(key(), 'secret', 'https://f.example');
    flushSync();
    find('[data-action=move]')!.click();
    emit({ event: 'save', save: { ...file, name: 'trustee-hajir-002-bbbb.key' } });
    expect([flow.moving, flow.busy]).toEqual([true, false]);
    await flow.saved(key());
    // The program of the page may tell of it before it answers.
    emit({ event: 'stopped', problem: { code: 'moved', message: 'm' } });
    expect(flow.screen).toBe('desk');
    saved({ file: 'trustee-hajir-002-bbbb.key' });
    await vi.waitFor(() => expect(flow.screen).toBe('stopped'));
    flushSync();
    expect(calls.map(([cmd]) => cmd)).toEqual(['open', 'begin', 'move', 'saved']);
    expect(stop).toHaveBeenCalled();
    expect(text()).toContain('trustee-hajir-002-bbbb.key');
    expect(text()).toContain(trustee.problems.moved.way);
  });

  test('stays where it is with a file that does not open', async () => {
    const { flow } = page({ open: new CommandError({ code: 'passphrase', message: 'm' }) });
    await flow.open(key(), 'wrong', 'https://f.example');
    flushSync();
    expect([flow.screen, flow.busy]).toEqual(['key', false]);
    expect(text()).toContain(trustee.problems.passphrase.text);
  });

  test('does not make a key of two passphrases that differ', async () => {
    const { calls } = page({ make: file });
    for (const [id, value] of [
      ['fresh', 'four words in a row'],
      ['again', 'four words in a raw'],
    ] as const) {
      const input = document.getElementById(id) as HTMLInputElement;
      input.value = value;
      input.dispatchEvent(new globalThis.Event('input', { bubbles: true }));
    }
    flushSync();
    document.querySelectorAll('form')[1]!.dispatchEvent(new globalThis.Event('submit', { cancelable: true }));
    await Promise.resolve();
    expect(calls).toEqual([]);
    expect(text()).toContain(trustee.differ);
  });
});

test('events and problems are those of the contract', () => {
  expect(isEvent({ event: 'state' })).toBe(true);
  expect(isEvent({ event: 'state', waiting: [{ ...accept, step: 'other' }] })).toBe(false);
  expect(isEvent({ event: 'save' })).toBe(false);
  expect(isEvent({ event: 'constructor' })).toBe(false);
  expect(problemOf(new CommandError({ code: 'stale', message: 'm' })).code).toBe('stale');
  expect(problemOf(new CommandError({ code: 'other', message: 'm' }))).toEqual({ code: 'internal', message: 'm' });
  expect(problemOf(new Error('e'))).toEqual({ code: 'internal', message: 'e' });
});

/** Every text by its path; a function is a text as well. */
const paths = (value: unknown, path = ''): [string, unknown][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, item]) => paths(item, `${path}.${name}`))
    : [[path, value]];

describe.each(Object.keys(languages))('the texts in %s', (tag) => {
  test('are those of English, in words of their own, about the same', async () => {
    const texts: Texts = await languages[tag]!();
    const [own, english] = [new Map(paths(texts.trustee)), new Map(paths(en.trustee))];
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [path, said] of own) {
      expect(said, path).not.toBe('');
      const same = english.get(path);
      if (typeof said === 'string' && said.length > 25) expect(said, path).not.toBe(same);
    }
    const t = texts.trustee;
    for (const code of codes) expect(t.problems[code].way, code).toBeTruthy();
    for (const [said, ...names] of [
      [t.fresh(12), '12'],
      [t.madeLead('n.key'), 'n.key'],
      [t.released('5 May', 3), '5 May', '3'],
      [t.answered(7), '7'],
      [t.noiseOf(0.5, 1e-6, 'owner'), '0.5'],
      [t.cellsOf(100), '100'],
      [t.contributionsOf(500, 2), '500', '2'],
      [t.served, 'blindfit-trustee.html'],
      [t.problems.short.way, '12'],
    ] as [string, ...string[]][])
      for (const name of names) expect(said).toContain(name);
    expect(t.noiseOf(1, 1, 'owner')).not.toBe(t.noiseOf(1, 1, 'record'));
  });
});
