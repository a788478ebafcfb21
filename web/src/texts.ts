/**
 * Every sentence of the page, in one place, ready for translation. Plain words: a data owner knows the data,
 * not the cryptography.
 */
import type { Column, Invitation, Problem, StateEvent } from './contract';
import { bytes, count, duration, value } from './format';

const plural = (n: number, one: string, many = one + 's') => `${count(n)} ${n === 1 ? one : many}`;

export const owners = (n: number) => plural(n, 'data owner');
export const rows = (n: number) => plural(n, 'row');

export const site = {
  name: 'Blindfit',
  promise: 'Your rows stay on this machine.',
  steps: ['Invitation', 'Your data', 'Contribute', 'Receipt'],
  stepsLabel: 'Steps',
  starting: 'Starting…',
};

/** Where the page itself came from: what it says of itself is worth as much as that place. */
export const source = {
  file: 'This page is a file on your machine.',
  local: 'This page comes from a program on your machine.',
  facilitator: (host: string) => `This page comes from the facilitator, ${host}: you trust that server not to change it.`,
  host: (host: string) => `This page comes from ${host}.`,
  module: 'SHA-256 of its program:',
};

export const link = {
  title: 'Join a training',
  lead: 'Paste the invite link that the model owner sent you. Nothing is sent until you have seen who asks and for what.',
  label: 'Invite link',
  placeholder: 'https://…/join#1.…',
  open: 'Open invitation',
  knownTitle: 'Trainings this browser knows',
  continue: 'Continue',
  receipt: 'Receipt',
  forget: 'Forget',
  forgetQuestion: 'Forget this training? Its identity on this machine is deleted; without a new link you cannot come back to it.',
  ended: (reason: string) => reasons[reason] ?? 'Ended.',
  running: 'Not finished.',
};

export const checking = {
  link: 'Checking the invitation',
  linkLead: 'Comparing what the facilitator serves with the fingerprint in your link, and checking the encryption key.',
  file: (name: string) => `Checking ${name}`,
  fileLead: 'Every row is compared with the columns of the training. This happens on your machine; the file is not uploaded.',
};

export const refused = {
  title: 'This link was refused',
  lead: 'Nothing was read from your machine and nothing was sent about you.',
  again: 'Try another link',
  reasons: {
    link: 'The link is incomplete or was altered.',
    unreachable: 'The facilitator cannot be reached.',
    manifest: 'What the facilitator serves is not what the model owner signed.',
    key: 'The encryption key of this training is not safe to use.',
    training_file: 'The training asks for something this page cannot do.',
    unsupported: 'The training needs a newer version of Blindfit.',
    ended: 'This training is over.',
    second_tab: 'This training is already open in another tab. Use that tab, or close it and try again here.',
  } as Record<string, string>,
  other: 'The link could not be opened.',
};

const kinds: Record<string, string> = {
  linear_regression: 'a linear regression',
  logistic_regression: 'a logistic regression',
  softmax_regression: 'a softmax regression',
  mlp: 'a small neural network',
};

export const invitation = {
  asks: (words: string) => ['The model owner ', words, ' asks for your help '],
  lead: (i: Invitation) =>
    `to fit ${kinds[i.model.kind] ?? 'a model'} that predicts ${i.target.name} from ${plural(i.features.length, 'column')}. ` +
    `Several data owners take part; nobody sees the data of another.`,
  ended: (reason: string) => `You were in this training before. ${reasons[reason] ?? 'It has ended.'}`,
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
  missing: {
    reject: 'Every cell must have a value.',
    drop_row: 'Rows with an empty cell are left out.',
    indicator: 'Empty cells are allowed.',
  } as Record<Invitation['missing'], string>,
  range: (c: Column) => {
    const unit = c.unit ? ` ${c.unit}` : '';
    if (c.levels) return c.levels.join(', ') + (c.other ? ` (anything else counts as ${c.other})` : '');
    if (c.min == null || c.max == null) return 'any';
    return `${value(c.min)} to ${value(c.max)}${unit}`;
  },
  fileTitle: 'Choose your file',
  fileLead: (i: Invitation) => `A CSV file with these columns in its header, in any order, at most ${rows(i.maxRows)}. Other columns are ignored.`,
  drop: 'Drop a CSV file here, or',
  choose: 'Choose a file',
  chooseOther: 'Choose another file',
  notCsv: 'That is not one file. Drop one CSV file.',
};

