import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as data from '../fixtures/data';
import * as giving from '../fixtures/giving';
import type { Answer, Arguments, Command, StateEvent } from './contract';
import { Flow } from './flow.svelte';
import { asItIs } from './reading';
import { CommandError, type Session } from './problem';

/** A session whose answers the test gives, each when it wants. */
class Hand implements Session {
  readonly asked: { command: Command; args: unknown }[] = [];
  #waiting: { command: Command; resolve: (value: never) => void; reject: (error: Error) => void }[] = [];

  call<C extends Command>(command: C, args: Arguments[C]): Promise<Answer<C>> {
    this.asked.push({ command, args });
    return new Promise((resolve, reject) => this.#waiting.push({ command, resolve, reject }));
  }

  /** Answers the first call of a command that still waits. */
  async answer<C extends Command>(command: C, value: Answer<C>): Promise<void> {
    this.#take(command).resolve(value as never);
    await settled();
  }

  async refuse(command: Command, code: string): Promise<void> {
    this.#take(command).reject(new CommandError({ code, message: `refused as ${code}` }));
    await settled();
  }

  /** Answers a command last asked before those asked earlier. */
  async answerLast<C extends Command>(command: C, value: Answer<C>): Promise<void> {
    this.#waiting.reverse();
    await this.answer(command, value);
    this.#waiting.reverse();
  }

  stopped = 0;
  stop = () => {
    this.stopped++;
    this.#waiting = [];
  };

  names = () => this.asked.map(({ command }) => command);

  #take(command: Command) {
    const at = this.#waiting.findIndex((call) => call.command === command);
    if (at < 0) throw new Error(`nothing asks for ${command}`);
    return this.#waiting.splice(at, 1)[0]!;
  }
}

const settled = () => vi.advanceTimersByTimeAsync(0);

let flow: Flow;
let hand: Hand;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  vi.advanceTimersByTime(1000); // a page's clock is past 0 when anything happens
  history.replaceState(null, '');
  flow = new Flow();
  hand = new Hand();
  flow.use(() => hand);
});
afterEach(() => {
  vi.useRealTimers();
});

const invitation = { ...data.invitation, ended: '' };
const link = 'https://f.example/join#2.secret';

async function invited(): Promise<void> {
  void flow.open({ link });
  await hand.answer('open', invitation);
}

async function contributing(): Promise<void> {
  await invited();
  void flow.contribute(undefined, false, undefined);
  await settled();
}

const state = (event: Partial<StateEvent>): StateEvent => ({ event: 'state', state: 'round', ...event });

describe('a link', () => {
  test('leads to the invitation, whose estimate is measured meanwhile', async () => {
    void flow.open({ link });
    expect(flow.screen).toBe('checking');
    await hand.answer('open', invitation);
    expect(flow.screen).toBe('invitation');
    await hand.answer('measure', { ...invitation.estimate, seconds: 77 });
    expect(flow.invitation?.estimate.seconds).toBe(77);
  });

  test('is not kept where a reload or the history would find it', async () => {
    await invited();
    expect(JSON.stringify(history.state)).toContain(invitation.training);
    expect(JSON.stringify(history.state)).not.toContain('secret');
  });

  test('of an ended training leads to its receipt', async () => {
    void flow.open({ link });
    await hand.answer('open', { ...invitation, ended: 'finished' });
    await hand.answer('receipt', data.receipt);
    expect([flow.screen, flow.receipt]).toEqual(['done', data.receipt]);
  });

  test('of a training that needs too much memory is refused', async () => {
    void flow.open({ link });
    await hand.answer('open', { ...invitation, estimate: { ...invitation.estimate, memory: 4e9 } });
    expect([flow.screen, flow.problem?.code]).toEqual(['refused', 'memory']);
  });

  test.each([
    ['unreachable', true],
    ['second_tab', true],
    ['manifest', false],
    ['link', false],
  ])('refused as %s may be opened again: %s', async (code, again) => {
    void flow.open({ link });
    await hand.refuse('open', code);
    expect(flow.screen).toBe('refused');
    expect(flow.again !== undefined).toBe(again);
    if (!again) return;
    flow.again!();
    await hand.answer('open', invitation);
    expect(flow.screen).toBe('invitation');
  });
});

