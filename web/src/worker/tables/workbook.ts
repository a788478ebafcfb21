/**
 * Workbooks of Excel (.xlsx). Cells have their values, not how they are shown: 0.12 for 12 %, days as 2024-01-31. Ready
 * libraries start workers from blobs for large files, which the page's policy forbids; so this reads the XML itself.
 */
import { broken } from './problem';
import { tableOf, type Rows, type Sheet, type Table } from './sheet';
import { parse } from './xml';
import { unpack } from './zip';

/** How a number format writes days and times, or nothing for numbers. */
type Layout = 'day' | 'time' | 'both' | undefined;

export function layoutOf(id: number, code: string | undefined): Layout {
  if (code === undefined) {
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return 'day';
    if (id === 22) return 'both';
    return (id >= 18 && id <= 21) || (id >= 45 && id <= 47) ? 'time' : undefined;
  }
  const plain = code
    .toLowerCase()
    .replace(/"[^"]*"|\[[^\]]*\]|\\./g, '')
    .replaceAll('general', '');
  const [days, times] = [/[yd]/.test(plain), /[hs]/.test(plain)];
  if (days) return times ? 'both' : 'day';
  return times ? 'time' : undefined;
}

/** Writes a day or time from the number of days since the end of 1899. */
export function written(days: number, layout: Exclude<Layout, undefined>): string {
  const at = new Date(Math.round((days - 25_569) * 86_400) * 1000);
  if (Number.isNaN(at.getTime())) return String(days);
  const iso = at.toISOString();
  const [day, time] = [iso.slice(0, 10), iso.slice(11, 19)];
  return layout === 'day' ? day : layout === 'time' ? time : `${day} ${time}`;
}

/** The number of a column from the letters of a cell such as AB12, from 0. */
const columnOf = (ref: string): number => {
  let n = 0;
  for (const c of ref) {
    const digit = c.charCodeAt(0) - 64;
    if (digit < 1 || digit > 26) break;
    n = 26 * n + digit;
  }
  return n - 1;
};

export function workbook(bytes: Uint8Array, named: string): Table {
  const { parts } = unpack(bytes, (name) =>
    /^xl\/.*(workbook|sharedStrings|styles|sheet[^/]*)\.xml(\.rels)?$/.test(name),
  );
  const sheets: { name: string; id: string; hidden: boolean }[] = [];
  let shift = 0;
  parse(parts['xl/workbook.xml'], {
    open(tag, a) {
      if (tag === 'workbookPr' && ['1', 'true'].includes(a.date1904 ?? '')) shift = 1462;
      if (tag === 'sheet')
        sheets.push({ name: a.name ?? '', id: a.id ?? '', hidden: (a.state ?? 'visible') !== 'visible' });
    },
  });
  const targets = new Map<string, string>();
  parse(parts['xl/_rels/workbook.xml.rels'], {
    open(tag, a) {
      if (tag === 'Relationship') targets.set(a.Id ?? '', (a.Target ?? '').replace(/^\/?(xl\/)?/, 'xl/'));
    },
  });
  const [strings, layouts] = [stringsOf(parts['xl/sharedStrings.xml']), layoutsOf(parts['xl/styles.xml'])];
  return tableOf(
    sheets.map(({ name, id, hidden }): Sheet => ({
      name,
      hidden,
      read: () => rowsOf(parts[targets.get(id) ?? ''], strings, layouts, shift),
    })),
    named,
  );
}

function stringsOf(bytes: Uint8Array | undefined): string[] {
  const strings: string[] = [];
  if (!bytes) return strings;
  let inside = false;
  let reading = 0; // depth in how a word is spoken
  parse(bytes, {
    open(tag) {
      if (tag === 'si') strings.push('');
      if (tag === 'rPh') reading++;
      inside = tag === 't' && reading === 0;
    },
    close(tag) {
      if (tag === 'rPh') reading--;
      inside = false;
    },
    text(text) {
      if (inside) strings[strings.length - 1] += text;
    },
  });
  return strings;
}

function layoutsOf(bytes: Uint8Array | undefined): Layout[] {
  const [codes, layouts] = [new Map<number, string>(), [] as Layout[]];
  if (!bytes) return layouts;
  let cells = false;
  parse(bytes, {
    open(tag, a) {
      if (tag === 'numFmt') codes.set(Number(a.numFmtId), a.formatCode ?? '');
      if (tag === 'cellXfs') cells = true;
      if (tag === 'xf' && cells) layouts.push(layoutOf(Number(a.numFmtId ?? 0), codes.get(Number(a.numFmtId ?? 0))));
    },
    close(tag) {
      if (tag === 'cellXfs') cells = false;
    },
  });
  return layouts;
}

const mostColumns = 1 << 14;
const mostRows = 1 << 20;

function rowsOf(bytes: Uint8Array | undefined, strings: string[], layouts: Layout[], shift: number): Rows {
  const rows: string[][] = [];
  let formulas = 0;
  let row: string[] = [];
  let [at, type, style, value, formula, inside] = [0, 'n', 0, '', false, false];
  let seen = false;
  parse(bytes, {
    open(tag, a) {
      if (tag === 'row') {
        const number = Number(a.r ?? rows.length + 1);
        if (!(number > rows.length && number <= mostRows)) throw broken();
        while (rows.length < number - 1) rows.push([]);
        rows.push((row = []));
      } else if (tag === 'c') {
        at = a.r === undefined ? row.length : columnOf(a.r);
        if (!(at >= row.length && at < mostColumns)) throw broken();
        [type, style, value, formula, seen] = [a.t ?? 'n', Number(a.s ?? 0), '', false, false];
      } else if (tag === 'f') formula = true;
      else if (tag === 'v' || tag === 't') inside = seen = true;
    },
    close(tag) {
      if (tag === 'v' || tag === 't') inside = false;
      if (tag !== 'c') return;
      if (formula && !seen) formulas++;
      const text = textOf(type, value, layouts[style], strings, shift);
      if (text === '') return;
      while (row.length < at) row.push('');
      row.push(text);
    },
    text(text) {
      if (inside) value += text;
    },
  });
  return { rows, formulas };
}

function textOf(type: string, value: string, layout: Layout, strings: string[], shift: number): string {
  switch (type) {
    case 's':
      return strings[Number(value)] ?? '';
    case 'b':
      return value === '1' ? 'TRUE' : 'FALSE';
    case 'n': {
      const number = Number(value);
      if (value === '' || Number.isNaN(number)) return value;
      return layout ? written(number + shift, layout) : String(number);
    }
  }
  return value;
}
