/** Każde zdanie strony po polsku, jeden moduł na każdą część przebiegu, jak w `../en`. */
export * from './asking';
export * from './campaign';
export * from './ending';
export * from './file';
export * from './giving';
export * from './joining';
export { sentence, told } from './problems';
export * from './running';
export * from './standing';
export { bytes, day, owners, rows } from './words';
