/** Bytes as people compare them: sixteen in a line, with their place and their text. */
const perLine = 16;

/** One line for each sixteen bytes of a hex string; `at` is the place of the first. */
export function dump(hex: string, at: number): string {
  const lines: string[] = [];
  for (let i = 0; i < hex.length; i += 2 * perLine) {
    const pairs = hex.slice(i, i + 2 * perLine).match(/../g) ?? [];
    const text = pairs.map((pair) => printable(parseInt(pair, 16))).join('');
    const place = (at + i / 2).toString(16).padStart(6, '0');
    lines.push(`${place}  ${pairs.join(' ').padEnd(3 * perLine - 1)}  ${text}`);
  }
  return lines.join('\n');
}

const printable = (byte: number): string =>
  byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : byte === 0x20 ? ' ' : '·';

/** Bytes as a hex string. */
export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

/** The bytes of a hex string. */
export const bytesOf = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
