import { describe, expect, test } from 'vitest';
import * as giving from '../../fixtures/giving';
import * as data from '../../fixtures/data';
import { languages, type Texts } from '.';
import * as en from './en';

/** Every text of a catalogue by its path; a function is a text as well. */
function paths(value: unknown, path = ''): [string, unknown][] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, item]) => paths(item, path === '' ? name : `${path}.${name}`));
  return [[path, value]];
}

/** What texts take: the names that must come back in them, whatever the language. */
const invitations = [
  data.invitation,
  data.aboutInvitation,
  data.describeInvitation,
  data.hazardInvitation,
  data.sharedInvitation,
  data.privateInvitation,
];
const named = (t: Texts): [string, ...string[]][] => [
  [t.invitation.lead(data.describeInvitation), 'origin'],
  [t.invitation.lead(data.invitation), 'mpg'],
  [t.invitation.asks('a-b-c').join(''), 'a-b-c'],
  [t.file.ignored(['one', 'two']), 'one', 'two'],
  [t.file.renamed('From', 'to'), 'From', 'to'],
  [t.file.respelled('Usa', 'usa'), 'Usa', 'usa'],
  [t.file.multiplied('kg', 0.001), 'kg', '1/1'],
  [t.file.readyLead(3, 'a.csv'), '3', 'a.csv'],
  [t.file.dropped(5), '5'],
  [t.columns.mapped(4, 'usa'), '4', 'usa'],
  [t.fixes.spelling('Usa', 'usa', 3), 'Usa', 'usa', '3'],
  [t.fixes.readFrom('mpg'), 'mpg'],
  [t.fixes.thousands('.'), '1.234'],
  [t.checking.file('a.csv'), 'a.csv'],
  [t.source.facilitator('f.example'), 'f.example'],
  [t.who.trustee('Office'), 'Office'],
  [t.asking.event('Cars'), 'Cars'],
  [t.running.lobby(1, 3), '1', '3'],
  [t.running.lobby(2, 3), '2', '3'],
  [t.running.lobby(3, 3), '3'],
  [t.standing.lobby(1, 0, 3), '1', '3'],
  [t.standing.lobby(4, 2, 3), '4', '2'],
  [t.running.present(2, 5), '2', '5'],
  [t.running.progress(2, 7, 9), '2', '7', '9'],
  [t.members.circle(2, 5), '2', '5'],
  [t.members.onlyVouched(2, 5), '2', '5'],
  [t.timeline.label(7, 'x'), '7', 'x'],
  [t.inspector.ciphertext(2, 5), '2', '5'],
  [t.questions.lacks(['one']), 'one'],
  [t.gave.kept('f.example'), 'f.example'],
  [t.done.summary(4, 2000), '4', '2'],
  [t.slots.highest(7), '7'],
];

/** Texts that follow from a training, with everything in them. */
const said = (t: Texts): string[] => [
  ...invitations.flatMap((i) => [
    t.invitation.lead(i),
    t.invitation.fileLead(i),
    t.leaves.total(i),
    t.leaves.modelOwner(i),
    t.leaves.pooled(i),
    t.leaves.model(i),
    t.expected.time(i),
    t.expected.bytes(i),
    t.file.time(i),
    ...i.rounds.map(t.leaves.round),
    ...t.sheet.measure(i),
    ...(i.privacy ? [t.privacy.about(i.privacy), t.privacy.own(i.privacy), t.privacy.all(i.privacy)] : []),
  ]),
  ...[1, 2, 5, 22].flatMap((n) => [
    t.owners(n),
    t.rows(n),
    t.questions.missing(n),
    t.file.badLead(n),
    t.file.dropped(n),
    t.timeline.earlier(n),
    t.running.atMost(n),
    t.inspector.valuesTitle(n),
  ]),
  ...giving.askingCheck.questions.flatMap((q) => [t.questions.found(q), t.questions.asked(q).title]),
  ...[giving.askedAgain, giving.askedAlone].flatMap(({ again }) => [
    ...again!.past.flatMap((p) => [t.again.past(p), t.again.newRows(p)]),
    ...again!.differences.flatMap((d) => [...t.again.alone(d), t.again.together(d)]),
    t.again.unknown(again!.unknown),
  ]),
  ...giving.account.sums.flatMap((g) => [t.gave.amount(g), t.gave.stated(g)]),
  ...giving.brokenAccount.gaps.map(t.gave.gap),
  t.gave.spent(giving.account.spending),
  t.slots.label(data.invitation.rounds[0]!),
  t.inspector.all(data.sent),
  ...t.inspector.panel(data.sent),
];

/** Texts that are the same in every language, or may be. */
const same =
  /^(site\.name|link\.placeholder|gave\.command|gave\.ways\.\d\.code|slots\.(short|parts)\.|stopped\.features\.)/;

/** Exports that other catalogues and tests read; `say.test.ts` is about the sentences of problems. */
const internal = /^(names|sentences|codes)\./;

describe.each(Object.keys(languages))('the catalogue %s', (tag) => {
  test('has every text of the English one, in words of its own', async () => {
    const texts = await languages[tag]!.load();
    const shown = (t: object) => new Map(paths(t).filter(([path]) => !internal.test(path)));
    const [own, english] = [shown(texts), shown(en)];
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
    if (tag === 'en') return;
    const copied = [...english].filter(
      ([path, text]) => typeof text === 'string' && text.length > 25 && !same.test(path) && own.get(path) === text,
    );
    expect(copied).toEqual([]);
    for (const [path, text] of own) if (typeof text === 'string') expect(text, path).not.toBe('');
  });

  test('keeps what a text is about', async () => {
    const texts = await languages[tag]!.load();
    for (const [text, ...names] of named(texts)) for (const name of names) expect(text).toContain(name);
    for (const text of said(texts)) expect(text).not.toMatch(/undefined|NaN|\[object|=>/);
  });
});
