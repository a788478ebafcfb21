/** The browser's promise to keep what the page stores: without it a browser may delete it when space runs out. */

/** Asks the browser to keep it. Some browsers ask the person, so this follows a click. */
export async function keep(): Promise<void> {
  try {
    await navigator.storage.persist();
  } catch {
    // This browser promises nothing.
  }
}

/** Reports whether the browser promised to keep it. */
export async function isKept(): Promise<boolean> {
  try {
    return await navigator.storage.persisted();
  } catch {
    return false;
  }
}

/** How much memory a tab may use, in bytes: half of what the browser says the machine has, or what every tab may. */
export const room = (): number =>
  Math.min(((navigator as { deviceMemory?: number }).deviceMemory ?? 4) * 1e9 * 0.5, 3e9);
