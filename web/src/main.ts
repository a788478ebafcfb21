import '@picocss/pico/css/pico.classless.min.css';
import './app.css';
import { mount } from 'svelte';
import { start } from '#start';
import App from './App.svelte';
import { Flow } from './flow.svelte';

const flow = new Flow();
mount(App, { target: document.getElementById('page')!, props: { flow } });
void start(flow);
