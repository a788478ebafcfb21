import { describe, expect, test } from 'vitest';
import { flag, list, number, object, one, optional, text } from './shape';

describe('guards', () => {
  test('take what they are for and nothing else', () => {
    expect([text('a'), text(1), number(1), number('1'), flag(false), flag(0)]).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  test('numbers are finite', () => expect([NaN, Infinity, -Infinity].some(number)).toBe(false));

  test('one of a closed list', () => {
    const unit = one('owner', 'record');
    expect([unit('owner'), unit('row'), unit(undefined)]).toEqual([true, false, false]);
  });

  test('every item of a list is checked, and null is no empty list', () => {
    const numbers = list(number);
    expect([numbers([]), numbers([1, 2]), numbers([1, '2']), numbers(null), numbers({ length: 0 })]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('objects', () => {
  const column = object({ name: text, max: optional(number) });

  test('optional fields may be missing or null, but not of another type', () => {
    expect([{ name: 'a' }, { name: 'a', max: null }, { name: 'a', max: 1 }].every(column)).toBe(true);
    expect(column({ name: 'a', max: '1' })).toBe(false);
  });

  test('fields are required, and further ones are left alone', () => {
    expect([column({ max: 1 }), column({ name: 'a', later: true })]).toEqual([false, true]);
  });

  test('only objects are objects', () => {
    expect([column(null), column([]), column('name'), column(undefined)]).toEqual([false, false, false, false]);
  });
});
