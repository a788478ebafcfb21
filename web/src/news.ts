/** What a person who looks elsewhere should hear of while a training runs. */
export type News = 'begun' | 'asked' | 'ended' | 'stopped';

/** Marks in front of the page's title, where a tab has no room for words. */
export const badges: Record<News, string> = { begun: '● ', asked: '! ', ended: '✓ ', stopped: '✕ ' };

/** Whether a person can be asked for leave to show notices. */
export const mayAsk = (): boolean => 'Notification' in globalThis && Notification.permission === 'default';

/** Asks for leave to show notices. */
export const askLeave = async (): Promise<void> => void (await Notification.requestPermission());

/** Shows a notice if the person gave leave and looks elsewhere. */
export function notify(title: string, text: string): void {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted' || !document.hidden) return;
  try {
    const notice = new Notification(title, { body: text, tag: 'blindfit' });
    notice.onclick = () => {
      window.focus();
      notice.close();
    };
  } catch {
    // Some phones show notices of service workers only; the title of the tab tells it too.
  }
}
