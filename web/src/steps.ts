/** Where a person is in the flow, as the list of steps, a tab's title and a notice show it. */
import type { Check, StateEvent } from './contract';
import type { News } from './news';
import type { Screen } from './screens';

/** Problems of contributing that another look at the same file and its questions resolves. */
export const recheckable = ['agree', 'rows'];

/** How many requests the page remembers for its list. */
export const keepTransfers = 500;

/** How long the page shows a round that ended before it says that it waits, in milliseconds. */
export const settle = 800;

export interface Place {
  screen: Screen;
  checking?: string;
  check?: Check;
  progress?: StateEvent;
  running: boolean;
  begun: boolean; // a round was seen
}

/** Step of the flow, from 0. */
export function stepOf({ screen, checking, check, progress }: Place): number {
  switch (screen) {
    case 'badfile':
    case 'ready':
      return 1;
    case 'checking':
      return checking === undefined ? 0 : 1;
    case 'waiting':
    case 'round':
    case 'paused':
    case 'reconnecting':
    case 'aborted':
      return 2;
    case 'done':
      return 3;
    case 'failed':
      return progress ? 2 : check ? 1 : 0;
    default:
      return 0;
  }
}

/** What a person who looks elsewhere should hear of. */
export function newsOf({ screen, progress, running, begun }: Place): News | undefined {
  if (screen === 'done') return 'ended';
  if (screen === 'failed' || (screen === 'aborted' && progress?.final)) return 'stopped';
  if (!running) return undefined;
  if (progress?.vouch || progress?.again) return 'asked';
  return begun ? 'begun' : undefined;
}
