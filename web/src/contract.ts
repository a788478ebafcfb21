/** The contract between the page, its worker and the WebAssembly module; the names are those of package dataowner. */
import {
  claims,
  columnTypes,
  gapReasons,
  missingRules,
  modelKinds,
  offers,
  phases,
  privacyUnits,
  roundKinds,
  rules,
  stages,
  work,
  type OfferWord,
} from './generated/constants';
import { about } from './about';
import { again } from './again';
import { entry } from './entry';
import { flag, list, number, object, one, optional, scalar, text, type Of, type Shape } from './shape';

export type { Again } from './again';

const column = object({
  name: text,
  type: one(...columnTypes),
  min: optional(number),
  max: optional(number),
  step: optional(number),
  levels: optional(list(text)),
  unit: optional(text),
  help: optional(text), // for people who fill in a form
  other: optional(text), // level that stands for every unknown one
  missing_values: optional(list(text)), // words for missing, beside the usual ones
});
/** A column the training needs: its type, and its range or its levels. */
export type Column = Of<typeof column>;

const estimate = object({
  bytesUpPerRound: number,
  bytesDownPerRound: number,
  ciphertexts: number,
  values: number,
  secondsPerRound: number, // 0 until a round was rehearsed, as is seconds
  // For the whole training, if it takes as many rounds as it may be expected to.
  rounds: number,
  bytesUp: number,
  bytesDown: number,
  seconds: number,
  memory: number, // bytes that the largest round takes, rows aside
});
export type Estimate = Of<typeof estimate>;

/** How the values of one kind of round lie in ciphertexts: slots from the lowest bit, then two lanes, then nothing. */
const layout = object({
  kind: one(...roundKinds),
  most: number, // rounds of this kind at most
  values: number,
  ciphertexts: number,
  perCiphertext: number,
  slotBits: number,
  canaryBits: number,
  countBits: number,
  modulusBits: number,
  bytes: number, // of the ciphertexts
  up: number, // bytes sent in one round, with keys and signatures
  labels: optional(list(text)), // names of the values, if they have names
});
export type Layout = Of<typeof layout>;

/** How much of the privacy budget is spent: in this training, and in all, to which a limit applies. */
const spent = { spent: number, spentAll: number, deltaAll: number, limit: optional(number), sums: number };
const spending = object(spent);
export type Spending = Of<typeof spending>;

/** The privacy budget of a training with differential privacy, and the part that is spent. */
const privacy = object({ ...spent, epsilon: number, delta: number, unit: one(...privacyUnits) });
export type Privacy = Of<typeof privacy>;

/** A question about a training or the rows. */
const question = object({
  rule: one(...rules),
  word: text, // with which a yes is given: the rule, or for one of several earlier sums the rule and a number
  text, // what a yes means
  has: scalar,
  needs: scalar,
  needed: flag, // without a yes this owner takes no part
});
export type Question = Of<typeof question>;

/** A choice of fewer rows. */
const offer = object({
  word: one(...offers),
  rows: number, // left out if it is taken
  past: text, // of new: the earlier training whose rows stay
  until: number, // of new: so many are not left out any more
  taken: flag,
});
export type Offer = Of<typeof offer>;

/** Results that a model owner shows to everybody who has the link. */
const results = object({
  title: text,
  made: text, // day
  owners: number,
  below: number, // counts from 1 to this, less one, are hidden
  round: number,
  noise: flag,
  tables: list(object({ name: text, columns: list(text), rows: list(list(text)) })),
});
export type Results = Of<typeof results>;

/** The training of an invite link, after every check of the manifest passed. */
const isInvitation = object({
  training: text, // 64 hex digits
  trainingWords: text,
  modelOwner: text, // 64 hex digits
  modelOwnerWords: text,
  keyFingerprint: text, // 64 hex digits
  keyBits: number,
  name: text,
  about: optional(about),
  model: object({
    kind: one(...modelKinds),
    group: optional(text), // the column by which a description divides the rows
    weights: text,
    method: text,
    optimizer: text,
    rounds: number,
  }),
  features: list(column),
  target: optional(column), // none if nothing is predicted
  missing: one(...missingRules),
  holdout: number, // share of the rows kept back to measure the model with
  folds: number, // parts of the rows that have sums of their own, to measure the model with
  cohort: object({ min: number, max: number, start: number }),
  circle: flag, // every data owner vouches for all others
  questions: list(question), // those that follow from the training alone; a check of a file has all
  minRows: number, // of an owner in an exact sum
  facilitator: text,
  maxRows: number,
  rounds: list(layout), // one for each kind of round
  privacy: optional(privacy), // only with differential privacy
  trustees: optional(list(object({ name: text, words: text, published: text }))), // who hold the masks, if not the data owners
  batch: optional(number), // with trustees: the fewest contributions that are opened together
  close: optional(text), // with trustees: the day after which the training is closed, such as 2027-03-01
  putOff: optional(flag), // close is later than it was at first
  contribution: optional(text), // with trustees: person, or none for a table
  published: optional(results),
  entry: optional(entry), // nothing if it cannot be had
  estimate,
  resumes: flag, // it goes on from sums that were kept, without a file
  known: flag, // this machine already took part in this training
  ended: text, // why the training ended for this owner, or empty
});
export type Invitation = Of<typeof isInvitation>;

