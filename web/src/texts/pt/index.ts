/** Cada frase da página em português, um módulo para cada parte do percurso como em `../en`. */
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
