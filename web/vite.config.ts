import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Hash of a file in the form that the integrity attribute takes. */
const integrityOf = (path: string) => 'sha384-' + createHash('sha384').update(readFileSync(path)).digest('base64');

/** The page of data owners, and that of trustees. */
const pages = ['index.html', 'trustee.html'];

/** Adds the integrity attribute to every script and style sheet that a page names. */
function integrity(): Plugin {
  return {
    name: 'blindfit-integrity',
    apply: 'build',
    writeBundle({ dir }) {
      for (const name of pages.map((name) => join(dir!, name)).filter(existsSync)) {
        const html = readFileSync(name, 'utf8').replace(
          /<(script|link)\b([^>]*?)\b(src|href)="(\.\/assets\/[^"]+\.(?:js|css))"/g,
          (_, tag: string, rest: string, attribute: string, path: string) =>
            `<${tag}${rest}${attribute}="${path}" integrity="${integrityOf(join(dir!, path))}"`,
        );
        writeFileSync(name, html);
      }
    },
  };
}

/**
 * Modes: production is the page; single is the page for web/internal/single, which makes one file of it; fixtures
 * shows every state from fixture data and holds no worker. `#start` and `#files` are the only places where they part.
 */
export default defineConfig(({ mode }) => {
  const fixtures = mode === 'fixtures';
  const single = mode === 'single';
  const wasm = here('./src/generated/blindfit.wasm');
  const trustee = here('./src/generated/trustee.wasm');
  const hashOf = (path: string) =>
    existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';
  const sizeOf = (path: string) => (existsSync(path) ? statSync(path).size : 0);
  return {
    // In one file an address is only the name under which the page holds the file.
    base: single ? '/' : './',
    plugins: single ? [svelte()] : [svelte(), integrity()],
    define: {
      // The module's hash is part of the worker's code, and the page names the worker by a hash of its code.
      __WASM_SHA256__: JSON.stringify(hashOf(wasm)),
      __WASM_BYTES__: sizeOf(wasm),
      __TRUSTEE_SHA256__: JSON.stringify(hashOf(trustee)),
      __TRUSTEE_BYTES__: sizeOf(trustee),
    },
    resolve: {
      alias: {
        '#start': here(fixtures ? './fixtures/start.ts' : './src/start.ts'),
        '#files': here(single ? './src/files/single.ts' : './src/files/served.ts'),
      },
    },
    server: { fs: { allow: [here('..')] } },
    worker: {
      format: single ? ('iife' as const) : ('es' as const), // as files/single.ts says
      // What pieces that are loaded later share with the worker is a file of its own: if they imported the worker's file
      // WebKit would run that a second time, and the second program knows of no training.
      ...(single
        ? {}
        : {
            rolldownOptions: {
              output: { codeSplitting: { groups: [{ name: 'shared', test: /worker\/tables\/problem/ }] } },
            },
          }),
    },
    build: {
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 200,
      reportCompressedSize: false,
      rolldownOptions: {
        // Fixtures show the states of the page of data owners; one file is made of one page, which PAGE names.
        input:
          fixtures || single ? here(`./${process.env.PAGE ?? 'index'}.html`) : pages.map((name) => here(`./${name}`)),
        output: {
          // One file has all languages in its script. Otherwise each is a file of its own, named after it.
          ...(single ? { codeSplitting: false } : {}),
          chunkFileNames: ({ facadeModuleId }) => {
            const trustee = /\/trustee\/texts\/(\w+)\.ts$/.exec(facadeModuleId ?? '')?.[1];
            if (trustee) return `assets/trustee-texts-${trustee}-[hash].js`;
            const language = /\/texts\/(?!en)([a-z]{2})\.ts$/.exec(facadeModuleId ?? '')?.[1];
            return language ? `assets/texts-${language}-[hash].js` : 'assets/[name]-[hash].js';
          },
        },
      },
    },
  };
});
