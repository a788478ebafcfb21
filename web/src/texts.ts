/** Every sentence of the page, in one place, ready for translation. Plain words: a data owner knows the data, not the cryptography. */
import type { Column, Invitation, Layout, Privacy, Problem, Sent, StateEvent, Summary, Upload } from './contract';
import { about, bytes, count, duration, roughly, value } from './format';

const plural = (n: number, one: string, many = one + 's') => `${count(n)} ${n === 1 ? one : many}`;

export const owners = (n: number) => plural(n, 'data owner');
export const rows = (n: number) => plural(n, 'row');

const mostRounds = (i: Invitation) => i.rounds.reduce((sum, r) => sum + r.most, 0);
/** How many rounds there will be, as a whole sentence may begin: some trainings end before they have had all of theirs. */
const likely = (i: Invitation) =>
  mostRounds(i) === 1 ? 'One round' : `${i.estimate.rounds < mostRounds(i) ? 'Probably' : 'At most'} ${plural(i.estimate.rounds, 'round')}`;

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
  about: 'What it is and how to verify the page (opens in a new tab)',
  host: (host: string) => `This page comes from ${host}.`,
  module: 'SHA-256 of its program:',
};

export const link = {
  title: 'Join a training',
  lead: 'Paste the invite link that the model owner sent you. Nothing is sent until you have seen who asks and for what.',
  label: 'Invite link',
  placeholder: 'https://…/join#2.…',
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
  retry: 'Try again',
  /** Where nothing is wrong with the link. */
  titles: {
    unreachable: 'No connection to the facilitator',
    memory: 'This training is too large for this machine',
    second_tab: 'Open in another tab',
  } as Record<string, string>,
  reasons: {
    link: 'The link is incomplete or was altered.',
    unreachable: 'The facilitator, the server in between, cannot be reached.',
    manifest: 'The facilitator does not serve the training that this link is for.',
    key: 'The encryption key of this training is not safe to use.',
    training_file: 'The training asks for something this page cannot do.',
    unsupported: 'The training needs a newer version of Blindfit.',
    ended: 'This training is over.',
    memory: 'It needs more memory than a tab of this browser has here.',
    second_tab: 'This training is already open in another tab. Use that tab, or close it and try again here.',
  } as Record<string, string>,
  other: 'The link could not be opened.',
};

