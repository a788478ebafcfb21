import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Unit tests stand beside what they test. What needs the worker, the module or a real browser is tested in e2e. */
export default defineConfig({
  plugins: [svelte()],
  resolve: {
    conditions: ['browser'], // Svelte's client, as in the page
    alias: { '#files': fileURLToPath(new URL('./src/files/served.ts', import.meta.url)) },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'happy-dom' },
});
