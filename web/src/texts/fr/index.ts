/** Toutes les phrases de la page en français, un module par partie du parcours, comme dans `../en`. */
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
