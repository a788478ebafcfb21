/** What both kinds of workbooks share: sheets, and the text that is made of one. */
import { csv } from '../../csv';
import { Unread } from './problem';

export interface Sheet {
  name: string;
  hidden: boolean;
  /** Reads the rows of the sheet; each may be shorter than others. */
  read(): Rows;
}

export interface Rows {
  rows: string[][];
  /** Formulas without a value. */
  formulas: number;
}

/** A table as text, with the sheets of its workbook. */
export interface Table {
  text: string;
  sheets: string[];
  sheet: string;
}

/** Whether rows are more than a title: at least two have two cells. */
const isTable = (rows: string[][]): boolean => {
  let wide = 0;
  for (const row of rows) if (row.filter((cell) => cell.trim() !== '').length >= 2 && ++wide === 2) return true;
  return false;
};

/** How many cells are filled up at the most: a sheet may have a row that is very wide, and very many rows. */
const mostFilled = 50_000_000;

/** The cells of the widest of the first rows: workbooks do not keep the empty cells at the end of a row. */
function widthOf(rows: string[][]): number {
  const width = Math.max(...rows.slice(0, 50).map((row) => row.length));
  return width * rows.length > mostFilled ? 2 : width;
}

/** Reads the sheet of a name, or the first that is shown and holds a table. */
export function tableOf(sheets: Sheet[], named: string): Table {
  const names = sheets.filter((s) => !s.hidden).map((s) => s.name);
  for (const sheet of sheets) {
    if (named === '' ? sheet.hidden : sheet.name !== named) continue;
    const { rows, formulas } = sheet.read();
    if (!isTable(rows)) continue;
    if (formulas > 0)
      throw new Unread(
        'sheet %s has %d formulas without a value',
        'Open it in a spreadsheet program and save it again, so that it holds the values.',
        sheet.name,
        formulas,
      );
    return { text: csv(rows, widthOf(rows)), sheets: names, sheet: sheet.name };
  }
  throw new Unread(
    named === '' ? 'no sheet holds a table' : 'sheet %s holds no table',
    'Put the names of the columns in one row and the values below it.',
    named,
  );
}