describe('a file', () => {
  const csv = new File(['a,b\n1,2\n'], 'rows.csv');

  test('that does not fit may be read in another way', async () => {
    await invited();
    void flow.load(csv);
    expect([flow.screen, flow.checking]).toEqual(['checking', 'rows.csv']);
    await hand.answer('load', data.badCheck);
    expect([flow.screen, flow.step]).toEqual(['badfile', 1]);
    void flow.reread({ ...asItIs, rename: { Grade: 'grade' }, decimal: ',', leaveOut: ['new'] });
    expect(hand.asked.at(-1)?.args).toEqual({
      name: 'rows.csv',
      reading: { ...asItIs, rename: { Grade: 'grade' }, decimal: ',', leaveOut: ['new'] },
    });
    await hand.answer('load', data.goodCheck);
    expect([flow.screen, flow.invitation?.estimate]).toEqual(['ready', data.goodCheck.estimate]);
  });

  test('that cannot be read is told of on its own screen', async () => {
    await invited();
    void flow.load(csv);
    await hand.refuse('load', 'internal');
    expect([flow.screen, flow.problem?.code, flow.check]).toEqual(['badfile', 'internal', undefined]);
  });
});

describe('questions', () => {
  const file = new File(['a,b\n1,2\n'], 'rows.csv');
  const needed = giving.askingCheck.questions.filter((q) => q.needed).map((q) => q.word);

  async function asked(): Promise<void> {
    void flow.open({ link });
    await hand.answer('open', { ...data.circleInvitation, ended: '' });
    flow.agreed = ['shared'];
    void flow.load(file);
    await hand.answer('load', giving.askingCheck);
  }

  test('of the training keep their yes when a file comes, and all that need a yes must have one', async () => {
    await asked();
    expect([flow.agreed, flow.answered]).toEqual([['shared'], false]);
    flow.agreed = needed.slice(1);
    expect(flow.answered).toBe(false);
    flow.agreed = needed;
    expect(flow.answered).toBe(true);
  });

  test('about rows lose their yes with another file, even if they are the same words', async () => {
    await asked();
    flow.agreed = [...needed, 'others-4'];
    void flow.load(file);
    await hand.answer('load', giving.askingCheck);
    expect(flow.agreed.toSorted()).toEqual(['limit', 'shared']);
    flow.agreed = needed;
    void flow.load(file);
    await hand.answer('load', data.badCheck);
    expect(flow.agreed.toSorted()).toEqual(['limit', 'shared']);
    expect(flow.questions.map((q) => q.word)).toEqual(['shared', 'limit']);
  });

  test('of the training lose their yes if they mean something else by now', async () => {
    await asked();
    flow.agreed = needed;
    const questions = giving.askingCheck.questions.map((q) =>
      q.word === 'limit' ? { ...q, text: 'Another limit.' } : q,
    );
    void flow.load(file);
    await hand.answer('load', { ...giving.askingCheck, questions });
    expect(flow.agreed).toEqual(['shared']);
  });

  test('that are not asked have no yes', async () => {
    await asked();
    flow.agreed = [...needed, 'again'];
    void flow.contribute(undefined, false, undefined);
    await settled();
    expect(hand.asked.at(-1)?.args).toMatchObject({ agree: needed });
  });

  test.each(['agree', 'rows'])(
    'come back if contributing fails as %s, with those yes that still hold',
    async (code) => {
      await asked();
      flow.agreed = needed;
      void flow.contribute(undefined, false, undefined);
      await settled();
      flow.onEvent(state({ state: 'aborted', final: true, code }));
      expect(flow.screen).toBe('waiting');
      await hand.refuse('contribute', code);
      const questions = giving.askingCheck.questions.map((q) =>
        q.word === 'alone' ? { ...q, text: 'More rows.' } : q,
      );
      await hand.answer('load', { ...giving.askingCheck, questions });
      expect([flow.screen, flow.rechecked, flow.answered]).toEqual(['ready', true, false]);
      expect(flow.agreed).toEqual(needed.filter((word) => word !== 'alone'));
    },
  );

  test('whether rows are given again have their yes in the lobby', async () => {
    await asked();
    flow.agreed = needed;
    void flow.contribute(undefined, false, undefined);
    await settled();
    flow.onEvent(giving.askedAgain);
    void flow.giveAgain();
    await settled();
    expect(hand.asked.at(-1)).toEqual({ command: 'agree', args: { agree: ['again'] } });
    await hand.answer('agree', null);
    expect(flow.screen).toBe('waiting');
  });
});

describe('the account of what was given', () => {
  test('is read anew each time, and shows why it cannot be read', async () => {
    void flow.openAccount();
    expect(flow.account).toEqual({});
    await hand.answer('ledger', giving.account);
    expect(flow.account).toMatchObject({ value: giving.account, kept: false });
    flow.closeAccount();
    void flow.openAccount();
    expect(flow.account).toEqual({});
    await hand.refuse('ledger', 'vault');
    expect(flow.account?.problem?.code).toBe('vault');
  });

  test('does not come back after it was closed', async () => {
    void flow.openAccount();
    flow.closeAccount();
    await hand.answer('ledger', giving.account);
    expect(flow.account).toBeUndefined();
  });

  test('is asked to be kept by the browser once its owner takes part', async () => {
    const persist = vi.fn(async () => true);
    vi.stubGlobal('navigator', { storage: { persist, persisted: async () => true } });
    await invited();
    expect(persist).not.toHaveBeenCalled();
    await contributing();
    expect(persist).toHaveBeenCalledOnce();
    void flow.openAccount();
    await hand.answer('ledger', giving.account);
    expect(flow.account?.kept).toBe(true);
    vi.unstubAllGlobals();
  });
});

