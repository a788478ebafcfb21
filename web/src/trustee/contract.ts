/** The contract between the trustee's page, its worker and the module, whose Go side is package trustee. */
import { about } from '../about';
import { isProblem } from '../contract';
import { trusteeEvents, trusteeProblems } from '../generated/constants';
import { flag, list, number, object, one, optional, text, type Of, type Shape } from '../shape';

/** A step of a training that waits for a yes. */
const request = object({
  step: one('accept', 'release'),
  training: text,
  words: text,
  name: text,
  model_owner: text, // words
  kind: text,
  columns: list(text),
  epsilon: number,
  delta: number,
  unit: text,
  batch: number, // fewest contributions of a cell
  about: optional(about),
  // Of a release.
  close: optional(text),
  contributions: optional(number),
  struck: optional(number),
  cells: optional(list(number)), // contributions in each
});
export type Request = Of<typeof request>;

const signed = object({
  training: text,
  name: text,
  accepted: text, // when
  released: optional(text),
  cells: optional(list(number)),
});
export type Signed = Of<typeof signed>;

const note = object({
  event: one(...trusteeEvents),
  training: text,
  name: optional(text),
  message: optional(text), // in English, for a refusal
  struck: optional(number),
  cells: optional(number),
});
export type Note = Of<typeof note>;

const keyFile = object({ name: text, content: text, key: text, words: text });
export type KeyFile = Of<typeof keyFile>;

const opened = object({ key: text, words: text, signed: list(signed), last: text, remembered: flag });
export type Opened = Of<typeof opened>;

const moved = object({ file: text }); // the key file that a program takes
export type Moved = Of<typeof moved>;

const nothing = ((value: unknown): value is null => value === null) as Shape<null>;

/** The shape of each command's answer. */
export const answers = { make: keyFile, open: opened, begin: nothing, agree: nothing, saved: nothing, move: moved };
export type Command = keyof typeof answers;
export const isCommand = (name: string): name is Command => Object.hasOwn(answers, name);

/** Codes that the worker adds to the module's. */
export const codes = [...trusteeProblems, 'second_tab', 'fatal'] as const;
export type Code = (typeof codes)[number];

/** Why a command failed; `file` is the name of the key file that is needed. */
const problem = object({ code: one(...codes), message: text, file: optional(text) });
export type Problem = Of<typeof problem>;

/** The problem in anything that a command failed with. */
export function problemOf(error: unknown): Problem {
  const found = (error as { problem?: unknown } | null)?.problem;
  if (problem(found)) return found;
  return { code: 'internal', message: isProblem(found) ? found.message : String((error as Error)?.message ?? error) };
}

const stateEvent = object({
  event: one('state'),
  signed: optional(list(signed)),
  waiting: optional(list(request)),
  notes: optional(list(note)),
});
export type StateEvent = Of<typeof stateEvent>;

const saveEvent = object({ event: one('save'), save: keyFile });
const stoppedEvent = object({ event: one('stopped'), problem });
const fatalEvent = object({ event: one('fatal'), message: text });
const readyEvent = object({ event: one('ready') });

export type Event =
  StateEvent | Of<typeof saveEvent> | Of<typeof stoppedEvent> | Of<typeof fatalEvent> | Of<typeof readyEvent>;

const events: Record<string, Shape<Event>> = {
  state: stateEvent,
  save: saveEvent,
  stopped: stoppedEvent,
  fatal: fatalEvent,
  ready: readyEvent,
};

/** Reports whether a value is an event of the closed list. */
export function isEvent(value: unknown): value is Event {
  const name = (value as { event?: unknown } | null)?.event;
  return typeof name === 'string' && Object.hasOwn(events, name) && events[name]!(value);
}
