import { carry, workerType } from '#files';
import workerUrl from './worker/worker.ts?worker&url';
import { isEvent, isReply, type WorkerEvent } from './contract';
import { CommandError, type Session } from './problem';
import { trustedAddress } from './trusted';

/** Starts the worker and passes its events on. After a fatal event the worker, with all it held, is gone. */
export function connect(onEvent: (event: WorkerEvent) => void): Session {
  const worker = new Worker(trustedAddress(workerUrl), { type: workerType, name: 'blindfit' });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let last = 0;
  let dead: string | undefined;

  const fail = (message: string) => {
    dead = message;
    worker.terminate();
    onEvent({ event: 'fatal', message });
    waiting.forEach(({ reject }) => reject(new CommandError({ code: 'fatal', message })));
    waiting.clear();
  };
  worker.onerror = (event) => fail(event.message || 'the worker could not be loaded');
  worker.onmessageerror = () => fail('a message of the worker could not be read');
  worker.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (isReply(data)) {
      const caller = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.ok) caller?.resolve(data.value as never);
      else caller?.reject(new CommandError(data.error));
    } else if (isEvent(data)) {
      if (data.event === 'fatal') fail(data.message);
      else onEvent(data);
    } else {
      // Page and worker come from one build, so this is a fault of ours; it must not pass in silence.
      console.error('the worker sent a message outside the contract');
    }
  };

  return {
    stop: () => {
      dead = 'stopped';
      waiting.clear();
      worker.terminate();
    },
    // The worker checked the value against the contract.
    call: (cmd, args, file) =>
      new Promise((resolve, reject) => {
        if (dead !== undefined) return reject(new CommandError({ code: 'fatal', message: dead }));
        const id = ++last;
        waiting.set(id, { resolve, reject });
        // What was read here is handed over, not copied: the page keeps nothing of it.
        if (file instanceof File)
          carry(file).then(
            (content) =>
              worker.postMessage({ id, cmd, args, file: content }, content instanceof ArrayBuffer ? [content] : []),
            reject,
          );
        else worker.postMessage({ id, cmd, args });
      }),
  };
}
