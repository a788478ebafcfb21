/**
 * Every sentence of the page in English, one module for each part of the flow. Plain words: a data owner knows the data,
 * not the cryptography.
 */
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
