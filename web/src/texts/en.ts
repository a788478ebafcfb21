/**
 * Every sentence of the page in English, one module for each part of the flow. Plain words: a data owner knows the data,
 * not the cryptography.
 */
import type { About } from '../about';
import type {
  Again,
  Column,
  Gap,
  Given,
  Invitation,
  Layout,
  Offer,
  PageCode,
  Privacy,
  Problem,
  Question,
  Sent,
  Spending,
  StateEvent,
  Summary,
  Upload,
} from '../contract';
import { formats, value } from '../format';
import type {
  AttemptPhase,
  Claim,
  Code,
  Ending,
  GapReason,
  MissingRule,
  ModelKind,
  ProblemCode,
  RoundKind,
  Rule,
  Stage,
} from '../generated/constants';
import { entry, mostRounds, sentence, spans } from './plain';
import type { Told } from './say';

// --- Phrases that several parts of the page share.

const { about, bytes, count, day, duration, roughly } = formats({
  language: 'en',
  about: (length) => `about ${length}`,
  instant: 'less than a second',
});

const plural = (n: number, one: string, many = one + 's') => `${count(n)} ${n === 1 ? one : many}`;

export const owners = (n: number) => plural(n, 'data owner');
export const rows = (n: number) => plural(n, 'row');

/** How many rounds there will be, as a whole sentence may begin: some trainings end before they have had all of theirs. */
const likely = (i: Invitation) =>
  mostRounds(i) === 1
    ? 'One round'
    : `${i.estimate.rounds < mostRounds(i) ? 'Probably' : 'At most'} ${plural(i.estimate.rounds, 'round')}`;

/** Why a training ended, as a sentence. */
const endings: Record<Ending, string> = {
  finished: 'The training finished.',
  stopped: 'The model owner ended the training.',
  left: 'You left the training.',
  contributed: 'Your contribution is with the facilitator.',
  withdrawn: 'You withdrew your contribution.',
};
const ending = (reason: string): string | undefined => entry(endings, reason);

// --- What the program says of problems: it speaks English.

export const told = (problem: Problem): Told => ({ text: sentence(problem.message) });

// --- The page itself, the link, and the invitation: what a person reads before choosing a file.

export const site = {
  name: 'Blindfit',
  promise: 'Your rows stay on this machine.',
  steps: ['Invitation', 'Your data', 'Contribute', 'Receipt'],
  stepsLabel: 'Steps',
  starting: 'Starting…',
  language: 'Language',
};

/** Where the page itself came from: its statements about itself are worth as much as that place. */
export const source = {
  file: 'This page is a file on your machine.',
  local: 'This page comes from a program on your machine.',
  facilitator: (host: string) =>
    `This page comes from the facilitator, ${host}: you trust that server not to change it.`,
  about: 'About Blindfit, and how to verify the page (opens in a new tab)',
  host: (host: string) => `This page comes from ${host}.`,
  module: 'SHA-256 of its program:',
};

export const link = {
  title: 'Join a training',
  lead: 'Paste the invite link that the model owner sent you. Nothing of your data is sent before you have seen the request and its sender.',
  label: 'Invite link',
  placeholder: 'https://…/join#2.…',
  open: 'Open invitation',
  knownTitle: 'Trainings this browser knows',
  continue: 'Continue',
  receipt: 'Receipt',
  forget: 'Forget',
  forgetQuestion:
    'Forget this training? Its identity on this machine is deleted; without a new link you cannot come back to it.',
  ended: (reason: string) => ending(reason) ?? 'Ended.',
  running: 'Not finished.',
};

export const checking = {
  link: 'Checking the invitation',
  linkLead:
    'Comparing the training that the facilitator serves with the fingerprint in your link, and checking the encryption key.',
  file: (name: string) => `Checking ${name}`,
  fileLead:
    'Every row is compared with the columns of the training. This happens on your machine; the file is not uploaded.',
};

export const refused = {
  title: 'This link was refused',
  lead: 'Nothing was read from your machine, and nothing about you was sent.',
  again: 'Try another link',
  retry: 'Try again',
  /** If nothing is wrong with the link. */
  titles: {
    unreachable: 'No connection to the facilitator',
    memory: 'This training is too large for this machine',
    second_tab: 'Open in another tab',
    vault: 'The records in this browser cannot be used',
  } satisfies Partial<Record<ProblemCode | PageCode, string>> as Partial<Record<string, string>>,
  reasons: {
    link: 'The link is incomplete or was altered.',
    unreachable: 'The facilitator, the server in between, cannot be reached.',
    manifest: 'The facilitator does not serve the training that this link is for.',
    key: 'The encryption key of this training is not safe to use.',
    training_file: 'The training asks for something this page cannot do.',
    unsupported: 'The training needs a newer version of Blindfit.',
    ended: 'This training is over.',
    memory: 'It needs more memory than a tab of this browser has here.',
    vault: 'This browser keeps keys and records of another version of Blindfit, or they are damaged.',
    second_tab: 'This training is already open in another tab. Use that tab, or close it and try again here.',
  } satisfies Partial<Record<ProblemCode | PageCode, string>> as Partial<Record<string, string>>,
  other: 'The link could not be opened.',
};

/** Why a training is too large for this machine. */
export const tooLarge = (needed: number, room: number): Problem => ({
  code: 'memory',
  message: `one round needs about ${bytes(needed)} of memory; a tab of this browser has about ${bytes(room)}`,
  hint: 'Take part on a larger machine, or with the program dataowner.',
});

