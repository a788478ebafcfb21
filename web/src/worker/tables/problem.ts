import type { Problem } from '../../contract';

/** Why a file is not read, with the way out. */
export class Unread extends Error {
  readonly problem: Problem;
  constructor(message: string, hint: string) {
    super(message);
    this.problem = { code: 'rows', message, hint };
  }
}

export const broken = (): Unread =>
  new Unread('the workbook is broken', 'Open it in a spreadsheet program and save it again.');
export const locked = (): Unread =>
  new Unread('the workbook has a password', 'Take the password off in your spreadsheet program and save it again.');
