import { flushSync, mount, unmount } from 'svelte';
import { expect, test, vi } from 'vitest';
import type { Flow } from '../flow.svelte';
import Results from './Results.svelte';

vi.mock('../texts', async (original) => ({ ...(await original<typeof import('../texts')>()), language: 'de' }));

test('numbers of published results, and their standard errors, have the decimal sign of the reader; other cells stay', () => {
  const cells = ['age', '41.25 ± 0.8', '-0.5', '312 ± 11', '7', 'a ± 1.5', '1.5 or 2', ''];
  const published = {
    title: 'Pay',
    made: '2027-03-01',
    owners: 500,
    below: 5,
    round: 0,
    noise: true,
    tables: [{ name: 'summary', columns: cells.map((_, i) => `c${i}`), rows: [cells] }],
  };
  document.body.innerHTML = '<div id="page"></div>';
  const flow = { invitation: { published, modelOwnerWords: 'a-b-c-d-e', ended: false } } as unknown as Flow;
  const shown = mount(Results, { target: document.getElementById('page')!, props: { flow } });
  flushSync();
  const text = [...document.querySelectorAll('tbody td')].map((cell) => cell.textContent);
  expect(text).toEqual(['41,25 ± 0,8', '-0,5', '312 ± 11', '7', 'a ± 1.5', '1.5 or 2', '']);
  void unmount(shown);
});