export const kinds: Record<ModelKind, string> = {
  linear_regression: 'a linear regression',
  logistic_regression: 'a logistic regression',
  softmax_regression: 'a softmax regression',
  proportional_odds: 'a regression of ranks (proportional odds)',
  poisson_regression: 'a Poisson regression of counts',
  negative_binomial_regression: 'a negative binomial regression of counts',
  gamma_regression: 'a gamma regression of positive numbers',
  discriminant:
    'a linear discriminant (an approximation to logistic regression, whose probabilities need to be checked)',
  mlp: 'a small neural network',
  describe: 'counts and sums',
  cox_regression: 'a Cox regression of the time to an event',
  piecewise_exponential: 'a piecewise exponential regression of the time to an event',
};

export const invitation = {
  asks: (words: string) => ['The model owner ', words, ' asks for your help '],
  lead: (i: Invitation) =>
    (i.model.kind !== 'describe'
      ? `to fit ${entry(kinds, i.model.kind) ?? 'a model'}${i.target ? ` that predicts ${i.target.name}` : ''} from ${plural(i.features.length, 'column')}. `
      : `to describe ${plural(i.features.length, 'column')}${i.model.group ? ` by ${i.model.group}` : ''}: counts and sums, no model. `) +
    `Several data owners take part; none sees the data of another.`,
  ended: (reason: string) => `You were in this training before. ${ending(reason) ?? 'It has ended.'}`,
  known: 'This browser was in this training before. Choose the same file to go on where you were.',
  columnsTitle: 'Columns it needs',
  column: 'Column',
  type: 'Type',
  allowed: 'Allowed',
  predicted: 'predicted',
  types: {
    continuous: 'number',
    discrete: 'whole number',
    ordinal: 'ordered level',
    nominal: 'category',
  } as Record<Column['type'], string>,
  holdout: (share: number) =>
    `${about(100 * share)} % of your rows are kept back to measure the model with: it does not learn from them.`,
  folds: (parts: number) => `Sums over each of ${parts} parts of your rows are sent too, to measure the model with.`,
  missing: {
    reject: 'Every cell must have a value.',
    drop_row: 'Rows with an empty cell are left out.',
    indicator: 'Empty cells are allowed.',
    mean: 'An empty cell is filled in with the mean of a number or rank, or the most frequent level, over all data owners.',
    mode: 'An empty cell is filled in with the most frequent value over all data owners, or the mean of a continuous number.',
  } satisfies Record<MissingRule, string>,
  range: (c: Column) => {
    if (c.levels) return c.levels.join(', ') + (c.other ? ` (anything else counts as ${c.other})` : '');
    if (c.min == null || c.max == null) return 'any';
    return `${value(c.min)} to ${value(c.max)}${c.unit ? ` ${c.unit}` : ''}`;
  },
  fileTitle: 'Choose your file',
  fileLead: (i: Invitation) =>
    `A workbook (.xlsx, .ods) or a CSV file with these columns in its header, in any order, at most ${rows(i.maxRows)}. Other columns are ignored.`,
  drop: 'Drop a workbook or a CSV file here, paste a table that you copied, or',
  pasted: 'the pasted table',
  template: 'Download an empty table with these columns',
  choose: 'Choose a file',
  chooseOther: 'Choose another file',
  notCsv: 'That is not one file. Drop one file.',
};

export const who = {
  title: 'Is it really them?',
  lead: 'Ask the model owner, on the phone or in person, to read these words to you. If a word differs, do not take part.',
  trusteesLead:
    'Trustees hold the masks of what you send: compare their words with those that they publish, on their own pages.',
  trustee: (name: string) => `Trustee: ${name}`,
  modelOwner: 'Model owner',
  training: 'Training',
  key: 'Encryption key',
  keyBits: (bits: number) => `Paillier, ${count(bits)} bits`,
  you: 'You, in this training',
  details: 'Full fingerprints',
};

const inRound: Record<RoundKind, string> = {
  gradient: 'sums over your rows',
  statistics: 'counts, sums and squares of your columns',
  evaluation: 'sums that measure the result',
  one_round: 'sums and products of your columns',
};

export const leaves = {
  title: 'What leaves this machine',
  leavesTitle: 'Leaves',
  staysTitle: 'Stays here',
  seesTitle: 'What each party sees',
  round: (r: Layout) =>
    `${r.most === 1 ? 'Once' : `At most ${count(r.most)} times`}: ${count(r.values)} ${entry(inRound, r.kind) ?? inRound.gradient}, encrypted and masked in ${plural(r.ciphertexts, 'ciphertext')}. With keys and signatures that is ${bytes(r.up)}.`,
  total: (i: Invitation) =>
    `In all at most ${bytes(i.rounds.reduce((sum, r) => sum + r.most * r.up, 0))}` +
    (i.estimate.rounds < mostRounds(i) ? ', if all these rounds are needed; probably less.' : '.'),
  identity: 'A name made up for this training alone, your network address, and when you take part.',
  statement:
    'Before the first round, whether your rows were in earlier sums, and in how many trainings. Who was in the same training recognises it.',
  words: 'To the model owner and the other data owners, words for you that stay the same in all trainings.',
  stays: [
    'Your file, its name and every row in it.',
    'How many rows you have: it is inside the encryption.',
    'The secret keys made for this training.',
  ],
  facilitator: 'The facilitator, the server in between, passes encrypted messages on. It cannot read them.',
  modelOwner: (i: Invitation) =>
    `The model owner can open only the total of at least ${owners(i.cohort.min)}, never yours alone.`,
  pooled: (i: Invitation) =>
    (i.model.kind === 'describe'
      ? 'The totals are counts and sums over all data owners; no model is made of them.'
      : i.model.weights === 'encrypted' || i.model.method === 'one_round'
        ? 'The totals show how the columns vary together over all data owners, and give the model.'
        : 'The totals give the model, round by round.') +
    (i.privacy ? ' Noise hides your part in them.' : ' You decide if a total discloses too much about you.'),
  /** The data owners' view of the model. */
  model: (i: Invitation) =>
    i.model.weights === 'shared' && i.model.method !== 'one_round'
      ? 'You and the other data owners see the model after each round, and can compute each round’s total from it.' +
        (i.privacy ? '' : ' If all the others combine their knowledge, they learn your part of it.')
      : i.model.kind !== 'describe'
        ? 'You and the other data owners do not see the model.'
        : 'You and the other data owners do not see the totals.',
};

