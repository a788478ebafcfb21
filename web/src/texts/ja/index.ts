/** ページのすべての文を日本語で。`../en` と同じく、流れの各部分に一つのモジュール。 */
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
