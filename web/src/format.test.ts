import { describe, expect, test, vi } from 'vitest';
import { formats, grouped, power } from './format';

const { about, bytes, count, duration, roughly, value } = formats({
  language: 'en',
  about: (length) => `about ${length}`,
  instant: 'less than a second',
});

describe('numbers', () => {
  test('counts are grouped and whole', () => {
    expect([0, 7, 1234, 1234567.6].map(count)).toEqual(['0', '7', '1,234', '1,234,568']);
  });

  test('values of a column have all their digits, in the notation of the reader, and are not grouped', () => {
    const numbers = [1970, 12345.678, 0.000123456, -3, 1234567, 20241231, 0.1];
    const want = ['1970', '12345.678', '0.000123456', '-3', '1234567', '20241231', '0.1'];
    expect(numbers.map(value)).toEqual(want);
    const german = formats({ language: 'de', about: (length) => length, instant: '' });
    expect(numbers.map(german.value)).toEqual(want.map((text) => text.replace('.', ',')));
  });

  test('a day alone is the same one everywhere', () => {
    for (const place of ['America/Los_Angeles', 'UTC', 'Pacific/Auckland']) {
      vi.stubEnv('TZ', place);
      const there = formats({ language: 'en', about: (length) => length, instant: '' });
      expect(there.day('2027-03-01'), place).toBe('March 1, 2027');
    }
    vi.unstubAllEnvs();
  });

  test('rough numbers have few digits', () => {
    expect([3.14159, 12345.6].map(about)).toEqual(['3.142', '12350']);
    expect([1.648, 20.08, 148.41, 2980.9].map(roughly)).toEqual(['1.6', '20', '148', '2,981']);
  });

  test('powers of ten', () => {
    expect([-12, 0, 1, 3].map(power)).toEqual(['10⁻¹²', '1', '10', '10³']);
  });
});

test.each([
  [999, '999 bytes'],
  [1000, '1 kB'],
  [999_999, '1,000 kB'],
  [1_000_000, '1.0 MB'],
  [9_999_999, '10.0 MB'],
  [10_000_000, '10 MB'],
  [1_500_000_000, '1.5 GB'],
])('%d bytes are %s', (n, want) => expect(bytes(n)).toBe(want));

test.each([
  [0.2, 'less than a second'],
  [1.1, 'about 2 seconds'],
  [89, 'about 89 seconds'],
  [90, 'about 2 minutes'],
  [5399, 'about 90 minutes'],
  [7200, 'about 2 hours'],
])('%d seconds are %s', (n, want) => expect(duration(n)).toBe(want));

test('numbers and units follow the language', () => {
  const german = formats({ language: 'de', about: (length) => `etwa ${length}`, instant: 'weniger als eine Sekunde' });
  expect([german.count(1234), german.bytes(1_500_000), german.duration(120)]).toEqual([
    '1.234',
    '1,5 MB',
    'etwa 2 Minuten',
  ]);
});

test('fingerprints are grouped by four, with no space at the end', () => {
  expect(grouped('0123456789abcdef')).toBe('0123 4567 89ab cdef');
  expect(grouped('012345')).toBe('0123 45');
});
