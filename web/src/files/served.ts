/**
 * Where the page finds its own files when a server sends it. `single.ts` is the twin for the page in one file;
 * the build puts one of them behind `#files`.
 */

/** What kind of script a worker is. */
export const workerType: WorkerType = 'module';

/** The address of a worker's script: only one of this page's own origin may become a worker. */
export function scriptAddress(url: string): string {
  const script = new URL(url, location.href);
  if (script.origin !== location.origin) throw new TypeError('the worker must come from this page’s own address');
  return script.href;
}

/** A WebAssembly module. One that was altered on its way is refused by the browser before it is compiled. */
export const openModule = (url: string, integrity: string): Promise<Response> =>
  fetch(url, { integrity, credentials: 'omit' });

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