/** Why a training is too large for this machine. */
export const tooLarge = (needed: number, room: number): Problem => ({
  code: 'memory',
  message: `one round needs about ${bytes(needed)} of memory; a tab of this browser has about ${bytes(room)}`,
  hint: 'Take part on a larger machine, or with the program dataowner.',
});

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
  holdout: (share: number) => `${about(100 * share)} % of your rows are kept back to measure the model with: it does not learn from them.`,
  missing: {
    reject: 'Every cell must have a value.',
    drop_row: 'Rows with an empty cell are left out.',
    indicator: 'Empty cells are allowed.',
    mean: 'An empty cell is filled in with what is usual over all data owners: the mean of a number or rank, the most frequent level.',
    mode: 'An empty cell is filled in with the most frequent value over all data owners, or the mean of a continuous number.',
  } as Record<Invitation['missing'], string>,
  range: (c: Column) => {
    if (c.levels) return c.levels.join(', ') + (c.other ? ` (anything else counts as ${c.other})` : '');
    if (c.min == null || c.max == null) return 'any';
    return `${value(c.min)} to ${value(c.max)}${c.unit ? ` ${c.unit}` : ''}`;
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

const inRound: Record<string, string> = {
  gradient: 'sums over your rows',
  statistics: 'counts, sums and squares of your columns',
  evaluation: 'sums that measure the result',
  one_round: 'sums and products of your columns',
};

export const leaves = {
  title: 'What leaves this machine',
  leavesTitle: 'Leaves',
  staysTitle: 'Stays here',
  seesTitle: 'Who can see what',
  round: (r: Layout) =>
    `${r.most === 1 ? 'Once' : `At most ${count(r.most)} times`}: ${count(r.values)} ${inRound[r.kind] ?? inRound.gradient}, encrypted and masked in ${plural(r.ciphertexts, 'ciphertext')}. With keys and signatures that is ${bytes(r.up)}.`,
  total: (i: Invitation) =>
    `In all at most ${bytes(i.rounds.reduce((sum, r) => sum + r.most * r.up, 0))}` +
    (i.estimate.rounds < mostRounds(i) ? ', if all these rounds are needed; probably less.' : '.'),
  identity: 'A name made up for this training alone, your network address, and when you take part.',
  stays: ['Your file, its name and every row in it.', 'How many rows you have: it is inside the encryption.', 'The secret keys made for this training.'],
  facilitator: 'The facilitator, the server in between, passes encrypted messages on. It cannot read them.',
  modelOwner: (i: Invitation) => `The model owner can open only the total of at least ${owners(i.cohort.min)}, never yours alone.`,
  pooled: (i: Invitation) =>
    (i.model.weights === 'encrypted' || i.model.method === 'one_round'
      ? 'The totals show how the columns vary together over all data owners, and give the model.'
      : 'The totals give the model, round by round.') +
    (i.privacy ? ' Noise hides what they would say of you.' : ' What a total says about you is yours to weigh.'),
  /** What the data owners see of the model. */
  model: (i: Invitation) =>
    i.model.weights === 'shared' && i.model.method !== 'one_round'
      ? 'You and the other data owners see the model after each round, and with it what each round’s total was.' +
        (i.privacy ? '' : ' If all the others put together what they know, they learn your part of it.')
      : 'You and the other data owners do not see the model.',
};

export const expected = {
  title: 'Time and bytes',
  measuring: 'Measuring how fast this machine is…',
  time: (i: Invitation) =>
    `${likely(i)}: ${duration(i.estimate.seconds)} of work on this machine in all` +
    (i.estimate.rounds > 1 ? `, ${duration(i.estimate.secondsPerRound)} for one round of fitting` : '') +
    ', plus waiting for the others.',
  bytes: (i: Invitation) => `That sends about ${bytes(i.estimate.bytesUp)} and receives at most ${bytes(i.estimate.bytesDown)}.`,
};

export const privacy = {
  title: 'Privacy budget',
  about: (p: Privacy) =>
    `Noise is added so that the result says little about ${p.unit === 'record' ? 'any single row' : 'any single data owner'}: ε = ${value(p.epsilon)}, δ = ${value(p.delta)} for the whole training. ` +
    `Whatever somebody suspects about ${p.unit === 'record' ? 'a row' : 'you'} gets at most ${roughly(Math.exp(p.epsilon))} times as likely by it, but for a chance of about δ` +
    (p.epsilon > 5 ? ': a weak promise.' : p.epsilon > 1.5 ? '.' : ': a strong promise.'),
  /** Spent in this training, of what it asks for. */
  own: (p: Privacy) => `This training: ε ${about(p.spent)} of ${about(p.epsilon)} spent`,
  /** Spent in all trainings of the model owner, of the limit. */
  all: (p: Privacy) =>
    `All trainings of this model owner: ε ${about(p.spentAll)}` + (p.limit ? ` of your limit ${about(p.limit)}` : ', without a limit of yours'),
  limit: 'Stop once all trainings of this model owner have spent this ε about me',
  limitHint: (p: Privacy) =>
    p.limit ? `Now ${value(p.limit)}; 0 takes it away. You then take no further part by yourself.` : 'Without one you go on until the training ends. This training asks for ε ' + value(p.epsilon) + '.',
};

export const file = {
  badTitle: 'This file does not fit yet',
  badLead: (n: number) => `${plural(n, 'problem')} found. Mend the file and choose it again; nothing was sent.`,
  unreadable: 'The file could not be read.',
  row: 'Row',
  problems: 'Problems',
  column: 'Column',
  rule: 'What is wrong',
  wholeFile: 'file',
  more: (n: number) => `and ${count(n)} more`,
  readyTitle: 'Your file fits',
  readyLead: (n: number, name: string) => `${rows(n)} of ${name} will take part.`,
  dropped: (n: number) => `${rows(n)} with an empty cell ${n === 1 ? 'is' : 'are'} left out.`,
  ignored: (names: string[]) => `Not used: ${names.join(', ')}.`,
  renamed: (header: string, column: string) => `Your column “${header}” is read as ${column}.`,
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

export const fixes = {
  title: 'This can be mended here',
  lead: 'Only how the file is read changes; the file stays as it is.',
  readFrom: (column: string) => `Read ${column} from`,
  none: 'choose a column of your file',
  twice: 'Two columns cannot be read from the same one.',
  rename: (n: number) => (n === 1 ? 'Use this column' : 'Use these columns'),
  commas: 'Read 1,5 as 1.5',
  commasLead: 'Numbers in quotes have a comma that looks like a decimal sign.',
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
  present: (n: number, members: number) => `${count(n)} of ${owners(members)} connected`,
  timeLeft: (ms: number) => sentence(`${duration(ms / 1000)} left in this phase`),
  workLeft: (seconds: number) => sentence(`${duration(seconds)} of work left`),
  progress: (done: number, likely: number, most: number) =>
    `${count(done)} of ${likely < most ? `probably ${count(likely)} and ` : ''}at most ${plural(most, 'round')} done`,
  remaining: (seconds: number, probably: boolean) => `At this pace ${probably ? 'probably ' : ''}${duration(seconds)} more${probably ? '' : ', if all rounds are needed'}.`,
  offline: 'This machine is offline. The training goes on by itself when it is back.',
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
  notJoinedTitle: 'You could not join this training',
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
    `Counted: only you and those whose words you compared, ${count(counted)} so far. You take part only if at least ${count(least)} are counted.`,
  fewTitle: 'Too few data owners that you vouch for',
  everybody: (least: number) =>
    `Counted: everybody the model owner admits, compared or not. You take part only if at least ${count(least)} are counted.`,
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
  convergenceLabel: (first: number, last: number) => `From 10 to the ${first.toFixed(1)} at first to 10 to the ${last.toFixed(1)} now`,
};

export const slots = {
  label: (l: Layout) =>
    `A ciphertext holds ${plural(Math.min(l.perCiphertext, l.values), 'value')} of ${count(l.slotBits)} bits, then ${count(l.canaryBits)} bits that must stay zero and ${count(l.countBits)} bits that count data owners.`,
  lowest: 'lowest bit',
  highest: (bits: number) => `bit ${count(bits)}`,
  short: { canary: '0', count: '#' },
  parts: (l: Layout) => [
    { kind: 'slot', name: `${plural(l.values, 'value')}`, about: `of ${count(l.slotBits)} bits each: wide enough for the total of all data owners` },
    { kind: 'canary', name: 'Check', about: `${count(l.canaryBits)} bits that are zero in every honest total` },
    { kind: 'count', name: 'Count', about: `${count(l.countBits)} bits that show how many data owners are in the total` },
    { kind: 'rest', name: 'Unused', about: 'zero' },
  ],
};

export const inspector = {
  title: (round: number) => `Round ${count(round)}: what left this machine`,
  open: (round: number) => `Show the bytes sent in round ${count(round)}`,
  look: 'Look',
  all: (s: Sent) => `${plural(s.values, 'value')} in ${plural(s.ciphertexts, 'ciphertext')}, ${bytes(s.bytesUp)} after a signed message of ${bytes(s.headBytes)}.`,
  encrypted: 'This is all that left of your data in this round, and it is encrypted under a mask that only the total takes off.',
  layoutTitle: 'What a ciphertext holds',
  valuesTitle: (n: number) => `The ${plural(n, 'value')} by name`,
  value: (label: string, i: number, n: number) =>
    i === n - 1 ? 'how many rows you have' : i === n - 2 ? 'the error on your rows' : `which way ${label} should move, from your rows`,
  bytesTitle: 'The bytes',
  length: 'Length of the message',
  message: 'Signed message',
  ciphertext: (i: number, n: number) => (n === 1 ? 'Ciphertext' : `Ciphertext ${count(i)} of ${count(n)}`),
  verified: 'These are the bytes of the request’s body. Their fingerprint is the one in the signed message.',
  altered: 'The bytes kept here are not those that were signed: something on this machine changed them.',
  gone: 'The bytes themselves were not kept: the training sends too many. Their fingerprint is below and in the receipt.',
  start: (n: number) => `The first ${bytes(n)} are shown.`,
  signedTitle: 'What the message says',
  digest: 'Fingerprint of the ciphertexts (SHA-256)',
  requestsTitle: 'Every request of this round',
  requests: 'Keys and signatures have no data in them. Nothing else was sent in this round.',
  earlier: 'The page lists them no longer: they were made before it was loaded, or too long ago.',
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
  size: 'Size',
  among: 'In a sum of',
  amongOwners: (u: Upload) =>
    u.accepted ? owners(u.owners) + (u.agreement ? `, ${count(u.agreement.signatures.length)} signed` : '') : 'not used',
  digest: 'Fingerprint of the upload',
  bytes: 'Bytes',
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
  bareTitle: 'This page was altered on its way',
  bare: 'It came without the policy that keeps foreign code out. Tell whoever runs this server. Nothing was read and nothing was sent.',
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
