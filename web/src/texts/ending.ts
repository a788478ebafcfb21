/** The end of a training or of the page, and advice on problems. */
import type { Problem, Upload } from '../contract';
import { bytes } from '../format';
import { owners, plural, reasons } from './words';

export const done = {
  title: 'Thank you',
  leftTitle: 'You left',
  lead: (reason: string) => reasons[reason] ?? 'The training ended.',
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
    'The receipt holds fingerprints of what you sent, so you can prove later what you did. It holds nothing of your rows.',
  close: 'You can close this tab.',
  another: 'Join another training',
};

export const stopped = {
  failedTitle: 'The page had to stop',
  failed:
    'Something went wrong inside the page. What was computed from your rows is gone from its memory. Load the page again to go on.',
  details: 'What it said',
  reload: 'Load again',
  unsupportedTitle: 'This browser cannot take part',
  unsupported: (missing: string[]) =>
    `It lacks: ${missing.join(', ')}. Use a current Firefox, Chrome, Edge or Safari. Nothing was sent.`,
  insecure: 'This page must be opened over https, or from this machine itself. Nothing was sent.',
  bareTitle: 'This page was altered on its way',
  bare: 'It came without the policy that keeps foreign code out. Tell whoever runs this server. Nothing was read and nothing was sent.',
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
