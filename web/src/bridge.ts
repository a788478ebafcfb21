import { carry } from '#files';
import { isReply } from './contract';
import { CommandError } from './problem';

/** The page's end of a worker. */
export interface Bridge {
  /** Runs a command. A file goes to the worker as it is: only the worker reads it. */
  call(cmd: string, args: unknown, file?: File): Promise<unknown>;
  /** Ends the worker, with all it holds. What it was asked for is never answered. */
  stop(): void;
}

/** Comes from a worker that cannot go on, or is made here when it ends. */
export interface Fatal {
  event: 'fatal';
  message: string;
}

/** Passes commands to a worker and its events on. After a fatal event the worker, with all it held, is gone. */
export function bridge<E extends { event: string }>(
  worker: Worker,
  isEvent: (value: unknown) => value is E | Fatal,
  onEvent: (event: E | Fatal) => void,
): Bridge {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
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
      if (data.ok) caller?.resolve(data.value);
      else caller?.reject(new CommandError(data.error));
    } else if (isEvent(data)) {
      if (data.event === 'fatal') fail((data as Fatal).message);
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
