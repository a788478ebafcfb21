import type { Problem } from '../../contract';

/** What is said of files that cannot be read; %d stands for a whole number, %s for a name. */
export type TableMessage =
  | 'the file is an archive or a document, and no workbook'
  | 'Unpack it, or save the table as .xlsx or CSV.'
  | 'the file is an old Excel workbook (.xls)'
  | 'the file is a binary Excel workbook (.xlsb)'
  | 'Save it as .xlsx and choose it again.'
  | 'the workbook is broken'
  | 'Open it in a spreadsheet program and save it again.'
  | 'the workbook has a password'
  | 'Take the password off in your spreadsheet program and save it again.'
  | 'the file unpacks to more than 512 MB'
  | 'Save the table as CSV in UTF-8.'
  | 'sheet %s has %d formulas without a value'
  | 'Open it in a spreadsheet program and save it again, so that it holds the values.'
  | 'no sheet holds a table'
  | 'sheet %s holds no table'
  | 'Put the names of the columns in one row and the values below it.';

/** Why a file is not read, with the way out. */
export class Unread extends Error {
  readonly problem: Problem;
  constructor(message: TableMessage, hint: TableMessage, ...values: (string | number)[]) {
    let at = 0;
    const text = message.replace(/%[ds]/g, () => String(values[at++]));
    super(text);
    this.problem = { code: 'rows', message: text, hint };
  }
}

export const broken = (): Unread =>
  new Unread('the workbook is broken', 'Open it in a spreadsheet program and save it again.');
export const locked = (): Unread =>
  new Unread('the workbook has a password', 'Take the password off in your spreadsheet program and save it again.');
