import type { Bridge } from '../bridge';
import {
  problemOf,
  type Command,
  type Event,
  type KeyFile,
  type Moved,
  type Note,
  type Opened,
  type Problem,
  type Request,
  type Signed,
} from './contract';

/** All that the page can show; also the value of data-state on its main element. */
export type Screen = 'starting' | 'unsupported' | 'key' | 'made' | 'newest' | 'desk' | 'stopped';

/** The page's one state: the screen, and the actions of a person. It never holds a key; a passphrase passes through. */
export class Flow {
  screen = $state<Screen>('starting');
  missing: string[] = [];
  bare = false;
  busy = $state(false);
  problem = $state<Problem>();
  made = $state<KeyFile>();
  opened = $state<Opened>();
  signed = $state<Signed[]>([]);
  waiting = $state<Request[]>([]);
  notes = $state<Note[]>([]);
  /** The key file that is to be saved before an answer leaves. */
  save = $state<KeyFile>();
  /** Steps to which the person has said yes, until they are gone. */
  agreed = $state<string[]>([]);
  /** The key is being moved to a program: its last key file is to be saved. */
  moving = $state(false);

  #bridge: Bridge | undefined;
  #facilitator = '';

  use(connect: (onEvent: (event: Event) => void) => Bridge): void {
    this.#bridge = connect(this.onEvent);
    this.screen = 'key';
  }

  readonly onEvent = (event: Event): void => {
    if (this.screen === 'stopped') return;
    switch (event.event) {
      case 'state':
        this.signed = event.signed ?? [];
        this.waiting = event.waiting ?? [];
        this.notes = event.notes ?? [];
        this.agreed = this.agreed.filter((id) => this.waiting.some((r) => stepId(r) === id));
        return;
      case 'save':
        this.save = event.save;
        return;
      case 'stopped':
        // The answer of the move names the file.
        if (!this.moving || event.problem.code !== 'moved') this.#stop(event.problem);
        return;
      case 'fatal':
        this.#stop({ code: 'fatal', message: event.message });
    }
  };

  make(passphrase: string): Promise<void> {
    return this.#attempt(async () => {
      this.made = (await this.#call('make', { passphrase: composed(passphrase) })) as KeyFile;
      this.screen = 'made';
    });
  }

  /** Opens a key file; a browser that does not know the key asks whether the file is the newest before it is used. */
  open(file: File, passphrase: string, facilitator: string): Promise<void> {
    return this.#attempt(async () => {
      this.#facilitator = facilitator;
      const opened = (await this.#call('open', { passphrase: composed(passphrase) }, file)) as Opened;
      this.opened = opened;
      this.signed = opened.signed;
      if (opened.remembered) await this.#begin();
      else this.screen = 'newest';
    });
  }

  readonly begin = (): Promise<void> => this.#attempt(() => this.#begin());

  async #begin(): Promise<void> {
    await this.#call('begin', { facilitator: this.#facilitator });
    this.screen = 'desk';
  }

  agree(r: Request): Promise<void> {
    return this.#attempt(async () => {
      await this.#call('agree', { step: r.step, training: r.training, close: r.close });
      this.agreed.push(stepId(r));
    });
  }

  /** Shows the worker the file that was saved. Only then an answer leaves. */
  saved(file: File): Promise<void> {
    return this.#attempt(async () => {
      await this.#call('saved', {}, file);
      this.save = undefined;
    });
  }

  /** Ends the ledger on this page, so that a program takes it. The person saves the last key file meanwhile. */
  readonly move = async (): Promise<void> => {
    this.problem = undefined;
    this.moving = true;
    try {
      const { file } = (await this.#call('move', {})) as Moved;
      this.#stop({ code: 'moved', message: 'the key was moved to a program', file });
    } catch (error) {
      if (this.screen !== 'stopped') this.problem = problemOf(error);
    }
    this.moving = false;
  };

  /** Goes back to the choice of a file. The worker may hold a key by now: it starts anew with the page. */
  readonly back = (): void => {
    this.problem = undefined;
    this.screen = 'key';
  };

  #stop(problem: Problem): void {
    this.#bridge?.stop();
    this.problem = problem;
    this.save = undefined;
    this.screen = 'stopped';
  }

  #call(cmd: Command, args: Record<string, unknown>, file?: File): Promise<unknown> {
    return this.#bridge!.call(cmd, args, file);
  }

  /** Runs a job; its problem is shown where the person is. */
  async #attempt(job: () => Promise<void>): Promise<void> {
    this.problem = undefined;
    this.busy = true;
    try {
      await job();
    } catch (error) {
      if (this.screen !== 'stopped') this.problem = problemOf(error);
    }
    this.busy = false;
  }
}

/** Systems write a letter with an accent as one character or as two; the key file must open on all of them. */
const composed = (text: string): string => text.normalize('NFC');

/** A step as it was shown: another close of the same training is another step. */
export const stepId = (r: Request): string => `${r.step} ${r.training} ${r.close ?? ''}`;
