import { expect, test } from 'vitest';
import { calendar } from './calendar';

test('a day becomes an entry of a calendar', () => {
  const text = calendar('2027-02-28', 'Last day, to take part: ' + 'ü'.repeat(60), 'abc');
  expect(text).toContain('DTSTART;VALUE=DATE:20270228\r\nDTEND;VALUE=DATE:20270301\r\n');
  expect(text).toContain('SUMMARY:Last day\\, to take part');
  for (const line of text.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
  expect(text.replaceAll('\r\n ', '')).toContain('ü'.repeat(60));
});