describe('contributing', () => {
  test('sets a limit of ε first, and nothing is sent if that fails', async () => {
    await invited();
    void flow.contribute(5, true, 3);
    await hand.refuse('limit', 'internal');
    expect(hand.names()).not.toContain('contribute');
    expect(flow.screen).toBe('aborted');
    void flow.contribute(5, true, 3);
    await hand.answer('limit', {});
    expect(hand.asked.at(-1)).toEqual({
      command: 'contribute',
      args: { minCohort: 5, onlyVouched: true, keep: true, agree: [] },
    });
    expect(flow.least).toBe(Math.max(5, invitation.cohort.min));
  });

  test('ends with the receipt', async () => {
    await contributing();
    flow.onEvent(state({ state: 'done', reason: 'finished' }));
    expect(flow.screen).toBe('waiting');
    await hand.answer('contribute', data.receipt);
    expect([flow.screen, flow.step]).toEqual(['done', 3]);
    flow.onEvent(state({ round: 9 }));
    expect(flow.screen).toBe('done');
  });

  test('goes on after an attempt that ended, but not after the last', async () => {
    await contributing();
    flow.onEvent(state({ state: 'aborted', round: 1, attempt: 1 }));
    expect([flow.screen, flow.running]).toEqual(['aborted', true]);
    flow.onEvent(state({ state: 'aborted', round: 1, attempt: 2, final: true }));
    expect(flow.running).toBe(false);
  });
});

describe('rounds', () => {
  test('are marked as running, run again, and accepted', async () => {
    await contributing();
    flow.onEvent(state({ round: 1, attempt: 1, accepted: 0 }));
    flow.onEvent(state({ state: 'aborted', round: 1, attempt: 1, accepted: 0 }));
    expect(flow.marks).toMatchObject([{ round: 1, attempts: 1, status: 'again' }]);
    flow.onEvent(state({ round: 1, attempt: 2, accepted: 0 }));
    expect(flow.marks).toMatchObject([{ round: 1, attempts: 2, status: 'running' }]);
    await vi.advanceTimersByTimeAsync(4000);
    flow.onEvent(state({ round: 2, accepted: 1 }));
    expect(flow.marks).toMatchObject([
      { round: 1, attempts: 2, status: 'accepted', took: 4000 },
      { round: 2, attempts: 1, status: 'running' },
    ]);
  });

  test('stay on the screen for a moment, so that it does not flicker', async () => {
    await contributing();
    flow.onEvent(state({ round: 1 }));
    flow.onEvent(state({ state: 'waiting', accepted: 1 }));
    expect(flow.screen).toBe('round');
    flow.onEvent(state({ round: 2, accepted: 1 }));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(flow.screen).toBe('round');
    flow.onEvent(state({ state: 'waiting', accepted: 2 }));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(flow.screen).toBe('waiting');
  });
});

describe('the list of data owners', () => {
  test('shows the answer to the last question, whatever order they come in', async () => {
    await contributing();
    flow.onEvent(state({ state: 'waiting', members: 0 }));
    flow.onEvent(state({ state: 'waiting', members: 0 }));
    await hand.answerLast('members', data.members);
    await hand.answer('members', []);
    expect(flow.members).toEqual(data.members);
  });

  test('is asked for again within a round only when its number changes', async () => {
    await contributing();
    const asked = () => hand.names().filter((name) => name === 'members').length;
    flow.onEvent(state({ round: 1, members: data.members.length }));
    await hand.answer('members', data.members);
    const before = asked();
    flow.onEvent(state({ round: 1, members: data.members.length }));
    expect(asked()).toBe(before);
    flow.onEvent(state({ round: 1, members: data.members.length - 1 }));
    expect(asked()).toBe(before + 1);
  });

  test('keeps the reason why a mark could not be kept, until one can', async () => {
    await contributing();
    void flow.vouch('00', true);
    await hand.refuse('vouch', 'storage');
    expect(flow.vouching?.code).toBe('storage');
    void flow.vouch('00', true);
    await hand.answer('vouch', {});
    expect(flow.vouching).toBeUndefined();
  });
});

