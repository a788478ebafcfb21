import { hasPolicy } from '#files';
import { stopped } from './texts';

/** The required features that this browser lacks, as named to a person. */
function missingFeatures(): string[] {
  const { features } = stopped;
  const has: [boolean, string][] = [
    [typeof WebAssembly === 'object' && 'instantiateStreaming' in WebAssembly, features.wasm],
    [typeof BigInt === 'function', features.bigint],
    [typeof Worker === 'function', features.worker],
    [typeof indexedDB === 'object' && indexedDB !== null, features.storage],
    [!isSecureContext || 'locks' in navigator, features.locks],
  ];
  return has.filter(([there]) => !there).map(([, name]) => name);
}

/** Why a page cannot run in this browser, or must not because its policy was taken off; nothing if it can. */
export async function lacking(): Promise<{ missing: string[]; bare: boolean } | undefined> {
  const missing = missingFeatures();
  if (missing.length > 0 || !isSecureContext) return { missing, bare: false };
  return (await hasPolicy()) ? undefined : { missing, bare: true };
}
