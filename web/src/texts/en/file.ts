/** The file: how it fits the training, and how to change the way it is read. */
import type { Column, Invitation, Summary } from '../../contract';
import { value } from '../../format';
import { about, count, duration, likely, plural, rows } from './words';

export const file = {
  badTitle: 'This file does not fit yet',
  badLead: (n: number) => `${plural(n, 'problem')} found. Fix the file and choose it again; nothing was sent.`,
  unreadable: 'The file could not be read.',
  places: 'Rows',
  inRows: (some: number[], n: number) => {
    const most = 8;
    const shown = some.slice(0, most).join(', ');
    return n > Math.min(most, some.length) ? `${count(n)}: ${shown}, …` : shown;
  },
  problems: 'Problems',
  column: 'Column',
  rule: 'Problem',
  wholeFile: 'file',
  readyTitle: 'Your file fits',
  readyLead: (n: number, name: string) => `${rows(n)} of ${name} will take part.`,
  dropped: (n: number) => `${rows(n)} with an empty cell ${n === 1 ? 'is' : 'are'} left out.`,
  ignored: (names: string[]) => `Not used: ${names.join(', ')}.`,
  renamed: (header: string, column: string) => `Your column “${header}” is read as ${column}.`,
  multiplied: (header: string, factor: number) =>
    `${header} is multiplied by ${factor < 1 ? `1/${count(Math.round(1 / factor))}` : count(factor)}.`,
  respelled: (text: string, level: string) => `“${text}” is read as ${level}.`,
  asItIs: 'Read the file as it is',
  decimalComma: 'Numbers are read with a decimal comma.',
  preview: 'First rows of your file (shown on your screen only)',
  time: (i: Invitation) =>
    `${likely(i)}, with ${duration(i.estimate.secondsPerRound)} of work here ${i.estimate.rounds > 1 ? 'for each' : 'for it'}, plus waiting for the others.`,
  start: 'Contribute',
  startLead: 'Keep this tab open until the training ends. You can pause or leave at any time.',
  choices: 'More choices',
  minCohort: 'Take part only if at least this many data owners do',
  minCohortHint: (min: number) => `The training itself asks for at least ${count(min)}.`,
  onlyVouched: 'Count only data owners I have vouched for',
  onlyVouchedHint:
    'Yourself included. You vouch for others by comparing words with them once the training has its data owners; with too few you take no part, and can try again.',
};

export const columns = {
  title: 'Your columns',
  lead: 'Computed here from your file, for your eyes. None of it is sent.',
  column: 'Column',
  allowed: 'Allowed',
  found: 'In your file',
  renamed: (header: string) => `your “${header}”`,
  range: (c: Column, s: Summary) => {
    if (s.header === '') return 'not in the file';
    if (c.levels) return plural(s.bins.filter((n) => n > 0).length, 'level') + ` of ${count(c.levels.length)}`;
    if (s.low == null || s.high == null) return 'no numbers';
    return `${about(s.low)} to ${about(s.high)}`;
  },
  mean: (n: number) => `mean ${about(n)}`,
  invalid: (n: number) => `${count(n)} not allowed`,
  mapped: (n: number, other: string) => `${count(n)} counted as ${other}`,
  missing: (n: number) => `${count(n)} empty`,
};

export const histogram = {
  label: (c: Column, s: Summary) => {
    if (c.levels) return c.levels.map((level, i) => `${level}: ${count(s.bins[i] ?? 0)}`).join(', ');
    const at = s.bins.indexOf(Math.max(...s.bins));
    const span = ((c.max ?? 0) - (c.min ?? 0)) / Math.max(1, s.bins.length);
    const low = (c.min ?? 0) + at * span;
    const outside = s.below + s.above;
    return `Most rows between ${value(low)} and ${value(low + span)}${outside > 0 ? `; ${count(outside)} outside of the allowed range` : ''}`;
  },
};

export const form = {
  sheet: 'Sheet',
  encoding: 'Encoding of the text',
  header: 'The names of the columns are in',
  row: (n: number) => `row ${count(n)}`,
  none: 'no row: it has none',
};

export const fixes = {
  title: 'You can fix this here',
  lead: 'This changes how the page reads the file; the file itself stays as it is.',
  readFrom: (column: string) => `Read ${column} from`,
  none: 'choose a column of your file',
  twice: 'Two columns cannot be read from the same one.',
  rename: (n: number): string => (n === 1 ? 'Use this column' : 'Use these columns'),
  spelling: (text: string, level: string, n: number) => `Read “${text}” as ${level} (${rows(n)})`,
  spellings: (n: number): string => (n === 1 ? 'Read it so' : 'Read them so'),
  factor: (header: string, factor: number) =>
    `Multiply ${header} by ${factor < 1 ? `1/${count(Math.round(1 / factor))}` : count(factor)}`,
  factorLead: (header: string) => `Most numbers of ${header} are outside of what is allowed. Are they in another unit?`,
  twoWays: 'Some numbers of your file can be read in two ways. Which one is meant?',
  thousands: (mark: string) => `1${mark}234 is one thousand two hundred and thirty-four`,
  decimals: (mark: string) => `1${mark}234 is a little more than one`,
};
