/** Everything the page can show; also the value of data-state on its main element. */
export const screens = [
  'starting',
  'unsupported',
  'link',
  'code',
  'refused',
  'checking',
  'closed',
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
