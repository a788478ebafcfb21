/** What the program says of problems: it speaks English. */
import type { Problem } from '../../contract';
import { sentence } from '../plain';
import type { Told } from '../say';

export { sentence };
export const told = (problem: Problem): Told => ({ text: sentence(problem.message) });
