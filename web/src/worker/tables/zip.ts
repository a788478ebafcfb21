import { unzipSync, type Unzipped } from 'fflate';
import { broken, Unread } from './problem';

/** The most bytes that the parts of a workbook may have in all. */
const mostBytes = 512 << 20;

/** Unpacks the parts of a workbook that are read. It refuses one that would fill the memory. */
export function unpack(bytes: Uint8Array, wanted: (name: string) => boolean): { parts: Unzipped; names: Set<string> } {
  const names = new Set<string>();
  let total = 0;
  try {
    const parts = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        names.add(name);
        total += originalSize;
        if (total > mostBytes)
          throw new Unread('the file unpacks to more than 512 MB', 'Save the table as CSV in UTF-8.');
        return wanted(name);
      },
    });
    return { parts, names };
  } catch (error) {
    throw error instanceof Unread ? error : broken();
  }
}
