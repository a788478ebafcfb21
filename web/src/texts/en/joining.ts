/** The page itself, the link, and the invitation: what a person reads before choosing a file. */
import type { Column, Invitation, Layout, PageCode, Privacy, Problem } from '../../contract';
import { value } from '../../format';
import type { MissingRule, ModelKind, ProblemCode, RoundKind } from '../../generated/constants';
import {
  about,
  bytes,
  count,
  duration,
  ending,
  entry,
  likely,
  mostRounds,
  owners,
  plural,
  roughly,
  rows,
} from './words';

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
