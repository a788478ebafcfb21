/**
 * Reports whether the browser's random numbers are there and change. Every secret of a training comes from them, so
 * the page does not start on ones that are missing, constant or repeated; 32 honest bytes are so by chance once in 2^248.
 */
export function randomWorks(): boolean {
  try {
    const [first, second] = [0, 0].map(() => Array.from(crypto.getRandomValues(new Uint8Array(32))));
    const constant = first!.every((byte) => byte === first![0]) || second!.every((byte) => byte === second![0]);
    return !constant && first!.some((byte, i) => byte !== second![i]);
  } catch {
    return false;
  }
}
