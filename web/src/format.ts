/** Numbers as a person reads them, and the words around them that a language brings. */
export interface Words {
  /** The language as browsers name it, for example "en". */
  language: string;
  about: (length: string) => string;
  instant: string;
}

/** The forms of numbers in a language. */
export function formats(words: Words) {
  const number = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(words.language, options);
  const unit = (unit: string, options: Intl.NumberFormatOptions) => number({ style: 'unit', unit, ...options });
  const long = { unitDisplay: 'long' } as const;
  const whole = { maximumFractionDigits: 0 };
  const fine = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const short = { maximumSignificantDigits: 2 };

  const counts = number(whole);
  const rough = number({ maximumSignificantDigits: 4, useGrouping: false });
  const full = number({ maximumSignificantDigits: 15, useGrouping: false });
  const factors = number(short);
  const size = {
    bytes: unit('byte', { ...long, ...whole }),
    kB: unit('kilobyte', whole),
    fewMB: unit('megabyte', fine),
    MB: unit('megabyte', whole),
    GB: unit('gigabyte', fine),
  };
  const length = {
    seconds: unit('second', { ...long, ...short }),
    minutes: unit('minute', { ...long, ...whole }),
    hours: unit('hour', { ...long, ...short }),
  };

  const days = new Intl.DateTimeFormat(words.language, { dateStyle: 'long' });

  return {
    /** The day of a time in RFC 3339, here; a day alone, such as 2027-03-01, is the same one everywhere. */
    day: (when: string): string => days.format(new Date(when.length === 10 ? `${when}T12:00:00` : when)),
    count: (n: number): string => counts.format(n),
    /** A value of a column, or of a rule, with all its digits and the decimal sign of the reader. */
    value: (n: number): string => full.format(n),
    /** A number for getting an idea. */
    about: (n: number): string => rough.format(n),
    /** A factor for getting an idea: two digits, all of them where it has more. */
    roughly: (n: number): string => (n < 100 ? factors : counts).format(n),
    /** Bytes in decimal units, as browsers and bills count them. */
    bytes: (n: number): string => {
      if (n < 1000) return size.bytes.format(n);
      if (n < 1_000_000) return size.kB.format(n / 1000);
      if (n < 10_000_000) return size.fewMB.format(n / 1_000_000);
      if (n < 1_000_000_000) return size.MB.format(n / 1_000_000);
      return size.GB.format(n / 1_000_000_000);
    },
    /** A duration in seconds, rounded up to what a person can feel. */
    duration: (seconds: number): string => {
      if (seconds < 1) return words.instant;
      if (seconds < 90) return words.about(length.seconds.format(Math.ceil(seconds)));
      if (seconds < 5400) return words.about(length.minutes.format(Math.ceil(seconds / 60)));
      return words.about(length.hours.format(seconds / 3600));
    },
  };
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
