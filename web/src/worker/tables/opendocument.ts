/** OpenDocument spreadsheets (.ods), with the values of cells and not how they are shown. */
import { locked } from './problem';
import { tableOf, type Rows, type Sheet, type Table } from './sheet';
import { parse } from './xml';
import { unpack } from './zip';

const mostColumns = 1 << 14;
const mostRows = 1 << 20;

const times = (text: string | undefined, most: number): number =>
  Math.min(most, Math.max(1, Math.trunc(Number(text ?? 1)) || 1));

export function openDocument(bytes: Uint8Array, named: string): Table {
  const { parts } = unpack(bytes, (name) => name === 'content.xml' || name === 'META-INF/manifest.xml');
  if (new TextDecoder().decode(parts['META-INF/manifest.xml']).includes('encryption-data')) throw locked();
  return tableOf(sheetsOf(parts['content.xml']), named);
}

function sheetsOf(content: Uint8Array | undefined): Sheet[] {
  const sheets: (Sheet & Rows)[] = [];
  let row: string[] = [];
  let [rowTimes, cellTimes, value, text] = [1, 1, undefined as string | undefined, ''];
  let [paragraphs, asides] = [0, 0];
  parse(content, {
    open(tag, a) {
      const sheet = sheets.at(-1);
      switch (tag) {
        case 'table': {
          const rows: Rows = { rows: [], formulas: 0 };
          sheets.push({
            name: a.name ?? '',
            hidden: false,
            ...rows,
            read: () => sheets.find((s) => s.name === a.name)!,
          });
          break;
        }
        case 'table-row':
          [row, rowTimes] = [[], times(a['number-rows-repeated'], mostRows)];
          break;
        case 'table-cell':
        case 'covered-table-cell':
          [cellTimes, value, text] = [times(a['number-columns-repeated'], mostColumns), undefined, ''];
          switch (a['value-type']) {
            case 'float':
            case 'percentage':
            case 'currency':
              value = a.value ?? '';
              break;
            case 'date':
              value = (a['date-value'] ?? '').replace('T', ' ');
              break;
            case 'time':
              value = a['time-value'] ?? '';
              break;
            case 'boolean':
              value = (a['boolean-value'] ?? '').toUpperCase();
              break;
            case undefined:
              if (a.formula !== undefined && sheet) sheet.formulas++;
          }
          break;
        case 'annotation':
          asides++;
          break;
        case 'p':
          if (paragraphs++ === 0 && text !== '') text += '\n';
          break;
        case 's':
          text += ' '.repeat(times(a.c, 1000));
      }
    },
    close(tag) {
      const rows = sheets.at(-1)?.rows;
      switch (tag) {
        case 'table-row':
          while (row.length > 0 && row.at(-1) === '') row.pop();
          if (rows && (row.length > 0 || rowTimes < 1000))
            for (let n = 0; n < rowTimes && rows.length < mostRows; n++) rows.push(row);
          break;
        case 'table':
          while (rows && rows.length > 0 && rows.at(-1)!.length === 0) rows.pop();
          break;
        case 'table-cell':
        case 'covered-table-cell':
          for (let n = 0; n < cellTimes && row.length < mostColumns; n++) row.push(value ?? text);
          break;
        case 'annotation':
          asides--;
          break;
        case 'p':
          paragraphs--;
      }
    },
    text(piece) {
      if (paragraphs > 0 && asides === 0) text += piece;
    },
  });
  return sheets;
}
