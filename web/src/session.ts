import { workerType } from '#files';
import workerUrl from './worker/worker.ts?worker&url';
import { bridge } from './bridge';
import { isEvent, type WorkerEvent } from './contract';
import type { Session } from './problem';
import { trustedAddress } from './trusted';

/** Starts the worker and passes its events on. The worker checks each answer against the contract. */
export const connect = (onEvent: (event: WorkerEvent) => void): Session =>
  bridge<WorkerEvent>(
    new Worker(trustedAddress(workerUrl), { type: workerType, name: 'blindfit' }),
    isEvent,
    onEvent,
  ) as Session;