export const expected = {
  title: 'Time and bytes',
  measuring: 'Measuring how fast this machine is…',
  time: (i: Invitation) =>
    `${likely(i)}: ${duration(i.estimate.seconds)} of work on this machine in all` +
    (i.estimate.rounds > 1 ? `, ${duration(i.estimate.secondsPerRound)} for one round of fitting` : '') +
    ', plus waiting for the others.',
  bytes: (i: Invitation) =>
    `That sends about ${bytes(i.estimate.bytesUp)} and receives at most ${bytes(i.estimate.bytesDown)}.`,
};

export const privacy = {
  title: 'Privacy budget',
  about: (p: Privacy) =>
    `Noise is added so that the result says little about ${p.unit === 'record' ? 'any single row' : 'any single data owner'}: ε = ${value(p.epsilon)}, δ = ${value(p.delta)} for the whole training. ` +
    `Anything someone suspects about ${p.unit === 'record' ? 'a row' : 'you'} can become at most ${roughly(Math.exp(p.epsilon))} times as likely, except with probability about δ` +
    (p.epsilon > 5 ? ': a weak promise.' : p.epsilon > 1.5 ? '.' : ': a strong promise.'),
  /** Spent in this training, of what it asks for. */
  own: (p: Privacy) => `This training: ε ${about(p.spent)} of ${about(p.epsilon)} spent`,
  /** Spent in all trainings, of the limit. */
  all: (p: Privacy) =>
    `All your trainings: ε ${about(p.spentAll)}` +
    (p.limit ? ` of your limit ${about(p.limit)}` : ', without a limit of yours'),
  limit: 'Stop once all my trainings together have spent this ε about me',
  limitHint: (p: Privacy) =>
    p.limit
      ? `Current limit: ${value(p.limit)}. Enter 0 to remove it. You stop contributing automatically when it is reached.`
      : 'Without a limit you go on until the training ends. This training asks for ε ' + value(p.epsilon) + '.',
};

// --- Who asks, for what, and the sheet for those who answer for data protection.

/** The fields of what the model owner says of itself, in the order in which they are shown. */
const fields: [Exclude<keyof About, 'links' | 'logo' | 'consent' | 'organisation' | 'purpose'>, string][] = [
  ['contact', 'Contact'],
  ['closing', 'Last day to take part'],
  ['return', 'What you get'],
  ['approval', 'Approved by'],
  ['approval_number', 'Approval number'],
  ['legal_basis', 'Legal basis'],
  ['controller', 'Controller'],
  ['retention', 'How long results are kept'],
];

export const asking = {
  title: 'Who asks you',
  own: 'In the model owner’s own words. Nobody has checked them; compare the words below with someone you know there.',
  nothing: 'The model owner says nothing about itself. Ask who it is and what the result is for before you take part.',
  fields,
  value: (name: string, text: string) => (name === 'closing' ? day(text) : text),
  more: 'More about it',
  links: 'Pages about it',
  logo: 'Logo that the model owner uses',
  calendar: 'Add the last day to my calendar',
  event: (training: string) => `Last day to take part: ${training}`,
};

export const sheet = {
  title: 'Data-protection sheet',
  open: 'For your data-protection officer',
  print: 'Print this sheet',
  purpose: 'Purpose',
  asker: 'Who asks',
  notSaid: 'not said',
  training: 'Training',
  fingerprint: 'Fingerprint of the signed description',
  columns: 'Columns that are read',
  measures: 'Protection',
  measure: (i: Invitation) => [
    `Sums are encrypted under a Paillier key of ${i.keyBits} bits that only the model owner can open, and masked so that they open only as a total over at least ${owners(i.cohort.min)}.`,
    'Rows are read in the browser only. Every message is signed, and the receipt lists all that left.',
    ...(i.privacy
      ? [`Noise keeps the whole training within ε = ${i.privacy.epsilon} and δ = ${i.privacy.delta}.`]
      : []),
  ],
  remaining: 'What remains',
  remain: [
    'A total over few rows discloses much about them.',
    'If all other data owners were made up, a total would be your part alone. Compare words with the others.',
    'This machine, this browser and this page must be trustworthy.',
  ],
  consent: 'Sentences to agree to',
};

// --- The file: how it fits the training, and how to change the way it is read.

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

// --- Questions that need a yes, and the account of what was given.

const amount = (n: string | number): string => (typeof n === 'number' ? about(n) : n);

