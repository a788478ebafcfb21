import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { starts } from '../../generated/constants';
import { guess, recode } from './encodings';
import { open } from './open';
import { Unread } from './problem';
import { layoutOf, written } from './workbook';

const any = { sheet: '', encoding: '' };
const textOf = async (bytes: Uint8Array, wanted = any) => {
  const opened = await open(bytes, wanted);
  return { text: new TextDecoder().decode(opened.bytes), form: opened.form };
};
const reason = async (bytes: Uint8Array, wanted = any) => {
  const error: unknown = await open(bytes, wanted).catch((e: unknown) => e);
  return error instanceof Unread ? `${error.problem.message}. ${error.problem.hint ?? ''}` : String(error);
};

/** A workbook with sheets of the given XML. */
function book(...sheets: [name: string, rows: string, state?: string][]): Uint8Array {
  const files: Record<string, Uint8Array> = {
    'xl/workbook.xml': strToU8(
      `<workbook xmlns:r="r"><sheets>${sheets.map(([name, , state], i) => `<sheet name="${name}" sheetId="${String(i + 1)}" ${state ? `state="${state}"` : ''} r:id="r${String(i)}"/>`).join('')}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `<Relationships>${sheets.map((_, i) => `<Relationship Id="r${String(i)}" Target="worksheets/sheet${String(i)}.xml"/>`).join('')}</Relationships>`,
    ),
    'xl/sharedStrings.xml': strToU8(
      '<sst><si><t>age</t></si><si><r><t>sha</t></r><r><t>re</t></r><rPh><t>no</t></rPh></si><si><t>a, "b"</t></si></sst>',
    ),
    'xl/styles.xml': strToU8(
      '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd\\.mm\\.yy hh:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="10"/></cellXfs></styleSheet>',
    ),
  };
  sheets.forEach(([, rows], i) => {
    files[`xl/worksheets/sheet${String(i)}.xml`] = strToU8(`<worksheet><sheetData>${rows}</sheetData></worksheet>`);
  });
  return zipSync(files);
}
const rows =
  '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>seen</t></is></c><c r="D1"/><c r="E1" t="str"><v>ok</v></c></row>' +
  '<row r="3"><c r="A3"><v>41</v></c><c r="B3" s="3"><v>0.125</v></c><c r="C3" s="1"><v>45356</v></c><c r="E3" t="b"><v>1</v></c></row>' +
  '<row r="4"><c r="A4"><v>42</v></c><c r="B4"><f>A4*2</f><v>84</v></c><c r="C4" s="2"><v>45356.5</v></c><c r="D4" t="e"><v>#DIV/0!</v></c><c r="E4" t="s"><v>2</v></c></row>';

describe('a workbook', () => {
  test('gives values, not how they are shown', async () => {
    expect((await textOf(book(['Data', rows]))).text).toBe(
      'age,share,seen,,ok\n,\n41,0.125,2024-03-05,,TRUE\n42,84,2024-03-05 12:00:00,#DIV/0!,"a, ""b"""\n',
    );
  });
  test('has the empty cells at the end of a row', async () => {
    const short =
      '<row r="1"><c r="A1" t="str"><v>Report</v></c></row>' +
      rows.replaceAll(
        /r="([A-E]?)(\d)"/g,
        (_, column: string, row: string) => `r="${column}${String(Number(row) + 1)}"`,
      ) +
      '<row r="6"><c r="A6"><v>43</v></c></row>';
    const { text } = await textOf(book(['Data', short]));
    expect(text.split('\n').filter((line) => /^(43|Report)/.test(line))).toEqual(['Report,,,,', '43,,,,']);
  });
  test('reads the first sheet with a table, or another', async () => {
    const two = '<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c><v>4</v></c></row>';
    const bytes = book(
      ['Title', '<row><c><v>1</v></c></row>'],
      ['Hidden', two, 'hidden'],
      ['Data', rows],
      ['Two', two],
    );
    expect((await textOf(bytes)).form).toEqual({ sheets: ['Title', 'Data', 'Two'], sheet: 'Data', encoding: '' });
    expect((await textOf(bytes, { ...any, sheet: 'Two' })).text).toBe('1,2\n3,4\n');
  });
  test('is named for what stands in the way', async () => {
    const formulas = rows.replace('<v>84</v>', '');
    expect(await reason(book(['Data', formulas]))).toContain('sheet Data has 1 formulas without a value');
    expect(await reason(book(['Data', '<row><c><v>1</v></c></row>']))).toContain('no sheet holds a table');
    expect(await reason(book(['Data', '<row><c r="A1"']))).toContain('the workbook is broken');
    expect(await reason(book(['Data', rows]).subarray(0, 600))).toMatch(/broken|archive/);
    expect(await reason(zipSync({ 'a.txt': strToU8('a') }))).toContain('an archive or a document');
    expect(await reason(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]))).toContain('an old Excel workbook');
    const password = [...'EncryptedPackage'].flatMap((c) => [c.charCodeAt(0), 0]);
    expect(await reason(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, ...password]))).toContain('has a password');
    const bomb = zipSync({ 'xl/workbook.xml': new Uint8Array(1 << 20) });
    const view = new DataView(bomb.buffer, bomb.byteOffset);
    for (let i = 0; i + 4 < bomb.length; i++)
      if (view.getUint32(i, true) === 0x02014b50) view.setUint32(i + 24, 0x7fffffff, true);
    expect(await reason(bomb)).toContain('unpacks to more than 512 MB');
  });
  test('tells days and times from numbers by their format', () => {
    expect([14, 22, 45, 0, 2, 10].map((id) => layoutOf(id, undefined))).toEqual([
      'day',
      'both',
      'time',
      undefined,
      undefined,
      undefined,
    ]);
    expect(
      ['yyyy-mm-dd', '[h]:mm:ss', '0.00 "days"', 'General', '[$-409]d-mmm-yy', '#,##0'].map((code) =>
        layoutOf(170, code),
      ),
    ).toEqual(['day', 'time', undefined, undefined, 'day', undefined]);
    expect(written(0.25, 'time')).toBe('06:00:00');
  });
});

test('an OpenDocument spreadsheet', async () => {
  const table =
    '<table:table table:name="Data"><table:table-row><table:table-cell office:value-type="string"><text:p>age</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>seen</text:p></table:table-cell></table:table-row>' +
    '<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="41.5"><text:p>41,50</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2024-03-05"><office:annotation><text:p>remark</text:p></office:annotation><text:p>5.3.24</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row>' +
    '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>';
  const document = (manifest: string, content: string) =>
    zipSync({
      mimetype: [strToU8('application/vnd.oasis.opendocument.spreadsheet'), { level: 0 }],
      'META-INF/manifest.xml': strToU8(manifest),
      'content.xml': strToU8(`<office:document-content>${content}</office:document-content>`),
    });
  expect((await textOf(document('', table))).text).toBe('age,seen\n41.5,2024-03-05\n41.5,2024-03-05\n');
  expect(await reason(document('<encryption-data/>', table))).toContain('has a password');
  expect(
    await reason(document('', table.replace('office:value-type="float" office:value="41.5"', 'table:formula="=1"'))),
  ).toContain('formulas without a value');
});

test('files of other programs are left as they are, for the program to name', async () => {
  for (const start of starts.filter((s) => !s.startsWith('PK') && !s.startsWith('\u00d0'))) {
    const bytes = new Uint8Array([...`${start}\u0000\u0002\u00e4\u0000`].map((c) => c.charCodeAt(0)));
    expect((await open(bytes, any)).bytes).toBe(bytes);
  }
  expect(await reason(zipSync({ 'xl/workbook.bin': strToU8('a') }))).toContain('a binary Excel workbook (.xlsb)');
});

describe('text', () => {
  test('in UTF-8 is left as it is', async () => {
    for (const text of ['a,b\n1,2\n', 'größe;b\n1;2\n']) {
      const bytes = strToU8(text);
      expect((await open(bytes, any)).bytes).toBe(bytes);
    }
  });
  test('in other encodings is told by evidence', async () => {
    const western = new Uint8Array([...'Gr\u00f6\u00dfe;M\u00fcnchen;f\u00fcr\n'].map((c) => c.charCodeAt(0)));
    expect(await textOf(western)).toEqual({
      text: 'Größe;München;für\n',
      form: { sheets: [], sheet: '', encoding: 'windows-1252' },
    });
    const signs = [...'m\u00e4nnlich;\u00a7 5;12 \u00b0C;(\u00b5g)\n'].map((c) => c.charCodeAt(0));
    expect(guess(new Uint8Array(signs))).toBe('windows-1252');
    const cyrillic = new Uint8Array([
      0xd0, 0xee, 0xf1, 0xf1, 0xe8, 0xff, 0x3b, 0xcc, 0xee, 0xf1, 0xea, 0xe2, 0xe0, 0x0a,
    ]);
    expect(guess(cyrillic)).toBe('windows-1251');
    expect(guess(new Uint8Array([0x61, 0, 0xf6, 0, 0x0a, 0]))).toBe('utf-16le');
    expect(new TextDecoder().decode(recode(cyrillic, 'windows-1251'))).toBe('Россия;Москва\n');
    expect((await textOf(western, { ...any, encoding: 'windows-1250' })).form.encoding).toBe('windows-1250');
  });
});
