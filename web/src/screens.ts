import type { Reading } from './contract';

/** Everything the page can show; also the value of data-state on its main element. */
export const screens = [
  'starting',
  'unsupported',
  'link',
  'code',
  'refused',
  'checking',
  'invitation',
  'results',
  'badfile',
  'ready',
  'waiting',
  'round',
  'paused',
  'reconnecting',
  'aborted',
  'done',
  'failed',
] as const;
export type Screen = (typeof screens)[number];

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

/** A file of which everything is found out. */
export const asItIs: Reading = {
  sheet: '',
  encoding: '',
  decimal: '',
  header: 0,
  rename: {},
  factor: {},
  spelling: {},
  leaveOut: [],
};
