import { describe, expect, test } from 'vitest';
import * as data from '../fixtures/data';
import * as giving from '../fixtures/giving';
import { answers, isCommand, isEvent, isReply } from './contract';

test('commands are a closed list', () => {
  expect([isCommand('open'), isCommand('toString'), isCommand('__proto__'), isCommand('')]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

describe('events', () => {
  test('those of the fixtures are within the contract', () => {
    const events = [
      data.lobby,
      giving.stating,
      giving.askedAgain,
      giving.askedAlone,
      data.round,
      data.paused,
      data.aborted,
      data.stopped,
      ...data.transfers,
    ];
    expect(events.filter((event) => !isEvent(event))).toEqual([]);
  });

  test.each([
    ['no object', null],
    ['no name', { state: 'round' }],
    ['an unknown name', { event: 'loss', value: 1 }],
    ['a name from Object', { event: 'constructor' }],
    ['an unknown state', { event: 'state', state: 'resting' }],
    ['a field of another type', { event: 'state', state: 'round', round: '3' }],
    ['a missing field', { event: 'work', work: 'file' }],
    ['an infinite number', { event: 'work', work: 'file', total: Infinity }],
  ])('%s is refused', (_, event) => expect(isEvent(event)).toBe(false));
});

describe('replies', () => {
  test('with a value of any kind, or with a problem', () => {
    expect(isReply({ id: 1, ok: true })).toBe(true);
    expect(isReply({ id: 1, ok: false, error: { message: 'no' } })).toBe(true);
  });

  test.each([
    ['no id', { ok: true }],
    ['an id that is a text', { id: '1', ok: true }],
    ['neither', { id: 1 }],
    ['a problem without a message', { id: 1, ok: false, error: { code: 'link' } }],
  ])('%s is refused', (_, reply) => expect(isReply(reply)).toBe(false));
});

test('answers of the fixtures are within the contract', () => {
  const all: [keyof typeof answers, unknown[]][] = [
    [
      'open',
      [data.invitation, data.describeInvitation, data.sharedInvitation, data.privateInvitation, data.circleInvitation],
    ],
    ['ledger', [giving.account, giving.emptyAccount, giving.brokenAccount]],
    ['load', [giving.askingCheck, data.goodCheck, data.mendedCheck, data.badCheck, data.badHeader, data.noTable]],
    ['members', [data.members, data.manyMembers]],
    ['uploads', [data.uploads, data.manyUploads]],
    ['sent', [data.sent]],
    ['receipt', [data.receipt]],
    ['known', [data.known]],
  ];
  for (const [command, values] of all) {
    for (const value of values) expect(answers[command](value), command).toBe(true);
  }
});

test('an answer with a field less is refused', () => {
  for (const name of Object.keys(data.receipt)) {
    const less = { ...data.receipt, [name]: undefined };
    expect(answers.receipt(less), name).toBe(false);
  }
});
