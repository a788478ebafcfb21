import workerUrl from './worker/worker.ts?worker&url';
import {
  isEvent,
  isReply,
  type Answer,
  type Arguments,
  type Command,
  type Keeping,
  type Problem,
  type WorkerEvent,
} from './contract';

/** A command that failed, with the worker's reason. */
export class CommandError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

/** What the page needs of its worker. */
export interface Session {
  call<C extends Command>(command: C, args: Arguments[C], bytes?: ArrayBuffer): Promise<Answer<C>>;
  keep<K extends keyof Keeping>(command: K, args: Keeping[K]['args']): Promise<Keeping[K]['value']>;
  /** Ends the worker; everything it held is gone. */
  end(): void;
}

/** Only a script of this page's own origin may become a worker. */
function sameOrigin(url: string): string {
  const script = new URL(url, location.href);
  if (script.origin !== location.origin) throw new TypeError('the worker must come from this page’s own address');
  return script.href;
}

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown };
}

function startWorker(): Worker {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  const policy = policies?.createPolicy('worker-url', { createScriptURL: sameOrigin });
  const url = policy ? policy.createScriptURL(workerUrl) : sameOrigin(workerUrl);
  return new Worker(url as string, { type: 'module', name: 'blindfit' });
}

/** Starts the worker and passes its events on. */
export function connect(onEvent: (event: WorkerEvent) => void): Session {
  const worker = startWorker();
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let last = 0;

  const fail = (message: string) => {
    worker.terminate();
    waiting.forEach(({ reject }) => reject(new CommandError({ code: 'fatal', message })));
    waiting.clear();
    onEvent({ event: 'fatal', message });
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
    }
  };

  const post = <T>(cmd: string, args: unknown, bytes?: ArrayBuffer): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, cmd, args, bytes }, bytes ? [bytes] : []);
    });

  return {
    // The worker checked the value against the contract.
    call: (command, args, bytes) => post(command, args, bytes),
    keep: (command, args) => post(command, args),
    end: () => worker.terminate(),
  };
}
