import { describe, expect, test } from 'vitest';
import { invitation } from '../fixtures/invitations';
import { closedFor, noteFor, type Entry } from './entry';

const open: Entry = { phase: 'lobby', enrolled: 1, lobby: 1, admitted: 1, standing: '', full: false, member: false };
const at = (entry: Partial<Entry> | undefined, rest = {}) => ({
  ...invitation,
  ...rest,
  entry: entry && { ...open, ...entry },
});

describe('whether somebody can join', () => {
  test.each([
    [undefined, undefined],
    [{}, undefined],
    [{ phase: 'collect' }, undefined],
    [{ phase: 'statements' }, 'begun'],
    [{ phase: 'upload' }, 'begun'],
    [{ phase: 'closing' }, 'begun'],
    [{ phase: 'done' }, 'finished'],
    [{ phase: 'upload', member: true }, undefined],
    [{ phase: 'done', member: true }, undefined],
    [{ standing: 'revoked' }, 'revoked'],
    [{ standing: 'late' }, 'late'],
    [{ full: true }, 'full'],
    [{ full: true, standing: 'admitted' }, undefined],
    [{ standing: 'used' }, undefined],
  ])('%o: %s', (entry, want) => expect(closedFor(at(entry))).toBe(want));

  test('an end that this owner has seen is told by its receipt', () =>
    expect(closedFor(at({ phase: 'done' }, { ended: 'finished' }))).toBeUndefined());
});

describe('what is told beside the invitation', () => {
  test.each([
    [{}, false, undefined],
    [undefined, true, 'known'],
    [{}, true, 'joined'],
    [{ phase: 'keys', member: true }, true, 'known'],
    [{ standing: 'admitted' }, true, 'joined'],
    [{ standing: 'used' }, false, 'used'],
    [{ standing: 'twice' }, true, 'twice'],
    [{ standing: 'unknown' }, true, 'unknown'],
  ])('%o, known %s: %s', (entry, known, want) => expect(noteFor(at(entry, { known }))).toBe(want));
});
