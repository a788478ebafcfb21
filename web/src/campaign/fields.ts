/** The form of a training with trustees: one field for each column, and what is wrong with an answer. */
import type { Column, Invitation } from '../contract';
import { csv } from '../csv';

export type FieldProblem = 'empty' | 'number' | 'whole' | 'below' | 'above' | 'step' | 'level';

/** The columns that a person answers, in the order of the training. */
export const fieldsOf = (i: Invitation): Column[] => [...i.features, ...(i.target ? [i.target] : [])];

/** Whether an answer may be empty: a row that is left out is no contribution. */
export const mayBeEmpty = (i: Invitation, c: Column): boolean =>
  !['reject', 'drop_row'].includes(i.missing) && c.name !== i.target?.name;

const numeric = /^[+-]?(\d+\.?\d*|\.\d+)$/;

/** Reads a number as people write it, with a point or a comma; NaN if it is none. */
export function numberOf(text: string): number {
  const plain = text.trim().replace(',', '.').replace(/^−/, '-');
  return numeric.test(plain) ? Number(plain) : NaN;
}

/** What is wrong with an answer, or nothing. */
export function problemOf(c: Column, text: string, optional: boolean): FieldProblem | undefined {
  if (text.trim() === '') return optional ? undefined : 'empty';
  if (c.levels) return c.levels.includes(text) ? undefined : 'level';
  const x = numberOf(text);
  if (Number.isNaN(x)) return 'number';
  if (c.type === 'discrete' && !Number.isInteger(x)) return 'whole';
  if (c.min != null && x < c.min) return 'below';
  if (c.max != null && x > c.max) return 'above';
  if (c.step != null && !isMultiple(x, c.step)) return 'step';
  return undefined;
}

/** Decimal steps are not exact in binary. */
const isMultiple = (x: number, step: number): boolean => Math.abs(x / step - Math.round(x / step)) < 1e-6;

/** The step of a slider, if there are few enough places for one. */
export function sliderStep(c: Column): number | undefined {
  if (c.levels || c.min == null || c.max == null) return undefined;
  const step = c.type === 'discrete' ? 1 : c.step;
  if (step == null) return undefined;
  const places = (c.max - c.min) / step;
  return places >= 2 && places <= 200 ? step : undefined;
}

/** The answers as a table of one row. */
export function fileOf(columns: Column[], answers: Record<string, string>): File {
  const cell = (c: Column): string => {
    const text = (answers[c.name] ?? '').trim();
    return c.levels || text === '' ? text : String(numberOf(text));
  };
  return new File([csv([columns.map((c) => c.name), columns.map(cell)])], 'form.csv', { type: 'text/csv' });
}
