import '@picocss/pico/css/pico.classless.min.css';
import '../app.css';
import { mount } from 'svelte';
import { workerType } from '#files';
import workerUrl from './worker.ts?worker&url';
import { bridge } from '../bridge';
import { lacking } from '../support';
import { language } from '../texts';
import { trustedAddress } from '../trusted';
import { isEvent, type Event } from './contract';
import { Flow } from './flow.svelte';
import Page from './Page.svelte';

document.documentElement.lang = language;
const flow = new Flow();
const target = document.getElementById('page')!;
target.replaceChildren();
mount(Page, { target, props: { flow } });

const lacks = await lacking();
if (lacks) {
  Object.assign(flow, lacks);
  flow.screen = 'unsupported';
} else {
  flow.use((onEvent) => {
    const worker = new Worker(trustedAddress(workerUrl), { type: workerType, name: 'blindfit-trustee' });
    return bridge<Event>(worker, isEvent, onEvent);
  });
  // An answer that is not saved yet is lost with the page.
  addEventListener('beforeunload', (event) => {
    if (flow.save) event.preventDefault();
  });
}
