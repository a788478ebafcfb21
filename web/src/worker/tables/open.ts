/** Turns the file of a person into the text of a table. What a CSV file in UTF-8 does not need is loaded only when it is. */
import { starts as formats } from '../../generated/constants';
import { locked, Unread } from './problem';

/** What was found out about a file beyond its text. */
export interface Form {
  sheets: string[];
  sheet: string;
  encoding: string;
}

const starts = (bytes: Uint8Array, ...start: number[]): boolean => start.every((c, i) => bytes[i] === c);

/** Whether an archive holds a part of that name, by the bytes of its directory at the end or its first entries. */
const mentions = (bytes: Uint8Array, name: string): boolean => {
  const latin1 = new TextDecoder('latin1');
  return (
    latin1.decode(bytes.subarray(0, 1 << 12)).includes(name) ||
    latin1.decode(bytes.subarray(Math.max(0, bytes.length - (1 << 20)))).includes(name)
  );
};

export async function open(
  bytes: Uint8Array,
  wanted: { sheet: string; encoding: string },
): Promise<{ bytes: Uint8Array; form: Form }> {
  const plain: Form = { sheets: [], sheet: '', encoding: '' };
  if (starts(bytes, 0x50, 0x4b, 3, 4)) {
    const { workbook, openDocument } = await import('./workbooks');
    const read = mentions(bytes, 'opendocument.spreadsheet') ? openDocument : workbook;
    if (mentions(bytes, 'xl/workbook.bin'))
      throw new Unread('the file is a binary Excel workbook (.xlsb)', 'Save it as .xlsx and choose it again.');
    if (read === workbook && !mentions(bytes, 'xl/workbook.xml'))
      throw new Unread(
        'the file is an archive or a document, and no workbook',
        'Unpack it, or save the table as .xlsx or CSV.',
      );
    const { text, sheets, sheet } = read(bytes, wanted.sheet);
    return { bytes: new TextEncoder().encode(text), form: { ...plain, sheets, sheet } };
  }
  if (starts(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    if (mentions(bytes, [...'EncryptedPackage'].join('\0'))) throw locked();
    throw new Unread('the file is an old Excel workbook (.xls)', 'Save it as .xlsx and choose it again.');
  }
  // The program names the format of a file that is no text, if its bytes are left as they are.
  if (formats.some((start) => starts(bytes, ...[...start].map((c) => c.charCodeAt(0))))) return { bytes, form: plain };
  const ascii = bytes.every((c) => c < 0x80 && c > 0);
  if (ascii && wanted.encoding === '') return { bytes, form: plain };
  const { guess, recode } = await import('./encodings');
  const encoding = wanted.encoding || guess(bytes);
  if (encoding === 'utf-8') return { bytes, form: { ...plain, encoding: wanted.encoding } };
  return { bytes: recode(bytes, encoding), form: { ...plain, encoding } };
}