/** A column of the training as a file has it. It stays in the page. */
const summary = object({
  name: text,
  header: text, // its name in the file; empty if the file lacks it
  rows: number,
  missing: number,
  invalid: number,
  low: optional(number),
  high: optional(number),
  mean: optional(number),
  bins: list(number), // over the declared range, or one for each level
  below: number,
  above: number,
  mapped: number,
});
export type Summary = Of<typeof summary>;

/** Other ways to read the file that would make it fit. */
const fixes = object({
  unused: list(text), // columns of the file that the training does not read
  headers: list(object({ column: text, header: text })), // missing columns, each with a proposal or none
  levels: list(object({ header: text, text, level: text, rows: number })), // texts that are nearly a level
  factors: list(object({ header: text, factor: number })), // columns in another unit
});
export type Fixes = Of<typeof fixes>;

const counts = optional(list(object({ column: text, count: number })));

/** The result of checking a file against the training's columns. Rows are numbered as in a spreadsheet: the header is row 1. */
const isCheck = object({
  name: text,
  ok: flag,
  rows: number, // records after the header
  used: number, // rows in the table
  dropped: number, // rows left out because a value is missing
  separator: text,
  header_row: number, // of the names of the columns; 0 without
  decimal_comma: flag,
  open_mark: text, // a point or comma of which a person must say whether it is a decimal sign, or empty
  ignored: optional(list(text)),
  missing: counts,
  mapped: counts, // unknown levels counted as the level "other"
  problems: optional(list(object({ row: number, column: optional(text), rule: text }))), // the first ones; row 0 is the whole file
  problem_count: number,
  groups: list(object({ column: optional(text), rule: text, count: number, rows: list(number) })), // by column and rule
  warnings: optional(list(text)),
  preview: object({ columns: list(text), rows: list(list(text)) }), // stays in the page
  summary: object({ columns: list(summary), fixes }),
  estimate,
  questions: list(question), // all of this training and these rows
  lacks: list(text), // encoded columns that say nothing about these rows, such as levels they do not have
  undivided: number, // parts into which these rows are too few to be divided, so that nobody's are; 0 otherwise
  merged: list(text), // columns of levels that count as "other" because few of these rows have them
  offers: list(offer), // those that were taken included
});
export type Check = Of<typeof isCheck>;

/** One upload of encrypted sums. */
const upload = object({
  round: number,
  attempt: number,
  kind: one(...roundKinds),
  upload: text, // fingerprint of the signed message
  ciphertexts: number,
  values: number,
  bytesUp: number,
  bytesDown: number,
  owners: number,
  accepted: flag,
});
export type Upload = Of<typeof upload>;

/** An upload as it left: the body of the request. */
const isSent = object({
  round: number,
  attempt: number,
  kind: one(...roundKinds),
  ciphertexts: number,
  values: number,
  bytesUp: number,
  text, // the signed message
  headBytes: number, // bytes before the ciphertexts, the length field included
  body: text, // the body in hex, only its start, or all of it if that was asked for; empty if it was not kept
  ciphertext: text, // fingerprint of the ciphertexts in the signed message
  kept: flag, // the ciphertexts are kept and have that fingerprint
});
export type Sent = Of<typeof isSent>;

/** The record of one training on this machine. It is downloaded unchanged, so unknown fields stay in it. */
const isReceipt = object({
  version: number,
  training: text,
  name: text,
  about: optional(about),
  joinedAt: optional(text), // RFC 3339
  endedAt: optional(text),
  consent: optional(object({ digest: text, sentences: list(text), when: text })),
  identity: text,
  words: text,
  enrolment: text,
  uploads: list(upload),
  totalUp: number,
  totalDown: number,
  log: object({ length: number, digest: text }),
  reason: text, // why it ended, or empty while it goes on
});
export type Receipt = Of<typeof isReceipt>;

