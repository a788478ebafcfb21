import type { Reading } from './contract';

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
