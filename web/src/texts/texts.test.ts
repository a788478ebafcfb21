import { describe, expect, test } from 'vitest';
import * as data from '../../fixtures/data';
import * as giving from '../../fixtures/giving';
import * as texts from '.';

describe('sentences', () => {
  test('begin with a capital and end with a full stop', () => {
    expect(texts.sentence('failed to open the file')).toBe('Failed to open the file.');
    expect(texts.sentence(' try again! ')).toBe('Try again!');
    expect(texts.sentence('')).toBe('');
  });

  test('one of a thing has no plural', () => {
    expect([texts.owners(1), texts.owners(2), texts.rows(1234)]).toEqual([
      '1 data owner',
      '2 data owners',
      '1,234 rows',
    ]);
  });
});

/** Every text of a part, called with what it takes. */
const said = [
  data.invitation,
  data.describeInvitation,
  data.hazardInvitation,
  data.sharedInvitation,
  data.privateInvitation,
].flatMap((i) => [
  texts.invitation.lead(i),
  texts.invitation.fileLead(i),
  texts.invitation.missing[i.missing],
  ...[...i.features, ...(i.target ? [i.target] : [])].map(texts.invitation.range),
  ...i.rounds.map(texts.leaves.round),
  texts.leaves.total(i),
  texts.leaves.modelOwner(i),
  texts.leaves.pooled(i),
  texts.leaves.model(i),
  texts.expected.time(i),
  texts.expected.bytes(i),
]);

/** Every text about questions and what was given. */
const asked = [
  ...giving.askingCheck.questions.flatMap((q) => {
    const { title, yes, instead } = texts.questions.asked(q);
    return [texts.questions.found(q), title, yes, instead];
  }),
  texts.questions.lacks(giving.askingCheck.lacks),
  texts.questions.merged(giving.askingCheck.merged),
  ...giving.askingCheck.offers.map(texts.offers.take),
  ...[giving.askedAgain, giving.askedAlone].flatMap(({ again }) => [
    ...again!.past.flatMap((p) => [texts.again.past(p), texts.again.newRows(p)]),
    ...again!.differences.flatMap((d) => [...texts.again.alone(d), texts.again.together(d)]),
    texts.again.unknown(again!.unknown),
  ]),
  ...[giving.account, giving.emptyAccount, giving.brokenAccount].flatMap((a) => [
    ...a.sums.flatMap((g) => [texts.gave.amount(g), texts.gave.stated(g), texts.gave.stageMeaning(g.stage)]),
    ...a.gaps.map(texts.gave.gap),
    texts.gave.spent(a.spending),
  ]),
].filter((text) => typeof text === 'string');

test('no sentence shows what is not there', () => {
  expect(asked.length).toBeGreaterThan(50);
  for (const text of [...said, ...asked]) expect(text).not.toMatch(/undefined|null|NaN|\[object/);
});

test('the first language of the browser that is here is used', () => {
  expect(texts.choose(['de-CH', 'fr', 'en'], ['en', 'fr'])).toBe('fr');
  expect(texts.choose(['EN-gb'], ['en', 'fr'])).toBe('en');
  expect(texts.choose(['de'], ['en', 'fr'])).toBe('en');
});

test('a name from outside has no text by chance', () => {
  expect(texts.invitation.ended('constructor')).toContain('It has ended.');
  expect(texts.running.kind('toString')).toBe('fitting the model');
  expect(texts.running.phase('later')).toBe('later');
});

describe('an invitation', () => {
  test('says the range or the levels of a column', () => {
    const { range } = texts.invitation;
    expect(range({ name: 'a', type: 'continuous', min: 0, max: 2000, unit: 'kg' })).toBe('0 to 2000 kg');
    expect(range({ name: 'b', type: 'nominal', levels: ['x', 'y'], other: 'y' })).toMatch(/^x, y .*y/);
  });

  test('says what the others learn only if they see the model and no noise hides it', () => {
    const { model } = texts.leaves;
    const shared = { ...data.sharedInvitation, privacy: undefined };
    expect(model(shared)).toContain('your part');
    expect(model({ ...data.sharedInvitation, privacy: data.privateInvitation.privacy })).not.toContain('your part');
    expect(model({ ...shared, model: { ...shared.model, method: 'one_round' } })).toContain('do not see');
  });

  test('to a description speaks of counts and sums, and of no model', () => {
    const i = data.describeInvitation;
    expect(texts.invitation.lead(i)).toContain('to describe 4 columns by origin: counts and sums, no model');
    expect(texts.leaves.pooled(i)).toContain('no model is made of them');
    expect(texts.leaves.model(i)).toContain('do not see the totals');
    expect(texts.invitation.lead(data.hazardInvitation)).toContain(
      'a Cox regression of the time to an event from 4 columns',
    );
  });

  test('sums up the most that leaves', () => {
    const i = data.invitation;
    const most = i.rounds.reduce((sum, r) => sum + r.most * r.up, 0);
    expect(texts.leaves.total({ ...i, rounds: [{ ...i.rounds[0]!, most: 3, up: 1_000_000 }] })).toContain('3.0 MB');
    expect(most).toBeGreaterThan(0);
  });
});

test('a large ε is called a weak promise, a small one a strong one', () => {
  const p = data.privateInvitation.privacy!;
  expect(texts.privacy.about({ ...p, epsilon: 8 })).toContain('weak');
  expect(texts.privacy.about({ ...p, epsilon: 0.5 })).toContain('strong');
  expect(texts.privacy.about({ ...p, epsilon: 3 })).not.toMatch(/weak|strong/);
});

test('a histogram is told as its highest bar and what lies outside', () => {
  const column = { name: 'a', type: 'continuous' as const, min: 0, max: 10 };
  const summary = { ...data.goodCheck.summary.columns[0]!, bins: [1, 5, 2, 0], below: 1, above: 2 };
  const label = texts.histogram.label(column, summary);
  expect(label).toContain('2.5 and 5');
  expect(label).toContain('3 outside');
});

test('a problem brings its own hint, or the one for its code', () => {
  expect(texts.hint({ message: 'm', hint: 'Do this.' })).toBe('Do this.');
  expect(texts.hint({ message: 'm', code: 'no such code' })).toBe('');
});

describe('rows that were given before', () => {
  test('are counted with the right number', () => {
    const [one] = giving.askedAlone.again!.past;
    expect(texts.again.past({ ...one!, found: 1, new: 0, gone: 1 })).toMatch(
      /1 row of yours was in it; none is new, 1 is gone\.$/,
    );
    expect(texts.again.past({ ...one!, found: 3, new: 2, gone: 0 })).toMatch(
      /3 rows of yours were in it; 2 are new, none is gone\.$/,
    );
  });

  test('are told by their numbers in the file, as far as they are known', () => {
    const [past] = giving.askedAlone.again!.past;
    expect(texts.again.newRows({ ...past!, new: 5, newRows: [7, 9, 10, 11, 20] })).toBe(
      'New in your file: rows 7, 9–11, 20',
    );
    expect(texts.again.newRows({ ...past!, new: 3, newRows: [7, 9] })).toMatch(/…$/);
  });
});

test('a ledger without noise has no ε to show', () => {
  expect(texts.gave.spent(giving.emptyAccount.spending)).not.toContain('ε');
  expect(texts.gave.spent(giving.account.spending)).toContain('ε 3.1 is spent in 44 sums with noise, of your limit 6.');
});