/** A training this machine was in, as the vault keeps it. */
const isKnown = object({ training: text, name: text, ended: text });
export type Known = Of<typeof isKnown>;

/** A data owner of the training, for people to compare. */
const isMember = object({
  identity: text, // 64 hex digits, in this training
  key: text, // its owner key in one line: the same in all trainings
  words: text, // of its owner key, to compare
  name: text, // the words that this training calls it by
  you: flag,
  vouched: flag,
});
export type Member = Of<typeof isMember>;

/** A training with rows of this owner, as its ledger has it. */
const given = object({
  training: text,
  name: text,
  modelOwner: text,
  modelOwnerWords: text,
  when: text, // RFC 3339
  exact: flag, // its sums have no noise
  rows: number,
  held: number, // rows of them that are held back
  folds: number, // parts of them with sums of their own; 0 for none
  members: list(text), // words of the owner keys of its data owners, this one included
  word: one(...claims),
  stage: one(...stages),
  asked: flag, // its data owners were asked whether the same rows may be given again
});
export type Given = Of<typeof given>;

/** A place after which lines of the ledger may be lost. */
const gap = object({ when: text, reason: one(...gapReasons), known: number }); // known: lines that were there once, or 0
export type Gap = Of<typeof gap>;

/** Everything that this owner gave. */
const isAccount = object({ sums: list(given), gaps: list(gap), spending });
export type Account = Of<typeof isAccount>;

/** Any JSON object or nothing: the value of a command that answers with no data. */
const nothing = (() => true) as unknown as Shape<unknown>;

/** The commands, each with the guard of its answer. */
export const answers = {
  known: list(isKnown),
  ledger: isAccount,
  forget: nothing,
  open: isInvitation,
  load: isCheck,
  contribute: isReceipt,
  goOn: isReceipt,
  agree: nothing,
  members: list(isMember),
  vouch: nothing,
  pause: nothing,
  resume: nothing,
  reconsider: nothing,
  leave: nothing,
  withdraw: isReceipt,
  receipt: isReceipt,
  limit: nothing,
  measure: estimate,
  uploads: list(upload),
  sent: isSent,
} as const;

/** How a person says that a file is read; what is empty or 0 is found out. Columns are named as in the file. */
export interface Reading {
  /** Of a workbook; the first one with a table if it is empty. */
  sheet: string;
  /** Of text that is not UTF-8. */
  encoding: string;
  decimal: '' | '.' | ',';
  /** Row with the names of the columns; -1 for none. */
  header: number;
  rename: Record<string, string>;
  /** By which the numbers of a column are multiplied. */
  factor: Record<string, number>;
  /** By column, texts and the levels that they mean. */
  spelling: Record<string, Record<string, string>>;
  /** The offers that a person took. */
  leaveOut: OfferWord[];
}

export interface Arguments {
  known: Record<string, never>;
  /** Everything that this owner gave, without a training. */
  ledger: Record<string, never>;
  forget: { training: string };
  /** By its link, or by the id of a training that this machine knows. */
  open: { link: string; code?: string } | { training: string };
  /** A file, and the changes to its reading that a person chose. */
  load: { name: string; reading: Reading };
  /**
   * If onlyVouched is set, the minimum counts only this owner and those it vouches for; agree has the words of a yes. With keep
   * the sums over the rows are kept until the training ends.
   */
  contribute: { minCohort?: number; onlyVouched?: boolean; agree?: string[]; keep?: boolean };
  /** Contributes from the sums that were kept, as was said before. */
  goOn: Record<string, never>;
  /** A yes to a question that came while the training runs: "again". A no is to leave. */
  agree: { agree: string[] };
  members: Record<string, never>;
  vouch: { identity: string; vouched: boolean };
  pause: Record<string, never>;
  resume: Record<string, never>;
  /** Ends contribute while the rows are not stated; its answer then has no reason. */
  reconsider: Record<string, never>;
  leave: Record<string, never>;
  /** Asks that the contribution to a training with trustees is not counted. */
  withdraw: Record<string, never>;
  receipt: Record<string, never>;
  /** The owner's own limit of ε over all trainings; 0 is none. */
  limit: { maxEpsilon: number };
  measure: Record<string, never>;
  uploads: Record<string, never>;
  /** With the whole body, or only its start. */
  sent: { round: number; attempt: number; whole: boolean };
}
export type Command = keyof Arguments & keyof typeof answers;
export type Answer<C extends Command> = Of<(typeof answers)[C]>;

