import type { Flow } from './flow.svelte';
import { connect } from './session';
import { lacking } from './support';

/** Takes the fragment, which holds secrets, out of the address bar and the history. */
function takeLink(): string | undefined {
  if (location.hash.length < 2) return undefined;
  const link = location.href;
  history.replaceState(null, '', location.pathname + location.search);
  return link;
}

/** Starts the page: with the link in the address, where it was before a reload, or with the field for a link. */
export async function start(flow: Flow): Promise<void> {
  const link = takeLink();
  const lacks = await lacking();
  if (lacks) {
    Object.assign(flow, lacks);
    flow.screen = 'unsupported';
    return;
  }
  flow.use(() => connect(flow.onEvent));
  addEventListener('beforeunload', (event) => {
    if (flow.running) event.preventDefault();
  });
  // Another link pasted into the address bar of this tab does not reload the page.
  addEventListener('hashchange', () => {
    const next = takeLink();
    if (next !== undefined && !flow.running) void flow.open({ link: next });
  });
  const training = (history.state as { training?: unknown } | null)?.training;
  if (link !== undefined) await flow.open({ link });
  else if (typeof training === 'string') await flow.open({ training });
  else await flow.begin();
}
