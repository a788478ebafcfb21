import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

test('makes the policy once, since a second one of its name is refused', async () => {
  const createPolicy = vi.fn((_: string, rules: { createScriptURL(url: string): string }) => rules);
  vi.stubGlobal('trustedTypes', { createPolicy });
  const { trustedAddress } = await import('./trusted');
  expect(trustedAddress('/assets/worker.js')).toBe(new URL('/assets/worker.js', location.href).href);
  trustedAddress('/assets/helper.js');
  expect(createPolicy).toHaveBeenCalledTimes(1);
});

test('refuses scripts of other origins, with trusted types and without', async () => {
  const { trustedAddress } = await import('./trusted');
  expect(() => trustedAddress('https://evil.example/worker.js')).toThrow(TypeError);
});
