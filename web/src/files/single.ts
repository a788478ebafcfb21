/**
 * Where the page finds its own files when it is one file: in a constant that the build puts in front of the
 * script, and that a worker gets in front of its own. The page's policy names the hash of that script, so an
 * altered file is refused by the browser as a whole.
 */

/** Scripts as text, the module as base64 of gzip, each under the address the build gave it. */
declare const blindfitFiles: Record<string, string>;

function file(url: string): string {
  const content = blindfitFiles[url];
  if (content === undefined) throw new TypeError('the page does not hold this file');
  return content;
}

/** What kind of script a worker is: Chromium takes no module worker from a page without an origin. */
export const workerType: WorkerType = 'classic';

/** The address of a worker's script: made of this page's own text, never of what somebody passes in. */
export function scriptAddress(url: string): string {
  const code = file(url);
  // A worker gets the files that its code names.
  const files = Object.fromEntries(Object.entries(blindfitFiles).filter(([name]) => code.includes(name)));
  const parts = [`const blindfitFiles = ${JSON.stringify(files)};\n`, code];
  return URL.createObjectURL(new Blob(parts, { type: 'text/javascript' }));
}

/** The content of a chosen file, read here: in a worker of a page from disk WebKit cannot read it. */
export const carry = (chosen: File): Promise<ArrayBuffer> => chosen.arrayBuffer();

/** The WebAssembly module. WebKit cannot read a Blob here, so it goes through a Response. */
export async function openModule(url: string): Promise<Response> {
  const packed = Uint8Array.from(atob(file(url)), (c) => c.charCodeAt(0));
  const plain = new Response(packed).body!.pipeThrough(new DecompressionStream('gzip'));
  return new Response(plain, { headers: { 'Content-Type': 'application/wasm' } });
}

/** Reports whether this page has its policy: it is in the file itself. */
export const hasPolicy = async (): Promise<boolean> =>
  document
    .querySelector('meta[http-equiv="Content-Security-Policy" i]')
    ?.getAttribute('content')
    ?.includes("default-src 'none'") ?? false;
