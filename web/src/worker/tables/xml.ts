import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { broken } from './problem';

export interface Handlers {
  open(name: string, attributes: Record<string, string>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** The name without the prefix of its namespace. */
const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Reads XML piece by piece. Names of tags and attributes come without their prefixes. */
export function parse(bytes: Uint8Array | undefined, handlers: Handlers): void {
  if (!bytes) throw broken();
  const parser = new SaxesParser<{ xmlns: false }>();
  parser.on('error', () => {
    throw broken();
  });
  parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
    const plain: Record<string, string> = {};
    for (const [key, value] of Object.entries(attributes)) plain[local(key)] ??= value;
    handlers.open(local(name), plain);
  });
  parser.on('closetag', ({ name }) => handlers.close?.(local(name)));
  parser.on('text', (text) => handlers.text?.(text));
  const decoder = new TextDecoder();
  const step = 1 << 20;
  for (let at = 0; at < bytes.length; at += step)
    parser.write(decoder.decode(bytes.subarray(at, at + step), { stream: true }));
  parser.close();
}