export const isCommand = (name: string): name is Command => Object.hasOwn(answers, name);

const isStateEvent = object({
  event: one('state'),
  state: one('waiting', 'round', 'paused', 'reconnecting', 'aborted', 'done'),
  round: optional(number),
  of: optional(number), // the most rounds there can be
  attempt: optional(number),
  phase: optional(one(...phases)),
  kind: optional(one(...roundKinds)),
  enrolled: optional(number),
  looked: optional(flag), // the model owner has looked at the lobby
  admitted: optional(number), // owners in it that it admits
  standing: optional(text), // of this owner; see entry.ts
  start: optional(number), // owners the training starts with
  members: optional(number),
  present: optional(number),
  awaitedWords: optional(list(text)), // the owners that the phase, or the next round, waits for
  vouch: optional(flag), // this owner waits until it vouches for all others
  again: optional(again), // this owner waits until it says yes, with agree, or leaves
  you: optional(text), // this owner's own words
  remainingMs: optional(number),
  accepted: optional(number), // rounds accepted
  progress: optional(number), // 0 to 1
  message: optional(text),
  hint: optional(text),
  code: optional(text),
  reason: optional(text),
  final: optional(flag), // nothing follows
  change: optional(number), // how far the model moved since the round before, if owners see it
});
export type StateEvent = Of<typeof isStateEvent>;

const isTransferEvent = object({
  event: one('transfer'),
  method: optional(text),
  path: optional(text),
  up: optional(number),
  down: optional(number),
});
export type TransferEvent = Of<typeof isTransferEvent>;

/** How far a long piece of work is. */
const isWorkEvent = object({ event: one('work'), work: one(...work), done: optional(number), total: number });
export type WorkEvent = Of<typeof isWorkEvent>;

const isPrivacyEvent = object({ event: one('privacy'), privacy: spending });
const isKernelEvent = object({ event: one('kernel'), kernel: one('simd', 'bigint', 'go') });
/** Further threads that help with the arithmetic: how many there are, and how many numbers they have made. */
const isHelpersEvent = object({ event: one('helpers'), alive: number, made: number });
export type HelpersEvent = Of<typeof isHelpersEvent>;

const isFatalEvent = object({ event: one('fatal'), message: text });

/** What the worker found out about a file before the module reads it. */
const isFormEvent = object({ event: one('form'), sheets: list(text), sheet: text, encoding: text });
export type FormEvent = Of<typeof isFormEvent>;

/** How much of the module is here. */
const isLoadingEvent = object({ event: one('loading'), percent: number });

/** Comes from the worker itself, once the module runs. */
const isReadyEvent = object({ event: one('ready') });

export type WorkerEvent =
  | StateEvent
  | TransferEvent
  | Of<typeof isPrivacyEvent>
  | WorkEvent
  | Of<typeof isKernelEvent>
  | HelpersEvent
  | FormEvent
  | Of<typeof isFatalEvent>
  | Of<typeof isLoadingEvent>
  | Of<typeof isReadyEvent>;

const events: Record<string, Shape<WorkerEvent>> = {
  state: isStateEvent,
  transfer: isTransferEvent,
  privacy: isPrivacyEvent,
  work: isWorkEvent,
  kernel: isKernelEvent,
  helpers: isHelpersEvent,
  form: isFormEvent,
  fatal: isFatalEvent,
  loading: isLoadingEvent,
  ready: isReadyEvent,
};

/** Reports whether a value is an event of the closed list. */
export function isEvent(value: unknown): value is WorkerEvent {
  const name = (value as { event?: unknown } | null)?.event;
  return typeof name === 'string' && Object.hasOwn(events, name) && events[name]!(value);
}

/** Problems that the page finds without the module. */
export type PageCode = 'memory' | 'second_tab';

/** Why a command failed. `code` is one of the protocol's rejection codes, a data owner's problem code or a PageCode. */
export const isProblem = object({ code: optional(text), message: text, hint: optional(text) });
export type Problem = Of<typeof isProblem>;

export type Reply = { id: number; ok: true; value: unknown } | { id: number; ok: false; error: Problem };

export const isReply = (value: unknown): value is Reply => {
  const reply = value as Partial<Reply> | null;
  if (typeof reply?.id !== 'number') return false;
  return reply.ok === true || (reply.ok === false && isProblem(reply.error));
};
