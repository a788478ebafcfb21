/** A running training: rounds, the other data owners, and every byte that was sent. */
import type { Layout, Sent, StateEvent, Upload } from '../../contract';
import type { AttemptPhase, Code, RoundKind } from '../../generated/constants';
import { bytes, count, duration, entry, owners, plural, sentence } from './words';

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
