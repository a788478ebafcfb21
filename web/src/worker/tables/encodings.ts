/** Encodings of text, found out by evidence as package tablefile does for the programs, and changeable. */

import { encodings } from './names';

const sampleBytes = 1 << 20;

export function guess(bytes: Uint8Array): string {
  if (isUTF8(bytes)) return 'utf-8';
  const head = bytes.subarray(0, sampleBytes);
  const zeros = [0, 0];
  head.forEach((c, i) => {
    if (c === 0) zeros[i % 2]!++;
  });
  if ((head[0] === 0xff && head[1] === 0xfe) || (zeros[0] === 0 && 5 * zeros[1]! > head.length)) return 'utf-16le';
  if ((head[0] === 0xfe && head[1] === 0xff) || (zeros[1] === 0 && 5 * zeros[0]! > head.length)) return 'utf-16be';
  let [best, most] = ['windows-1252', -Infinity];
  for (const name of encodings.slice(1, -2)) {
    const rated = rate(new TextDecoder(name).decode(head));
    if (rated > most) [best, most] = [name, rated];
  }
  return best;
}

function isUTF8(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    const step = 1 << 22;
    for (let at = 0; at < bytes.length; at += step) decoder.decode(bytes.subarray(at, at + step), { stream: true });
    decoder.decode();
  } catch {
    return false;
  }
  return !bytes.subarray(0, sampleBytes).includes(0);
}

const letter = /\p{L}/u;
const upper = /\p{Lu}/u;
const lower = /\p{Ll}/u;
const latin = /\p{Script=Latin}/u;
const usual = '€£°²³µ–—’‘“”«»§½¼×·…\u00a0、。・ー';

/** How well the characters beyond ASCII fit a table: letters beside letters of their kind. */
export function rate(text: string): number {
  let [total, n, before] = [0, 0, ' '];
  for (const read of text) {
    const c = 'ªºµ'.includes(read) ? '°' : read; // letters by their category alone
    const [high, highBefore] = [c >= '\u0080', before >= '\u0080'];
    if (high || highBefore) {
      const isLetter = letter.test(c);
      const beside = letter.test(before);
      if (isLetter && beside && high !== highBefore && !latin.test(high ? c : before)) total -= 3;
      if (high) {
        n++;
        if (c === '\ufffd' || /\p{Cc}/u.test(c)) total -= 20;
        else if (isLetter && !upper.test(c) && !lower.test(c)) total += 2;
        else if (isLetter) {
          total++;
          if (upper.test(c) && lower.test(before)) total -= 3;
          if (highBefore && latin.test(before) && latin.test(c)) total--;
          else if (lower.test(c) && beside) total++;
        } else if (!usual.includes(c)) total -= 3;
        else if (!beside) total++; // as in "12 °C"; within a word it is more likely a letter of another encoding
      }
    }
    before = c;
  }
  return total / Math.max(1, n);
}

/** Text in UTF-8. */
export const recode = (bytes: Uint8Array, encoding: string): Uint8Array =>
  new TextEncoder().encode(new TextDecoder(encoding).decode(bytes));
