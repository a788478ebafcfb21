import { expect, test } from 'vitest';
import { bytesOf, dump } from './hex';

test('a dump has sixteen bytes a line, their place and their text', () => {
  const hex = [...'PUT /x ~'].map((c) => c.charCodeAt(0).toString(16)).join('') + '00ff7f' + '41'.repeat(6);
  expect(dump(hex, 0x1f0)).toBe(
    '0001f0  50 55 54 20 2f 78 20 7e 00 ff 7f 41 41 41 41 41  PUT /x ~···AAAAA\n' +
      '000200  41                                               A',
  );
});

test('nothing is dumped as nothing', () => expect(dump('', 0)).toBe(''));

test('bytes of a hex string', () => {
  expect(bytesOf('00ff10')).toEqual(Uint8Array.of(0, 255, 16));
  expect(bytesOf('')).toEqual(new Uint8Array());
});
