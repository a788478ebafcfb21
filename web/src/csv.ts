/** The text of tables. */

const quoted = /[,"\r\n\\]/;

/** Writes rows with commas between. A row without cells is one, so that rows keep their numbers. */
export const csv = (rows: string[][]): string =>
  rows
    .map((row) => (row.length < 2 ? [...row, '', ''].slice(0, 2) : row))
    .map((cells) => cells.map((cell) => (quoted.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
    .join('\n') + '\n';
