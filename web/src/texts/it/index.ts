/** Ogni frase della pagina in italiano, un modulo per ogni parte del percorso come in `../en`. */
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