interface Asked {
  title: string;
  /** What was found, and what is asked for. */
  found: (has: string, needs: string) => string;
  /** The label of the tick. */
  yes: string;
  /** What else a person can do. */
  instead?: string;
}
const found = (has: string, needs: string) => `Found: ${has}. Asked for: ${needs}.`;
const asked: Record<Rule, Asked> = {
  rows: {
    title: 'Few rows',
    found: (has, needs) => `Rows: ${has}. Asked for: at least ${needs}.`,
    yes: 'Yes, give my rows although they are few.',
    instead: 'Or choose a file with more rows.',
  },
  alone: {
    title: 'Rows that stand alone',
    found: (has) => `Rows that stand alone: ${has}. Asked for: none.`,
    yes: 'Yes, give these rows too.',
    instead: 'Or take these rows out of your file and choose it again. Row 1 is the header.',
  },
  constant: {
    title: 'Columns that tell your part',
    found: (has) => `Columns with one value only: ${has}. Asked for: none.`,
    yes: 'Yes, give my rows although these columns tell my part.',
  },
  again: {
    title: 'Rows that were in earlier sums',
    found,
    yes: 'Yes, give my rows to this training all the same.',
  },
  others: {
    title: 'Are these other people?',
    found,
    yes: 'Yes, they are other people.',
    instead:
      'You need not answer. Without a yes every data owner is asked, before the first round, whether the training may go on.',
  },
  consent: {
    title: 'The model owner asks you to confirm',
    found: () => '',
    yes: 'Yes',
  },
  limit: {
    title: 'Your limit of ε',
    found: (has, needs) => `With this training: ${has === 'exact' ? 'no bound' : `ε ${has}`}. Your limit: ε ${needs}.`,
    yes: 'Yes, take part although this passes my limit.',
  },
  shared: {
    title: 'Exact sums on a model that you all see',
    found: () => 'Noise in the sums: none. Asked for: noise, if the data owners see the model.',
    yes: 'Yes, I agree to that.',
  },
};

export const questions = {
  title: (needed: boolean): string => (needed ? 'This training needs your yes' : 'A question about your rows'),
  lead: 'A yes counts for this training. A question about the same rows comes again only if more would be told.',
  asked: (q: Question) => asked[q.rule],
  found: (q: Question) => asked[q.rule].found(amount(q.has), amount(q.needs)),
  missing: (n: number) => `${plural(n, 'question')} above ${n === 1 ? 'needs' : 'need'} your yes first.`,
  rechecked:
    'Something has changed, so your file was checked once more. Nothing was given. Read the questions and contribute again.',
  merged: (columns: string[]) =>
    `Few of your rows have ${columns.join(', ')}. As this training asks, they count as the level for all others.`,
  lacks: (columns: string[]) =>
    `All your rows are alike in ${columns.join(', ')}; usually none of them has it. This is not a question, but the sums may show it.`,
  undivided: (parts: number) =>
    `Your rows are too few to be divided into ${parts} parts, or one of them would stand alone in its part. With you nobody’s rows are divided, and the model is not measured on such parts.`,
};

export const offers = {
  title: 'You can give fewer rows',
  take: (o: Offer) =>
    o.word === 'new'
      ? `Leave out ${rows(o.rows)} that “${o.past}” did not have, until there are ${count(o.until)} of them. Then nobody can subtract the sums to see these.`
      : `Leave out ${rows(o.rows)} with an empty cell in any column, so that trainings on other columns can rest on the same rows.`,
};

const claims: Record<Claim, string> = {
  first: 'in no sum before',
  same: 'the same rows as before, with the same data owners',
  changed: 'in sums before, with other rows or other data owners',
};

export const again = {
  title: 'Give these rows again?',
  lead: 'Some rows were in earlier sums. Whoever knows both sums can subtract one from the other. Read what that would tell, then say yes or leave. Nothing of your rows leaves before.',
  differencesTitle: 'What a difference tells',
  alone: (d: Again['differences'][number]): [string, string] => [`${subtracted(d)} would tell the part of `, ' alone.'],
  together: (d: Again['differences'][number]) =>
    `${subtracted(d)} would tell the part of these data owners, added up with each other:`,
  how: { joined: 'was not in it', left: 'is not here any more', changed: 'has other rows now' },
  noDifference: 'Nothing that this page knows of.',
  unknown: (n: number) =>
    `You did not say of ${plural(n, 'earlier sum')} whether ${n === 1 ? 'it was' : 'they were'} about other people, so a difference may tell more.`,
  pastTitle: 'Earlier trainings with your rows',
  noPast: 'None. The question is about rows of others.',
  past: (p: Again['past'][number]) =>
    `${day(p.when)}, ${kind(p.exact)}, ${owners(p.owners)}. ${rows(p.found)} of yours ${p.found === 1 ? 'was' : 'were'} in it` +
    `; ${p.new === 0 ? 'none is new' : `${count(p.new)} ${p.new === 1 ? 'is' : 'are'} new`}` +
    `, ${p.gone === 0 ? 'none is gone' : `${count(p.gone)} ${p.gone === 1 ? 'is' : 'are'} gone`}.`,
  newRows: (p: Again['past'][number]) =>
    `New in your file: ${p.newRows.length === 1 ? 'row' : 'rows'} ${spans(p.newRows)}${p.new > p.newRows.length ? ' …' : ''}`,
  modelOwner: 'Model owner',
  statedTitle: 'What everybody stated',
  claims,
  you: 'you',
  yes: asked.again.yes,
  go: 'Go on',
  said: 'You said yes. The training goes on once all others have.',
  leave: 'If you leave, nothing of your rows is given. The others are asked the same.',
};
const kind = (exact: boolean): string => (exact ? 'exact sums' : 'sums with noise');
const subtracted = (d: Again['differences'][number]) =>
  `The difference to ${d.name === '' ? 'an earlier training that you were not in' : `“${d.name}”`}`;

