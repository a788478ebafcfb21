import type { StateEvent } from './contract';

/** A round as the timeline shows it. */
export interface Mark {
  round: number;
  attempts: number;
  status: 'running' | 'accepted' | 'again';
  /** How long the round took from its start to the next, in milliseconds; nothing while it runs. */
  took?: number;
  /** How far the model moved, where owners see it. */
  change?: number;
}

/**
 * Brings the marks of the rounds up to an event. `began` is when the present round began, by the page's clock, 0 before the first;
 * it is returned as it is afterwards. `moved` reports whether there may be uploads to look at.
 */
export function mark(marks: Mark[], event: StateEvent, began: number, now: number): { began: number; moved: boolean } {
  // A round takes from where it begins, not from the wait for the first one.
  if (event.state === 'round') began ||= now;
  const accepted = event.accepted ?? 0;
  let moved = false;
  for (const one of marks) {
    if (one.round > accepted || one.status === 'accepted') continue;
    one.status = 'accepted';
    one.took = now - began;
    began = now;
    moved = true;
  }
  if (!event.round || (event.state !== 'round' && event.state !== 'aborted')) return { began, moved };
  const status = event.state === 'aborted' ? 'again' : event.round <= accepted ? 'accepted' : 'running';
  const { change, attempt: attempts = 1 } = event;
  const known = marks.find((m) => m.round === event.round);
  if (known) Object.assign(known, { status, attempts, change: change ?? known.change });
  else marks.push({ round: event.round, attempts, status, change });
  return { began, moved: moved || event.phase === 'finish' };
}
