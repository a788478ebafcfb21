/**
 * Every sentence of the page, ready for translation, one module for each part of the flow. Plain words: a data owner knows
 * the data, not the cryptography.
 */
export * from './ending';
export * from './file';
export * from './joining';
export * from './running';
export { owners, rows, sentence } from './words';