const stages: Record<Stage, string> = {
  open: 'stated, not begun',
  passed: 'given',
  struck: 'not given',
};
const stageMeanings: Record<Stage, string> = {
  open: 'The training has not begun. It counts as given until you leave it.',
  passed: 'Encrypted sums over these rows could be sent from then on.',
  struck: 'The training did not begin with you: nothing was sent.',
};
const gaps: Record<GapReason, string> = {
  older: 'The account was put back to an earlier state, or is another one.',
  'no anchor': 'The mark that shows whether the account is whole is gone.',
  restored: 'The account was restored from a copy that may be older.',
};

export const gave = {
  open: 'What you gave',
  title: 'What you gave',
  lead: 'Every training with rows of yours, as this browser wrote it down: before a sum over them could leave.',
  onStart: 'This browser keeps an account of every sum that your rows were in, over all trainings and model owners.',
  loading: 'Reading the account',
  none: 'Nothing yet: this browser was in no training with rows.',
  modelOwner: 'Model owner',
  kind,
  stage: (s: Stage) => stages[s],
  stageMeaning: (s: Stage) => stageMeanings[s],
  amount: (g: Given) =>
    `${day(g.when)}: ${rows(g.rows)} of yours` +
    (g.held > 0 ? `, ${count(g.held)} of them held back to measure with,` : '') +
    (g.folds > 0 ? `, also in ${count(g.folds)} parts,` : '') +
    ` among ${owners(g.members.length)}.`,
  stated: (g: Given) => `You stated: ${claims[g.word]}.`,
  asked: 'Some rows had been in earlier sums; you said yes.',
  members: 'Its data owners',
  spentTitle: 'Noise: the privacy budget ε',
  spent: (s: Spending) =>
    s.sums === 0
      ? `Nothing is spent: no sum with noise was opened.${s.limit ? ` Your limit is ${about(s.limit)}.` : ''}`
      : `ε ${about(s.spentAll)} is spent in ${plural(s.sums, 'sum')} with noise` +
        (s.limit ? `, of your limit ${about(s.limit)}.` : '. You have set no limit.'),
  exact: 'Exact sums have no noise, so no ε counts what they tell.',
  gapsTitle: 'The account may not be whole',
  gap: (g: Gap) =>
    `${day(g.when)}: ${gaps[g.reason]}` + (g.known > 0 ? ` It had ${plural(g.known, 'line')} once.` : ''),
  gapMeaning:
    'Sums from before may be missing. Each file that you choose is therefore asked about: were its people in a sum that is missing?',
  keptTitle: 'Where this account is kept',
  kept: (host: string) =>
    `In this browser, in the storage for ${host || 'files of this machine'}. Clearing the data of this site empties it. Then the page no longer knows your earlier sums and cannot warn you.`,
  /** If a server that is not the person's own serves the page. */
  server: (host: string) =>
    `${host}, the server that this page comes from, can make your browser clear it at any time, and you would not be told.`,
  promised: 'The browser promised not to delete it by itself.',
  notPromised: 'The browser may delete it by itself when space runs out.',
  elsewhereTitle: 'Out of that server’s reach',
  elsewhere: 'Take part with a page of your own. It keeps an account of its own, so choose one way and stay with it:',
  ways: [
    { before: 'Open ', code: 'blindfit.html', after: ' of a Blindfit release from your disk.' },
    { before: 'Run ', code: 'dataowner serve', after: ' on your machine and open the address that it prints.' },
  ],
  command: (origin: string) => `dataowner serve --facilitator ${origin}`,
  copy: 'Copy this command',
  copied: 'Copied',
  close: 'Close',
};

// --- Trainings with trustees: the form, the code, what comes after the one message, and published results.

const unit = (c: Column): string => (c.unit ? ` ${c.unit}` : '');

export const campaign = {
  formTitle: 'Your answers',
  formLead:
    'They are turned into one encrypted message on this machine. Nobody can read it alone; only sums over many people are opened.',
  rowTitle: 'Or enter one row by hand',
  fileInstead: 'Or bring a file',
  range: (c: Column) => (c.min == null || c.max == null ? '' : `${value(c.min)} to ${value(c.max)}${unit(c)}`),
  step: (c: Column) => (c.step == null || c.step === 1 ? '' : `in steps of ${value(c.step)}${unit(c)}`),
  slider: (name: string) => `${name}, as a slider`,
  choose: 'Please choose',
  none: 'No answer',
  optional: 'You may leave this empty.',
  /** What is wrong with an answer. */
  problems: {
    empty: 'Please answer this.',
    number: 'Please write a number, such as 12.5.',
    whole: 'Please write a whole number.',
    below: (c: Column) => `Please write a number that is at least ${value(c.min ?? 0)}${unit(c)}.`,
    above: (c: Column) => `Please write a number that is at most ${value(c.max ?? 0)}${unit(c)}.`,
    step: (c: Column) => `Please write a multiple of ${value(c.step ?? 1)}${unit(c)}.`,
    level: 'Please choose one of the answers.',
  },
  left: (n: number) => (n === 0 ? '' : n === 1 ? 'One answer is missing.' : `${n} answers are missing.`),
  send: 'Contribute',
  sendLead: 'One message leaves; then you can close this page.',

  codeTitle: 'Your code',
  codeLead: 'This training needs the code that was sent to you: twenty letters and digits.',
  code: 'Code',
  codeHint: 'Upper and lower case, spaces and hyphens make no difference.',
  codeOpen: 'Go on',

  givenTitle: 'You can close this page now',
  given: 'Your contribution has arrived and is stored.',
  opened: (i: Invitation | undefined) =>
    i?.close
      ? `It is opened together with others after ${i.close} (UTC)${i.putOff ? ', a day that was put off' : ''}, or earlier if the model owner closes the training before.`
      : 'It is opened together with others when the model owner closes the training.',
  together: (i: Invitation | undefined) =>
    i?.batch ? `Sums over fewer than ${plural(i.batch, 'contribution')} are never opened.` : '',
  until:
    'Until then you can open the same link in this browser to correct or withdraw it. Later, results may be shown here.',
  correct: 'Correct',
  correctLead: 'Your answers are not kept on this machine: give all of them again. Only the last contribution counts.',
  withdraw: 'Withdraw',
  withdrawQuestion: 'Withdraw your contribution? It will not be counted.',
  notYet: 'not opened yet',
  withdrawnTitle: 'Withdrawn',
  withdrawn: 'Your contribution will not be counted. Until the training is closed you can contribute again.',
  again: 'Contribute again',
  kept: 'It is too late for that: the contribution is as it was.',

  resultsTitle: 'Results',
  resultsLead: (owners: number, made: string) => `From ${plural(owners, 'contribution')}, published on ${made}.`,
  noise: 'Every number holds random noise that protects each single person.',
  hidden: (below: number) => `Counts from 1 to ${below - 1}, and others that would tell them, are left out.`,
  rounded: (to: number) => `Counts are rounded to multiples of ${to}.`,
  signed: 'Signed by the model owner',
  tables: { summary: 'Summary', tests: 'Tests', coefficients: 'Model', fit: 'Quality of the fit' } as Partial<
    Record<string, string>
  >,
  receipt: 'What I contributed',
};

