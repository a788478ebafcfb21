/** Numbers as a person reads them. */
const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: 6, useGrouping: false });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });

const rough = new Intl.NumberFormat('en', { maximumSignificantDigits: 4, useGrouping: false });

export const count = (n: number): string => whole.format(n);
/** A value of a column, written as a file must write it: years and such are not grouped. */
export const value = (n: number): string => plain.format(n);
/** A number for getting an idea. */
export const about = (n: number): string => rough.format(n);

/** A factor for getting an idea: two digits, all of them where it has more. */
export const roughly = (n: number): string => (n < 100 ? short : whole).format(n);

/** Bytes in decimal units, as browsers and bills count them. */
export function bytes(n: number): string {
  if (n < 1000) return `${whole.format(n)} bytes`;
  if (n < 1_000_000) return `${whole.format(n / 1000)} kB`;
  if (n >= 1_000_000_000) return `${(n / 1_000_000_000).toFixed(1)} GB`;
  return `${n < 10_000_000 ? (n / 1_000_000).toFixed(1) : whole.format(n / 1_000_000)} MB`;
}

/** A duration in seconds, rounded up to what a person can feel. */
export function duration(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  if (seconds < 90) return `about ${short.format(Math.ceil(seconds))} seconds`;
  if (seconds < 5400) return `about ${whole.format(Math.ceil(seconds / 60))} minutes`;
  return `about ${short.format(seconds / 3600)} hours`;
}

/** A fingerprint in groups of four digits, for comparing by eye. */
export const grouped = (hex: string): string => hex.replace(/(.{4})(?=.)/g, '$1 ');

const superscripts: Record<string, string> = {
  '-': '⁻',
  0: '⁰',
  1: '¹',
  2: '²',
  3: '³',
  4: '⁴',
  5: '⁵',
  6: '⁶',
  7: '⁷',
  8: '⁸',
  9: '⁹',
};
/** Ten to a whole power. */
export const power = (n: number): string =>
  n === 0 ? '1' : n === 1 ? '10' : '10' + String(n).replace(/./g, (c) => superscripts[c] ?? c);
