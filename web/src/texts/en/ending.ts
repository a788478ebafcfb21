/** The end of a training or of the page, and advice on problems. */
import type { PageCode, Problem, Upload } from '../../contract';
import type { Code, ProblemCode } from '../../generated/constants';
import { sentence } from './problems';
import { bytes, ending, owners, plural } from './words';

export const done = {
  title: 'Thank you',
  leftTitle: 'You left',
  lead: (reason: string) => ending(reason) ?? 'The training ended.',
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
    'The receipt holds fingerprints of your uploads, so you can prove later what you sent. It holds nothing of your rows.',
  close: 'You can close this tab.',
  another: 'Join another training',
};

export const stopped = {
  failedTitle: 'The page had to stop',
  failed:
    'Something went wrong inside the page. Everything computed from your rows is gone from its memory. Load the page again to go on.',
  details: 'Details',
  reload: 'Load again',
  unsupportedTitle: 'This browser cannot take part',
  unsupported: (missing: string[]) =>
    `It lacks: ${missing.join(', ')}. Use a current Firefox, Chrome, Edge or Safari. Nothing was sent.`,
  insecure: 'This page must be opened over https, or from this machine itself. Nothing was sent.',
  bareTitle: 'This page was altered on its way',
  bare: 'It came without the policy that keeps foreign code out. Tell the operator of this server. Nothing was read and nothing was sent.',
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
  if (problem.hint) return sentence(problem.hint);
  switch (problem.code as Code | ProblemCode | PageCode | undefined) {
    case 'unreachable':
    case 'unavailable':
      return 'Check your connection and try again.';
    case 'internal':
      return 'Load the page again. If it happens again, tell the model owner.';
    default:
      return '';
  }
}