// --- A running training: rounds, the other data owners, and every byte that was sent.

const phases: Record<AttemptPhase, string> = {
  keys: 'Agree on masks',
  upload: 'Compute, encrypt, send',
  reveal: 'Open the sum',
  finish: 'Model owner adds up',
};
const roundKinds: Record<RoundKind, string> = {
  gradient: 'fitting the model',
  statistics: 'measuring the columns',
  evaluation: 'measuring the result',
  one_round: 'fitting the model',
};

export const running = {
  joining: 'Joining the training',
  joiningLead: 'Telling the facilitator that you take part.',
  lobbyTitle: 'Waiting for other data owners',
  lobby: (enrolled: number, start: number) =>
    enrolled < start
      ? `${count(enrolled)} of ${owners(start)} joined. The training starts when all are here.`
      : `${owners(enrolled)} joined. The model owner starts the training.`,
  vouchTitle: 'Compare words with the others',
  vouch:
    'This training is a circle: every data owner vouches for all others. Call each of them, compare words and mark them below. You take no part before.',
  statementsTitle: 'Before the first round',
  statements:
    'Every data owner states whether its rows were in earlier sums, because two sums can be subtracted. There is nothing to do: you are asked if the difference tells something.',
  waitingTitle: 'Waiting for the next round',
  waiting: 'The model owner prepares it. There is nothing to do.',
  absent: 'The next round starts when everyone is back.',
  roundTitle: (e: StateEvent) => `Round ${count(e.round ?? 0)}`,
  atMost: (n: number) => `at most ${plural(n, 'round')}`,
  kind: (kind: string | undefined) => entry(roundKinds, kind) ?? roundKinds.gradient,
  attempt: (n: number) => `attempt ${count(n)}`,
  phase: (phase: string) => entry(phases, phase) ?? phase,
  phasesLabel: 'Phases of this round',
  waitsFor: 'Waits for',
  you: 'you',
  present: (n: number, members: number) => `${count(n)} of ${owners(members)} connected`,
  timeLeft: (ms: number) => sentence(`${duration(ms / 1000)} left in this phase`),
  workLeft: (seconds: number) => sentence(`${duration(seconds)} of work left`),
  progress: (done: number, likely: number, most: number) =>
    `${count(done)} of ${likely < most ? `probably ${count(likely)} and ` : ''}at most ${plural(most, 'round')} done`,
  remaining: (seconds: number, probably: boolean) =>
    `At this pace ${probably ? 'probably ' : ''}${duration(seconds)} more${probably ? '' : ', if all rounds are needed'}.`,
  offline: 'This machine is offline. The training goes on automatically when the connection is back.',
  pausedTitle: 'Paused',
  paused: 'You take no part until you resume. The others wait for you.',
  reconnectingTitle: 'Connection lost',
  reconnecting: 'The page tries to connect again. Your place is kept; an interrupted round is run again.',
  abortedTitle: 'This attempt ended without a result',
  aborted: {
    missing: 'A data owner did not answer in time. No sum was opened. The round runs again when everyone is back.',
    left: 'A data owner left the round. No sum was opened. The round runs again when everyone is back.',
    round_rejected: 'The model owner could not use the sum. The round may be run again.',
  } satisfies Partial<Record<Code, string>> as Partial<Record<string, string>>,
  abortedOther: 'No sum was opened. The round may be run again.',
  stoppedTitle: 'Your part in this training ended',
  notJoinedTitle: 'You could not join this training',
  notify: 'Tell me when it begins and ends',
  news: {
    begun: 'The training has begun.',
    asked: 'You are asked something before it goes on.',
    ended: 'The training has ended.',
    stopped: 'Your part in the training ended.',
  },
  pause: 'Pause',
  resume: 'Resume',
  leave: 'Leave',
  leaveQuestion: 'Leave this training?',
  leaveLead:
    'Everything computed from your rows is dropped at once. Sums that were already added up cannot be taken back. The others may have to wait for you.',
  leaveYes: 'Leave',
  leaveNo: 'Stay',
};

