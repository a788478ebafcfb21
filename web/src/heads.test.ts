import { expect, test } from 'vitest';
import * as data from '../fixtures/data';
import { headOf } from './heads';

const lobby = (rest: object) => headOf({ screen: 'waiting', progress: { ...data.lobby, ...rest } });

test('the lobby counts those that the model owner admits', () => {
  expect(lobby({ enrolled: 3, start: 3, looked: true, admitted: 2, standing: 'admitted' }).lead).toContain('2 of 3');
  expect(lobby({ enrolled: 3, start: 3, looked: true, admitted: 2 }).lead).toContain('1 other joined');
  expect(lobby({ enrolled: 3, start: 3, looked: true, admitted: 3 }).lead).toContain('3 data owners are admitted');
});

test('before the model owner has looked nobody counts as admitted', () =>
  expect(lobby({ enrolled: 2, start: 3 }).lead).toContain('has not looked yet'));

test.each(['used', 'twice', 'revoked', 'unknown'])('who is %s in the lobby is told so', (standing) =>
  expect(lobby({ looked: true, standing }).title).not.toBe(lobby({}).title),
);
