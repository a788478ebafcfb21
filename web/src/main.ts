import '@picocss/pico/css/pico.classless.min.css';
import './app.css';
import { mount } from 'svelte';
import { start } from '#start';
import App from './App.svelte';
import { Flow } from './flow.svelte';
import { language } from './texts';

document.documentElement.lang = language;
const flow = new Flow();
const target = document.getElementById('page')!;
target.replaceChildren();
mount(App, { target, props: { flow } });
void start(flow);