export const members = {
  title: 'The data owners',
  lead: 'Call the others and let them read their words to you. The words stay the same in all trainings, and marks are remembered.',
  you: 'you',
  compared: 'I compared these words',
  called: 'In this training:',
  line: 'Your line for a members’ file:',
  circle: (marked: number, all: number) =>
    `This is a circle: ${count(marked)} of ${count(all)}, you included, are marked. You take part once all are.`,
  alone: 'The others are listed once the model owner has admitted them.',
  onlyVouched: (counted: number, least: number) =>
    `Counted: only you and the owners that you marked, ${count(counted)} so far. You take part only if at least ${count(least)} are counted.`,
  fewTitle: 'Too few data owners that you vouch for',
  everybody: (least: number) =>
    `Counted: all data owners that the model owner admits, compared or not. You take part only if at least ${count(least)} are counted.`,
  again: 'Try again',
};

export const timeline = {
  title: 'Rounds',
  none: 'No round yet.',
  accepted: 'done',
  running: 'under way',
  again: 'run again',
  label: (round: number, status: string) => `Round ${count(round)}: ${status}`,
  earlier: (n: number) => `${plural(n, 'round')} before`,
  look: 'Choose a round to see every byte it sent.',
};

export const charts = {
  title: 'How it goes',
  over: 'How it went',
  cohort: 'Data owners added up together, by round',
  lost: 'Dashed: a sum that was not used, or not yet.',
  cohortLabel: (list: Upload[]) =>
    list.length === 0
      ? 'No round yet'
      : `${plural(list.length, 'upload')}: added up with between ${count(Math.min(...list.map((u) => u.owners)))} and ${owners(Math.max(...list.map((u) => u.owners)))}`,
  convergence: 'How far the model moves, by round',
  convergenceLabel: (first: number, last: number) =>
    `From 10 to the ${first.toFixed(1)} at first to 10 to the ${last.toFixed(1)} now`,
};

export const slots = {
  label: (l: Layout) =>
    `A ciphertext holds ${plural(Math.min(l.perCiphertext, l.values), 'value')} of ${count(l.slotBits)} bits, then ${count(l.canaryBits)} bits that must stay zero and ${count(l.countBits)} bits that count data owners.`,
  lowest: 'lowest bit',
  highest: (bits: number) => `bit ${count(bits)}`,
  short: { canary: '0', count: '#' },
  parts: (l: Layout) => [
    {
      kind: 'slot',
      name: `${plural(l.values, 'value')}`,
      about: `of ${count(l.slotBits)} bits each: wide enough for the total of all data owners`,
    },
    { kind: 'canary', name: 'Check', about: `${count(l.canaryBits)} bits that are zero in every honest total` },
    {
      kind: 'count',
      name: 'Count',
      about: `${count(l.countBits)} bits that show how many data owners are in the total`,
    },
    { kind: 'rest', name: 'Unused', about: 'zero' },
  ],
};

export const inspector = {
  title: (round: number) => `Round ${count(round)}: what left this machine`,
  open: (round: number) => `Show the bytes sent in round ${count(round)}`,
  look: 'Look',
  all: (s: Sent) =>
    `${plural(s.values, 'value')} in ${plural(s.ciphertexts, 'ciphertext')}, ${bytes(s.bytesUp)} after a signed message of ${bytes(s.headBytes)}.`,
  encrypted:
    'This is all that left of your data in this round. It is encrypted, and masked so that only the total can be read.',
  layoutTitle: 'Contents of a ciphertext',
  valuesTitle: (n: number) => `The ${plural(n, 'value')} by name`,
  value: (label: string, i: number, n: number) =>
    i === n - 1
      ? 'how many rows you have'
      : i === n - 2
        ? 'the error on your rows'
        : `which way ${label} should move, from your rows`,
  bytesTitle: 'The bytes',
  length: 'Length of the message',
  message: 'Signed message',
  ciphertext: (i: number, n: number) => (n === 1 ? 'Ciphertext' : `Ciphertext ${count(i)} of ${count(n)}`),
  verified: 'These are the bytes of the request’s body. Their fingerprint is the one in the signed message.',
  altered: 'The bytes kept here are not those that were signed: something on this machine changed them.',
  gone: 'The bytes themselves were not kept: the training sends too many. Their fingerprint is below and in the receipt.',
  start: (n: number) => `The first ${bytes(n)} are shown.`,
  signedTitle: 'The signed message',
  digest: 'Fingerprint of the ciphertexts (SHA-256)',
  requestsTitle: 'Every request of this round',
  requests: 'Keys and signatures have no data in them. Nothing else was sent in this round.',
  earlier: 'The list no longer has them: they were made before the page was loaded, or too long ago.',
  panelTitle: 'See the same in the browser',
  panel: (s: Sent) => [
    'Open the developer tools (F12, on a Mac ⌥⌘I) and choose Network. Only requests made while it is open are listed.',
    `Choose the PUT request whose address ends in rounds/${s.round}/${s.attempt}/uploads/… and look at its payload.`,
    'Compare it with the bytes above, or save both and compare their SHA-256.',
    'The list holds every request of this page: look for anything else that left.',
  ],
  before: 'Before',
  after: 'Next',
  save: 'Save these bytes',
  close: 'Close',
};

export const traffic = {
  title: 'Sent and received',
  sent: 'sent',
  received: 'received',
  details: 'Every request of this visit',
  path: 'Request',
  hint: 'Your browser’s own network panel shows the same list.',
  kernel: {
    simd: 'Encrypted with the browser’s vector arithmetic.',
    bigint: 'Encrypted with the browser’s big integers.',
    go: 'Encrypted with the WebAssembly kernel.',
  } as Record<string, string>,
};

// --- How a person's place in a training stands: before it joins, and while it waits.

