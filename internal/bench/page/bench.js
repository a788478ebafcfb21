// The page of the benchmark: passes commands to its worker, one at a time.
"use strict";

const worker = new Worker("worker.js");
const waiting = [];

worker.onmessage = ({ data }) => {
  const { resolve, reject } = waiting.shift();
  if (data.error === undefined) resolve(data.answer);
  else reject(new Error(data.error));
};
worker.onerror = (event) => waiting.splice(0).forEach(({ reject }) => reject(new Error(event.message)));

/** bench runs a command in the worker and resolves with {ms, text}. */
globalThis.bench = (...call) =>
  new Promise((resolve, reject) => {
    waiting.push({ resolve, reject });
    worker.postMessage(call);
  });
