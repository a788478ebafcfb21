/**
 * Where the page finds its own files when a server sends it. `single.ts` is the twin for the page in one file;
 * the build puts one of them behind `#files`.
 */

import { hexOf } from '../hex';

/** What kind of script a worker is. */
export const workerType: WorkerType = 'module';

/** The address of a worker's script: only one of this page's own origin may become a worker. */
export function scriptAddress(url: string): string {
  const script = new URL(url, location.href);
  if (script.origin !== location.origin) throw new TypeError('the worker must come from this page’s own address');
  return script.href;
}

/**
 * A WebAssembly module of this size and SHA-256 in hex, with word of the share of it that is here. One that was altered on its way
 * is refused before it is compiled, by its hash: the browser's own check would show no byte before the last.
 */
export async function openModule(
  url: string,
  bytes: number,
  sha256: string,
  told: (share: number) => void,
): Promise<Response> {
  const { body } = await fetch(url, { credentials: 'omit' });
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const reader = body!.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    whole.set(value, at); // fails for more bytes than the module has
    told((at += value.length) / whole.length);
  }
  if (hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', whole))) !== sha256)
    throw new TypeError('the module is not the one of this page');
  return new Response(whole, { headers: { 'Content-Type': 'application/wasm' } });
}

/**
 * Reports whether this page came with a policy that keeps foreign code and addresses out. Somebody on the way who takes
 * it off could add anything; a server that cannot be asked now is no reason to think so.
 */
export async function hasPolicy(): Promise<boolean> {
  try {
    const { ok, headers } = await fetch(location.pathname, { credentials: 'omit' });
    return !ok || /default-src 'none'/.test(headers.get('Content-Security-Policy') ?? '');
  } catch {
    return true;
  }
}

/** A chosen file as it goes to the worker, which reads it: its content never is in the page. */
export const carry = (chosen: File): Promise<File> => Promise.resolve(chosen);