describe('events', () => {
  test('of requests are added up, and the list is bounded', () => {
    for (let i = 0; i < 600; i++) flow.onEvent({ event: 'transfer', up: 2, down: 3, path: `/${i}` });
    expect([flow.up, flow.down, flow.transfers.length, flow.transfers.at(-1)?.path]).toEqual([1200, 1800, 500, '/599']);
  });

  test('of work keep when it began', async () => {
    flow.onEvent({ event: 'work', work: 'upload', total: 10 });
    const began = flow.work!.began;
    await vi.advanceTimersByTimeAsync(500);
    flow.onEvent({ event: 'work', work: 'upload', done: 5, total: 10 });
    expect(flow.work).toMatchObject({ done: 5, began });
    flow.onEvent({ event: 'work', work: 'file', total: 3 });
    expect(flow.work!.began).toBe(began + 500);
  });

  test('that end the worker end the page, whatever fails after them', async () => {
    await invited();
    void flow.load(new File([], 'rows.csv'));
    flow.onEvent({ event: 'fatal', message: 'out of memory' });
    await hand.refuse('load', 'fatal');
    expect([flow.screen, flow.problem?.message]).toEqual(['failed', 'out of memory']);
  });
});

test('a page without a worker says so', async () => {
  const alone = new Flow();
  await alone.begin();
  expect([alone.screen, alone.problem?.code]).toEqual(['failed', 'internal']);
});

test('what a person who looks elsewhere should hear of follows the training', () => {
  const flow = new Flow();
  flow.use(() => ({ call: () => new Promise(() => {}), stop: () => {} }));
  expect(flow.news).toBeUndefined();
  flow.screen = 'waiting';
  flow.onEvent({ event: 'state', state: 'waiting', phase: 'lobby', enrolled: 1, start: 3 });
  expect(flow.news).toBeUndefined();
  flow.onEvent({ event: 'state', state: 'waiting', members: 3, vouch: true });
  expect(flow.news).toBe('asked');
  flow.onEvent({ event: 'state', state: 'round', round: 1, attempt: 1, members: 3 });
  expect(flow.news).toBe('begun');
  flow.onEvent({ event: 'state', state: 'aborted', final: true, message: 'too few' });
  expect(flow.news).toBe('stopped');
});

describe('a link that somebody cannot use', () => {
  const entry = { ...data.entry, phase: 'upload' };

  test('is told before a file is asked for', async () => {
    void flow.open({ link });
    await hand.answer('open', { ...invitation, entry });
    expect(flow.screen).toBe('closed');
    expect(hand.names()).not.toContain('measure');
  });

  test('leads to the receipt of who has seen the end', async () => {
    void flow.open({ link });
    await hand.answer('open', { ...invitation, entry: { ...entry, phase: 'done' }, ended: 'finished' });
    await hand.answer('receipt', data.receipt);
    expect(flow.screen).toBe('done');
  });
});

describe('the check of a file', () => {
  test('can be stopped: another worker opens the training again, and what the first one says is not heard', async () => {
    await invited();
    const first = hand;
    void flow.load(new File(['a'], 'a.csv'));
    await settled();
    expect(flow.screen).toBe('checking');
    void flow.cancel();
    await settled();
    expect(first.stopped).toBe(1);
    expect(hand.asked.at(-1)).toEqual({ command: 'open', args: { training: invitation.training } });
    await hand.answer('open', invitation);
    expect(flow.screen).toBe('invitation');
  });

  test('is stopped only while it runs', async () => {
    await invited();
    await flow.cancel();
    expect(hand.stopped).toBe(0);
    expect(flow.screen).toBe('invitation');
  });
});

describe('in the lobby', () => {
  test('other rows can be chosen', async () => {
    await contributing();
    flow.check = data.goodCheck;
    flow.onEvent(state({ state: 'waiting', phase: 'lobby', enrolled: 1, start: 3 }));
    void flow.reconsider();
    await hand.answer('reconsider', null);
    await hand.answer('contribute', { ...data.receipt, reason: '' });
    expect(flow.screen).toBe('ready');
    expect(flow.progress).toBeUndefined();
    expect(flow.running).toBe(false);
  });
});

describe('a training whose sums were kept', () => {
  test('goes on by itself, without its file', async () => {
    void flow.open({ training: invitation.training });
    await hand.answer('open', { ...invitation, known: true, resumes: true });
    await settled();
    expect(flow.screen).toBe('waiting');
    expect(hand.names()).toContain('goOn');
    await hand.answer('goOn', data.receipt);
    expect(flow.screen).toBe('done');
  });

  test('keeps them only if the person wants it', async () => {
    await invited();
    flow.keep = false;
    void flow.contribute(undefined, false, undefined);
    await settled();
    expect(hand.asked.at(-1)).toMatchObject({ command: 'contribute', args: { keep: false } });
  });
});
