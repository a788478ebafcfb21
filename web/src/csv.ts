/** The text of tables. */

const quoted = /[,"\r\n\\]/;

/**
 * Writes rows with commas between. A row without cells is one, so that rows keep their numbers; others have at least `width`
 * cells, the last ones empty.
 */
export const csv = (rows: string[][], width = 2): string =>
  rows
    .map((row) => {
      const text = row.map((cell) => (quoted.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
      const least = row.length === 0 ? 2 : Math.max(2, width);
      return text + ','.repeat(Math.max(0, least - Math.max(1, row.length)));
    })
    .join('\n') + '\n';
