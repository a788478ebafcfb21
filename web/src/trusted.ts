import { scriptAddress } from '#files';

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

let policy: ReturnType<Policies['createPolicy']> | undefined;

/** The address of a worker's script in the form that the page's policy asks for, where the browser knows trusted types. */
export function trustedAddress(url: string): string {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  policy ??= policies?.createPolicy('worker-url', { createScriptURL: scriptAddress });
  return (policy ? policy.createScriptURL(url) : scriptAddress(url)) as string;
}
