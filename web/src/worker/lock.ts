/**
 * One tab per training: two tabs would sign two messages for one place of a round. The browser drops a lock
 * with its tab, so a crashed tab never blocks the next.
 */
let held: { training: string; release: () => void } | undefined;

/** How often, and after how many milliseconds, a lock is asked for that another worker may be about to give up. */
const tries = 6;
const pause = 150;

/** Takes the lock of a training as take does; one that has just ended may not have given it back yet. */
export async function hold(training: string): Promise<boolean> {
  for (let tried = 1; ; tried++) {
    if (await take(training)) return true;
    if (tried === tries) return false;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Takes the lock of a training and gives back the one held before; false when another tab has it. */
function take(training: string): Promise<boolean> {
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