export const who = {
  title: 'Is it really them?',
  lead: 'Ask the model owner, on the phone or in person, to read these words to you. If a word differs, do not take part.',
  modelOwner: 'Model owner',
  training: 'Training',
  key: 'Encryption key',
  keyBits: (bits: number) => `Paillier, ${count(bits)} bits`,
  you: 'You, in this training',
  details: 'Full fingerprints',
};

export const leaves = {
  title: 'What leaves this machine',
  leavesTitle: 'Leaves',
  staysTitle: 'Stays here',
  seesTitle: 'Who can see what',
  perRound: (i: Invitation) => {
    const e = i.estimate;
    return `In each round: ${plural(e.values, 'sum')} over your rows, encrypted and masked in ${plural(e.ciphertexts, 'ciphertext')}. With keys and signatures that is ${bytes(e.bytesUpPerRound)}.`;
  },
  total: (i: Invitation) =>
    `At most ${plural(i.model.rounds, 'round')}: up to ${bytes(i.model.rounds * i.estimate.bytesUpPerRound)} in all.`,
  identity: 'A name made up for this training alone, your network address, and when you take part.',
  stays: ['Your file, its name and every row in it.', 'How many rows you have: it is inside the encryption.', 'The secret keys made for this training.'],
  facilitator: 'The facilitator, the server in between, passes encrypted messages on. It cannot read them.',
  modelOwner: (i: Invitation) => `The model owner can open only the total of at least ${owners(i.cohort.min)}, never yours alone.`,
  pooled:
    'Over the rounds that total shows how the columns vary together over all data owners, and gives the model. What a total says about you is yours to weigh.',
  model: 'You do not see the model.',
};

export const file = {
  badTitle: 'This file does not fit yet',
  badLead: (n: number) => `${plural(n, 'problem')} found. Mend the file and choose it again; nothing was sent.`,
  unreadable: 'The file could not be read.',
  row: 'Row',
  column: 'Column',
  rule: 'What is wrong',
  wholeFile: 'file',
  more: (n: number) => `and ${count(n)} more`,
  readyTitle: 'Your file fits',
  readyLead: (n: number, name: string) => `${rows(n)} of ${name} will take part.`,
  dropped: (n: number) => `${rows(n)} with an empty cell ${n === 1 ? 'is' : 'are'} left out.`,
  ignored: (names: string[]) => `Not used: ${names.join(', ')}.`,
  missing: (column: string, n: number) => `${column}: ${plural(n, 'empty cell')}.`,
  mapped: (column: string, n: number) => `${column}: ${plural(n, 'unknown level')} counted as “other”.`,
  decimalComma: 'Numbers are read with a decimal comma.',
  preview: 'First rows of your file (shown on your screen only)',
  time: (i: Invitation, seconds: number) =>
    `One round takes ${duration(seconds)} of work here, plus waiting for the others. At most ${plural(i.model.rounds, 'round')}.`,
  start: 'Contribute',
  startLead: 'Keep this tab open until the training ends. You can pause or leave at any time.',
  choices: 'More choices',
  minCohort: 'Take part only if at least this many data owners do',
  minCohortHint: (min: number) => `The training itself asks for at least ${count(min)}.`,
  onlyVouched: 'Count only data owners I have vouched for',
  onlyVouchedHint:
    'Yourself included. You vouch for others by comparing words with them once the training has its data owners; with too few you take no part, and can try again.',
};