export const standing = {
  /** Why somebody cannot join. */
  closed: {
    begun: {
      title: 'This training has begun',
      lead: 'Its data owners are fixed, and you are not among them in this browser. If you joined, open the link in the browser that you joined with.',
    },
    finished: {
      title: 'This training is over',
      lead: 'It takes no more data. Ask whoever sent you the link whether there will be another one.',
    },
    revoked: {
      title: 'This link was taken back',
      lead: 'The model owner does not accept it any more. Ask whoever sent it for a new one, if you still want to take part.',
    },
    late: {
      title: 'This link is over',
      lead: 'The last day to take part with it has passed. Ask whoever sent it whether there is another one.',
    },
    full: {
      title: 'This training is full',
      lead: 'As many take part as it has places for. Ask whoever sent you the link whether a place becomes free.',
    },
  },
  nothing: 'Nothing was read from your machine.',
  /** What stands beside the invitation. */
  notes: {
    joined: {
      title: 'You have joined this training',
      lead: 'It has not begun. Choose your file again, and keep this page open, to be there when it starts. Until then you can choose another file as well.',
    },
    used: {
      title: 'Somebody has joined with this link already',
      lead: 'Each link is for one data owner. If it was you, in another browser or before its storage was cleared, go on: the one that is connected counts. If not, tell whoever sent you the link, and ask for one of your own.',
    },
    twice: {
      title: 'You are in this training already, under another link',
      lead: 'One data owner counts once. Pass this link on to nobody; tell the model owner that it is not needed.',
    },
    unknown: {
      title: 'The model owner does not know this link',
      lead: 'It was made for another training, or the model owner’s records are older than the link. Ask for a new one before you go on.',
    },
  },
  /** What a person who waits in the lobby is told instead of the usual. */
  waiting: {
    used: {
      title: 'Another browser holds this place',
      lead: 'Somebody else is connected with the same link, and only one of you counts. If it is you, close the other page. If not, tell the model owner and ask for a link of your own.',
    },
    twice: {
      title: 'You are in this training already',
      lead: 'You joined under another link too, and count once. You can leave here.',
    },
    revoked: {
      title: 'You are not admitted',
      lead: 'The model owner has taken your link back. Ask it for the reason; nothing of your rows was sent.',
    },
    unknown: {
      title: 'You are not admitted',
      lead: 'The model owner does not know the link that you came with. Ask it for a new one; nothing of your rows was sent.',
    },
  },
  lobby: (admitted: number, others: number, start: number) =>
    (admitted < start
      ? `${count(admitted)} of ${owners(start)} are admitted. The training starts when all are here.`
      : `${owners(admitted)} are admitted. The model owner starts the training.`) +
    (others > 0 ? ` ${plural(others, 'other')} joined and ${others === 1 ? 'does' : 'do'} not count.` : ''),
  notLooked: 'The model owner has not looked yet whom it admits.',
  reconsider: 'Choose another file',
  keep: 'Go on by itself after the page was loaded again',
  keepHint:
    'Sums over your rows, never the rows, stay in this browser until the training ends: encrypted with a key that no script can read out, and deleted at the end.',
  cancel: 'Stop checking',
  loading: 'The page’s program is being loaded: about 1.6 MB, once. Your line seems to be slow.',
};

// --- The end of a training or of the page, and advice on problems.

export const done = {
  title: 'Thank you',
  leftTitle: 'You left',
  lead: (reason: string) => ending(reason) ?? 'The training ended.',
  summary: (rounds: number, up: number) =>
    `You were part of ${plural(rounds, 'accepted round')} and sent ${bytes(up)} of encrypted sums.`,
  nothing: 'No encrypted sum of yours was used.',
  tableTitle: 'What left this machine',
  round: 'Round',
  size: 'Size',
  among: 'In a sum of',
  amongOwners: (u: Upload) => (u.accepted ? owners(u.owners) : 'not used'),
  digest: 'Fingerprint of the upload',
  bytes: 'Bytes',
  save: 'Save receipt',
  saveLead:
    'The receipt holds fingerprints of your uploads, so you can prove later what you sent. It holds nothing of your rows.',
  close: 'You can close this tab.',
  another: 'Join another training',
};

export const stopped = {
  failedTitle: 'The page had to stop',
  failed:
    'Something went wrong inside the page. Everything computed from your rows is gone from its memory. Load the page again to go on.',
  details: 'Details',
  reload: 'Load again',
  unsupportedTitle: 'This browser cannot take part',
  unsupported: (missing: string[]) =>
    `It lacks: ${missing.join(', ')}. Use a current Firefox, Chrome, Edge or Safari. Nothing was sent.`,
  insecure: 'This page must be opened over https, or from this machine itself. Nothing was sent.',
  bareTitle: 'This page was altered on its way',
  bare: 'It came without the policy that keeps foreign code out. Tell the operator of this server. Nothing was read and nothing was sent.',
  features: {
    wasm: 'WebAssembly',
    bigint: 'big integers',
    worker: 'workers',
    storage: 'storage for this page',
    locks: 'tab locks',
  },
};

/** What to do about a problem: the worker's own hint, or one that fits its code. */
export function hint(problem: Problem): string {
  if (problem.hint) return sentence(problem.hint);
  switch (problem.code as Code | ProblemCode | PageCode | undefined) {
    case 'unreachable':
    case 'unavailable':
      return 'Check your connection and try again.';
    case 'internal':
      return 'Load the page again. If it happens again, tell the model owner.';
    default:
      return '';
  }
}

export { bytes, day, sentence };

/** Names of kinds and phases, for languages that have no words for a new one yet. */
export const names = { kinds, phases };
