/**
 * The contract between the page, its worker and the WebAssembly module: commands, their values and events, as
 * closed unions. The Go side is package wasm/dataowner; its JSON carries these names.
 */
import { flag, list, map, number, object, one, optional, text, type Of, type Shape } from './shape';

const column = object({
  name: text,
  type: one('continuous', 'discrete', 'ordinal', 'nominal'),
  min: optional(number),
  max: optional(number),
  levels: optional(list(text)),
  unit: optional(text),
});
/** A column the training needs: its type, and its range or its levels. */
export type Column = Of<typeof column>;

/** What an invite link leads to, after every check of the manifest passed. */
export const isInvitation = object({
  training: text, // 64 hex digits
  trainingWords: text,
  modelOwner: text, // 64 hex digits
  modelOwnerWords: text,
  keyFingerprint: text, // 64 hex digits
  keyBits: number,
  name: text,
  model: object({ kind: text, weights: text, method: text, optimizer: text, rounds: number }),
  features: list(column),
  target: column,
  missing: text,
  cohort: object({ min: number, max: number, start: number }),
  facilitator: text,
  estimate: object({ bytesPerRound: number, secondsPerRound: number }),
  known: flag, // an identity for this training already exists on this machine
});
export type Invitation = Of<typeof isInvitation>;

/** The result of checking a file against the training's columns. Rows are counted from 1, the header is row 1. */
export const isCheck = object({
  rows: number,
  columns: number,
  used: list(text),
  ignored: list(text),
  problems: list(object({ row: optional(number), column: optional(text), rule: text })), // the first ones
  problemCount: number,
  missing: map(number), // cells without a value, by column
  ok: flag,
  warnings: list(text),
  preview: object({ columns: list(text), rows: list(list(text)) }), // stays in the page
});
export type Check = Of<typeof isCheck>;

/** What this machine sent and received in one training. Downloaded as it came, so unknown fields stay in it. */
export const isReceipt = object({
  version: number,
  training: text,
  identity: text,
  words: text,
  rounds: list(
    object({
      round: number,
      attempt: number,
      kind: text,
      bytesUp: number,
      bytesDown: number,
      ciphertexts: number,
      upload: optional(text),
      accepted: flag,
    }),
  ),
  reason: text,
});
export type Receipt = Of<typeof isReceipt>;

/** Any JSON object or nothing: the value of a command that answers with no data. */
const nothing: Shape<unknown> = (value): value is unknown => true || value;

/** Commands of the page: the guard of each answer. */
export const answers = {
  open: isInvitation,
  load: isCheck,
  contribute: isReceipt,
  leave: nothing,
  pause: nothing,
  resume: nothing,
  receipt: isReceipt,
} as const;

export interface Arguments {
  open: { link: string; facilitator?: string };
  load: { name: string };
  contribute: { minCohort?: number };
  leave: Record<string, never>;
  pause: Record<string, never>;
  resume: Record<string, never>;
  receipt: Record<string, never>;
}
export type Command = keyof Arguments & keyof typeof answers;
export type Answer<C extends Command> = Of<(typeof answers)[C]>;

const isStateEvent = object({
  event: one('state'),
  state: one('link', 'checking', 'ready', 'waiting', 'round', 'paused', 'reconnecting', 'aborted', 'done'),
  round: optional(number),
  of: optional(number),
  attempt: optional(number),
  phase: optional(text),
  kind: optional(text),
  present: optional(number),
  members: optional(number),
  awaited: optional(number),
  awaitedWords: optional(list(text)),
  enrolled: optional(number),
  start: optional(number),
  progress: optional(number), // 0 to 1, of this owner's work in the phase
  message: optional(text),
});
export type StateEvent = Of<typeof isStateEvent>;

const isTransferEvent = object({ event: one('transfer'), method: text, path: text, up: number, down: number });
export type TransferEvent = Of<typeof isTransferEvent>;

const isKernelEvent = object({ event: one('kernel'), name: one('bigint', 'go'), millis: number });
const isFatalEvent = object({ event: one('fatal'), message: text });

/** Events of the module. `ready` and `damaged` come from the worker itself, before the module runs. */
const isReadyEvent = object({ event: one('ready') });
export type WorkerEvent =
  | StateEvent
  | TransferEvent
  | Of<typeof isKernelEvent>
  | Of<typeof isFatalEvent>
  | Of<typeof isReadyEvent>;

const events: Record<string, Shape<WorkerEvent>> = {
  state: isStateEvent,
  transfer: isTransferEvent,
  kernel: isKernelEvent,
  fatal: isFatalEvent,
  ready: isReadyEvent,
};

/** Reports whether a value is an event of the closed list. */
export function isEvent(value: unknown): value is WorkerEvent {
  const name = (value as { event?: unknown } | null)?.event;
  return typeof name === 'string' && Object.hasOwn(events, name) && events[name]!(value);
}

/** Why a command failed. `code` is one of the protocol's rejection codes or one of the worker's own. */
export const isProblem = object({ code: optional(text), message: text, hint: optional(text) });
export type Problem = Of<typeof isProblem>;

export type Reply =
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; error: Problem };

export const isReply = (value: unknown): value is Reply => {
  const reply = value as Partial<Reply> | null;
  if (typeof reply?.id !== 'number') return false;
  return reply.ok === true || (reply.ok === false && isProblem(reply.error));
};

/** A training this machine took part in or was invited to, as the vault keeps it for the page. */
export interface Known {
  training: string;
  name: string;
  modelOwnerWords: string;
  /** When it was opened first, Unix milliseconds. */
  opened: number;
  /** Whether it ended; the receipt is kept then and the link is not. */
  ended: boolean;
}

/** Requests to the worker that the module never sees: what the page keeps about trainings. */
export interface Keeping {
  known: { args: Record<string, never>; value: Known[] };
  reopen: { args: { training: string }; value: Invitation };
  kept: { args: { training: string }; value: string };
  forget: { args: { training: string }; value: null };
}