const phases: Record<string, string> = {
  keys: 'Agree on masks',
  shares: 'Share safety copies',
  upload: 'Compute, encrypt, send',
  agree: 'Agree on who is in',
  unmask: 'Remove masks',
  finish: 'Model owner adds up',
};
const roundKinds: Record<string, string> = {
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
  waitingTitle: 'Waiting for the next round',
  waiting: 'The model owner prepares it. There is nothing to do.',
  absent: 'The next round starts when everyone is back.',
  roundTitle: (e: StateEvent) => `Round ${count(e.round ?? 0)}`,
  atMost: (n: number) => `at most ${plural(n, 'round')}`,
  kind: (kind: string | undefined) => roundKinds[kind ?? ''] ?? 'fitting the model',
  attempt: (n: number) => `attempt ${count(n)}`,
  phase: (phase: string) => phases[phase] ?? phase,
  phasesLabel: 'Phases of this round',
  waitsFor: 'Waits for',
  you: 'you',
  noOne: 'nobody',
  present: (n: number, members: number) => `${count(n)} of ${owners(members)} connected`,
  timeLeft: (ms: number) => `${duration(ms / 1000)} left in this phase`,
  pausedTitle: 'Paused',
  paused: 'You take no part until you go on. The others wait for you.',
  reconnectingTitle: 'Connection lost',
  reconnecting: 'Trying again by itself. Your place is kept; a round that was under way is run again.',
  abortedTitle: 'This attempt ended without a result',
  aborted: {
    missing: 'Somebody did not answer in time. No sum was opened. The round is run again when everyone is back.',
    left: 'Somebody left the round. No sum was opened. The round is run again when everyone is back.',
    round_rejected: 'The model owner could not use the sum. The round may be run again.',
  } as Record<string, string>,
  abortedOther: 'No sum was opened. The round may be run again.',
  stoppedTitle: 'Your part in this training ended',
  pause: 'Pause',
  resume: 'Go on',
  leave: 'Leave',
  leaveQuestion: 'Leave this training?',
  leaveLead: 'What was computed from your rows is dropped at once. Sums that were already added up cannot be taken back. The others may have to wait for you.',
  leaveYes: 'Leave',
  leaveNo: 'Stay',
};

export const members = {
  title: 'Who takes part',
  lead: 'Call the others and let them read their words to you. The words stay the same in all trainings of this model owner.',
  you: 'you',
  compared: 'I compared these words',
  called: 'In this training:',
  together: 'always added up together with you',
  alone: 'The others are listed once the model owner has admitted them.',
  onlyVouched: (counted: number, least: number) =>
    `Counted: only you and those whose words you compared, ${count(counted)} so far. You take part with at least ${count(least)}.`,
  everybody: (least: number) =>
    `Counted: everybody the model owner admits, compared or not. You take part with at least ${count(least)}.`,
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
};

export const traffic = {
  title: 'Sent and received',
  sent: 'sent',
  received: 'received',
  details: 'Every request of this visit',
  path: 'Request',
  hint: 'Your browser’s own network panel shows the same list.',
  kernel: { bigint: 'Encrypted with the browser’s big integers.', go: 'Encrypted with the WebAssembly kernel.' } as Record<string, string>,
};

const reasons: Record<string, string> = {
  finished: 'The training finished.',
  stopped: 'The model owner ended the training.',
  left: 'You left the training.',
};

export const done = {
  title: 'Thank you',
  leftTitle: 'You left',
  lead: (reason: string) => reasons[reason] ?? 'The training ended.',
  summary: (rounds: number, up: number) => `You were part of ${plural(rounds, 'accepted round')} and sent ${bytes(up)} of encrypted sums.`,
  nothing: 'No encrypted sum of yours was used.',
  tableTitle: 'What left this machine',
  round: 'Round',
  kind: 'For',
  size: 'Size',
  among: 'Added up with',
  status: 'Used',
  yes: 'yes',
  no: 'no',
  amongOwners: (n: number) => owners(n),
  digest: 'Fingerprint of the upload',
  save: 'Save receipt',
  saveLead: 'The receipt holds fingerprints of what you sent, so you can prove later what you did. It holds nothing of your rows.',
  close: 'You can close this tab.',
  another: 'Join another training',
};

export const stopped = {
  failedTitle: 'The page had to stop',
  failed: 'Something went wrong inside the page. What was computed from your rows is gone from its memory. Load the page again to go on.',
  details: 'What it said',
  reload: 'Load again',
  unsupportedTitle: 'This browser cannot take part',
  unsupported: (missing: string[]) => `It lacks: ${missing.join(', ')}. Use a current Firefox, Chrome, Edge or Safari. Nothing was sent.`,
  insecure: 'This page must be opened over https, or from this machine itself. Nothing was sent.',
  features: { wasm: 'WebAssembly', bigint: 'big integers', worker: 'workers', storage: 'storage for this page', locks: 'tab locks' },
};

/** What to do about a problem: the worker's own hint, or one that fits its code. */
export function hint(problem: Problem): string {
  if (problem.hint) return problem.hint;
  switch (problem.code) {
    case 'unreachable':
    case 'unavailable':
      return 'Check your connection and try again.';
    case 'internal':
      return 'Load the page again. If it happens again, tell the model owner.';
    default:
      return '';
  }
}

/** A sentence from a problem's message: messages are written in lower case without a full stop. */
export function sentence(message: string): string {
  const text = message.trim();
  if (text === '') return '';
  const first = text[0]!.toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(first) ? first : first + '.';
}
