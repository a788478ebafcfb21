/**
 * One tab per training: two tabs would sign two messages for one place of a round. The browser drops a lock
 * with its tab, so a crashed tab never blocks the next.
 */
let held: { training: string; release: () => void } | undefined;

/** Takes the lock of a training and gives back the one held before; false when another tab has it. */
export function hold(training: string): Promise<boolean> {
  if (held?.training === training) return Promise.resolve(true);
  return new Promise<boolean>((resolve, reject) => {
    const taken = navigator.locks.request(`blindfit-training-${training}`, { ifAvailable: true }, (lock) => {
      if (!lock) {
        resolve(false);
        return undefined;
      }
      held?.release();
      const until = new Promise<void>((release) => (held = { training, release }));
      resolve(true);
      return until;
    });
    taken.catch(reject);
  });
}

/** Runs `job` while no other tab does: opening a training makes its identity, which must exist only once. */
export const alone = <T>(job: () => Promise<T>): Promise<T> => navigator.locks.request('blindfit-open', job);
