/**
 * Keeps a phone's screen on while a training runs: a sleeping tab takes no part, and the others wait for it. The
 * browser may refuse, and lets go by itself when the tab is hidden.
 */
export function keepAwake(): () => void {
  if (!('wakeLock' in navigator)) return () => {};
  let ended = false;
  let lock: WakeLockSentinel | undefined;
  const take = async () => {
    if (document.visibilityState !== 'visible') return;
    try {
      lock = await navigator.wakeLock.request('screen');
      if (ended) await lock.release();
    } catch {
      // Low battery, or the person's own setting: the training runs all the same.
    }
  };
  const onChange = () => void take();
  document.addEventListener('visibilitychange', onChange);
  void take();
  return () => {
    ended = true;
    document.removeEventListener('visibilitychange', onChange);
    void lock?.release().catch(() => {});
  };
}
