import type {
  Account,
  Check,
  FormEvent,
  Invitation,
  Known,
  Member,
  Problem,
  Question,
  Receipt,
  Sent,
  StateEvent,
  TransferEvent,
  Upload,
  WorkerEvent,
  WorkEvent,
  Reading,
} from './contract';
import { closedFor } from './entry';
import type { Rule } from './generated/constants';
import { mark, type Mark } from './marks';
import type { News } from './news';
import { CommandError, problemOf, type Session } from './problem';
import type { Screen } from './screens';
import { asItIs } from './reading';
import { isKept, keep, room } from './storage';
import { keepTransfers, newsOf, recheckable, settle, stepOf, type Place } from './steps';
import { tooLarge } from './texts';

const nothing = {} as Record<string, never>;

/** The page's one state: what is shown, and what a person may do about it. The worker does the work. */
export class Flow {
  screen = $state<Screen>('starting');
  known = $state.raw<Known[]>([]);
  problem = $state.raw<Problem>();
  missing = $state.raw<string[]>([]);
  /** Whether the page came without its policy. */
  bare = $state(false);
  invitation = $state.raw<Invitation>();
  /** What is being checked: a file's name, or nothing for a link. */
  checking = $state<string>();
  check = $state.raw<Check>();
  /** The last state event of the running training; nothing while joining. */
  progress = $state.raw<StateEvent>();
  marks = $state<Mark[]>([]);
  transfers = $state.raw<TransferEvent[]>([]);
  up = $state(0);
  down = $state(0);
  kernel = $state<string>();
  /** Whether the worker's program is there, and how much of it until then. */
  loaded = $state(false);
  percent = $state(0);
  receipt = $state.raw<Receipt>();
  /** What was sent so far, and the upload that is looked at. */
  uploads = $state.raw<Upload[]>([]);
  sent = $state.raw<Sent>();
  /** Why a code was refused, while the page asks for one. */
  wrongCode = $state<string>();
  /** The link that needs a code; kept here only until it is open. */
  #codeFor?: string;
  /** Why a contribution could not be withdrawn. */
  late = $state<string>();
  /** Opens the same link again, where what stood in the way may pass. */
  again = $state.raw<() => void>();
  /** What was found out about the file: its sheets, its encoding. */
  form = $state.raw<FormEvent>();
  /** How the file is read. */
  reading = $state.raw<Reading>(asItIs);
  /** When the training's first round was seen, in milliseconds of the page's clock. */
  #began = 0;
  #file?: File;
  /** A long piece of work under way, and when it was first told of, by the page's clock. */
  work = $state.raw<WorkEvent & { began: number }>();
  /** Who takes part; this owner alone until the model owner has admitted the others. */
  members = $state.raw<Member[]>([]);
  /** Why a mark of the list could not be kept. */
  vouching = $state.raw<Problem>();
  /**
   * Whether sums over the rows are kept in this browser until the training ends, to go on after a reload. Pages from disk
   * may share one storage, so there a person has to want it.
   */
  keep = $state(location.protocol !== 'file:');
  /** Whether the owner's minimum counts those it vouched for alone. */
  onlyVouched = $state(false);
  #minCohort = $state<number>();
  /** The words of all questions with a tick. */
  agreed = $state<string[]>([]);
  /** The questions of the training, and those about the rows once there are any. */
  readonly questions = $derived(this.check?.ok ? this.check.questions : (this.invitation?.questions ?? []));
  /** Whether every question that needs a yes has one. */
  readonly answered = $derived(this.questions.every((q) => !q.needed || this.agreed.includes(q.word)));
  /** Whether the file was checked again because something changed since its questions were answered. */
  rechecked = $state(false);
  /** What was given in all trainings, while a person looks at it. Empty until the module has answered. */
  account = $state.raw<{ value?: Account; kept?: boolean; problem?: Problem }>();
  /** How many data owners this one takes part with at the least. */
  readonly least = $derived(Math.max(this.invitation?.cohort.min ?? 0, this.#minCohort ?? 0));
  /** Whether the module can be asked for the account. */
  readonly hasAccount = $derived(!['starting', 'unsupported', 'failed'].includes(this.screen));

  #session?: Session;
  #connect?: () => Session;
  #later?: ReturnType<typeof setTimeout>;
  #lists = 0;
  #listing = false;

  /** Step of the flow, from 0, for the list of steps. */
  readonly step = $derived.by(() => stepOf(this.#place()));
  /** What a person who looks elsewhere should hear of. */
  readonly news: News | undefined = $derived.by(() => newsOf(this.#place()));

  /** Whether a training runs that leaving the page would disturb. */
  readonly running = $derived(
    ['waiting', 'round', 'paused', 'reconnecting'].includes(this.screen) || this.#canContinue(),
  );

  /** Works with what connect returns, and with another one once that was stopped. */
  use(connect: () => Session): void {
    this.#connect = connect;
    this.#session = connect();
  }

  #place = (): Place => ({
    screen: this.screen,
    checking: this.checking,
    check: this.check,
    progress: this.progress,
    running: this.running,
    begun: this.marks.length > 0,
  });

  /** Takes an event of the worker. */
  readonly onEvent = (event: WorkerEvent): void => {
    switch (event.event) {
      case 'state':
        return this.#onState(event);
      case 'transfer':
        this.up += event.up ?? 0;
        this.down += event.down ?? 0;
        this.transfers = [...this.transfers, event].slice(-keepTransfers);
        return;
      case 'work':
        this.work = { ...event, began: this.work?.work === event.work ? this.work.began : performance.now() };
        return;
      case 'privacy':
        if (this.invitation?.privacy)
          this.invitation = { ...this.invitation, privacy: { ...this.invitation.privacy, ...event.privacy } };
        return;
      case 'ready':
        this.loaded = true;
        return;
      case 'loading':
        this.percent = event.percent;
        return;
      case 'kernel':
        this.kernel = event.kernel;
        return;
      case 'form':
        this.form = event;
        return;
      case 'fatal':
        clearTimeout(this.#later);
        this.problem = { message: event.message };
        this.screen = 'failed';
    }
  };

  /** Shows the field for a link, with the trainings this browser knows. */
  async begin(): Promise<void> {
    try {
      this.known = await this.#call('known', nothing);
    } catch (error) {
      return this.#fail(error);
    }
    // The screen goes before what it shows.
    this.screen = 'link';
    this.invitation = this.check = this.progress = this.receipt = this.problem = this.again = undefined;
    this.marks = [];
    this.members = [];
    this.uploads = [];
    this.#began = 0;
    this.sent = this.#file = undefined;
    this.reading = asItIs;
    this.agreed = [];
  }

  open(by: { link: string; code?: string } | { training: string }): Promise<void> {
    this.again = this.wrongCode = this.late = undefined;
    return this.#attempt('refused', async () => {
      this.checking = undefined;
      this.screen = 'checking';
      let invitation: Invitation;
      try {
        invitation = await this.#call('open', by);
      } catch (error) {
        const problem = problemOf(error);
        if (problem.code !== 'code' || !('link' in by)) throw error;
        this.wrongCode = by.code === undefined ? undefined : problem.message;
        this.#codeFor = by.link;
        this.screen = 'code';
        return;
      }
      this.invitation = invitation;
      this.agreed = [];
      // Kept across a reload; the id names the training and opens nothing.
      history.replaceState({ training: invitation.training }, '');
      this.#codeFor = undefined;
      if (invitation.ended && !invitation.published) {
        this.#take(await this.#call('receipt', nothing));
      } else if (invitation.published) {
        this.screen = 'results';
      } else if (invitation.estimate.memory > room()) {
        throw new CommandError(tooLarge(invitation.estimate.memory, room()));
      } else if (invitation.resumes) {
        void this.retry();
      } else if (closedFor(invitation)) {
        this.screen = 'closed';
      } else {
        this.screen = 'invitation';
        void this.#measure(invitation.training);
      }
    }).then(() => {
      // The link is no longer in the address bar, and kept here only where opening it again is of use.
      const passing = this.screen === 'refused' && ['second_tab', 'unreachable'].includes(this.problem?.code ?? '');
      if (passing) this.again = () => void this.open(by);
    });
  }

  /** Opens the link that needs a code with one. */
  withCode(code: string): Promise<void> {
    return this.#codeFor === undefined ? this.begin() : this.open({ link: this.#codeFor, code });
  }

  /** Finds out how long a round takes here, while the invitation is read. */
  async #measure(training: string): Promise<void> {
    try {
      const estimate = await this.#call('measure', nothing);
      if (this.invitation?.training === training) this.invitation = { ...this.invitation, estimate };
    } catch {
      // The invitation stands without it; with rows the time is measured again.
    }
  }

  #take(receipt: Receipt): void {
    clearTimeout(this.#later);
    this.receipt = receipt;
    this.uploads = receipt.uploads;
    this.screen = 'done';
  }

  /** Contributes a row that was entered by hand, if nothing about it must be looked at first. */
  async give(row: File): Promise<void> {
    await this.load(row);
    if (this.screen === 'ready' && this.answered) await this.contribute(undefined, false, undefined);
  }

  /** Goes back to the form, to replace what was contributed. */
  correct(): void {
    this.check = this.progress = this.late = undefined;
    this.sent = this.#file = undefined;
    this.screen = 'invitation';
  }

  /** Asks that the contribution is not counted. */
  async withdraw(): Promise<void> {
    this.late = undefined;
    try {
      this.#take(await this.#call('withdraw', nothing));
    } catch (error) {
      this.late = problemOf(error).message;
    }
  }

  /** Shows what was contributed, from the results. */
  openReceipt(): Promise<void> {
    return this.#attempt('refused', async () => this.#take(await this.#call('receipt', nothing)));
  }

  /** Reads a file as it is. */
  load(file: File): Promise<void> {
    this.#file = file;
    return this.#read(file, asItIs);
  }

  /** Reads the same file in another way. */
  async reread(reading: Reading): Promise<void> {
    if (this.#file) await this.#read(this.#file, reading);
  }

  /** Reads the file as before, because its questions may be others by now. */
  async #recheck(): Promise<void> {
    if (!this.#file) return;
    await this.#read(this.#file, this.reading, this.questions);
    this.rechecked = true;
  }

  /** Ticks stay for those questions that are the same as before; other rows have no question about them answered. */
  #read(file: File, reading: Reading, before: Question[] = this.invitation?.questions ?? []): Promise<void> {
    return this.#attempt('badfile', async () => {
      this.check = this.form = undefined;
      this.rechecked = false;
      this.reading = reading;
      this.checking = file.name;
      this.work = undefined;
      this.screen = 'checking';
      const check = await this.#call('load', { name: file.name, reading }, file);
      this.check = check;
      if (this.invitation) this.invitation = { ...this.invitation, estimate: check.estimate };
      const stays = (word: string) =>
        before.some((b) => b.word === word && this.questions.some((q) => q.word === word && q.text === b.text));
      this.agreed = this.agreed.filter(stays);
      this.screen = check.ok ? 'ready' : 'badfile';
    });
  }

  /** Stops the check of a file, which may take minutes: the worker ends with all that it has read, and another one begins. */
  async cancel(): Promise<void> {
    if (this.screen !== 'checking' || this.checking === undefined || !this.invitation) return;
    const { training } = this.invitation;
    this.#session?.stop();
    this.#session = this.#connect?.();
    this.#file = undefined;
    await this.open({ training });
  }

  /** Goes back from the lobby to the choice of rows, for a file that was the wrong one. */
  readonly reconsider = (): Promise<void> => this.#attempt('aborted', () => this.#call('reconsider', nothing));

  contribute(minCohort: number | undefined, onlyVouched: boolean, maxEpsilon: number | undefined): Promise<void> {
    this.#minCohort = minCohort;
    this.onlyVouched = onlyVouched;
    void keep();
    return this.#attempt('aborted', async () => {
      if (maxEpsilon !== undefined) await this.#call('limit', { maxEpsilon });
      await this.retry();
    });
  }

  /** Contributes under the rules chosen before. */
  readonly retry = (): Promise<void> =>
    this.#attempt('aborted', async () => {
      this.progress = undefined;
      this.marks = [];
      this.#began = 0;
      this.screen = 'waiting';
      try {
        const receipt = await (this.invitation?.resumes && !this.check
          ? this.#call('goOn', nothing)
          : this.#call('contribute', {
              minCohort: this.#minCohort,
              onlyVouched: this.onlyVouched,
              keep: this.keep,
              agree: this.questions.map((q) => q.word).filter((word) => this.agreed.includes(word)),
            }));
        // Without a reason nothing has ended: other rows are to be chosen.
        if (receipt.reason === '') this.#show(undefined, 'ready');
        else this.#take(receipt);
      } catch (error) {
        if (!recheckable.includes(problemOf(error).code ?? '')) throw error;
        await this.#recheck();
      }
    });

  /** Says yes to giving rows that were in other sums. */
  readonly giveAgain = (): Promise<void> =>
    this.#attempt('aborted', () => this.#call('agree', { agree: ['again'] satisfies Rule[] }));

  /** Shows what was given in all trainings. */
  async openAccount(): Promise<void> {
    const shown = (this.account = {});
    let next: Flow['account'];
    try {
      next = { value: await this.#call('ledger', nothing), kept: await isKept() };
    } catch (error) {
      next = { problem: problemOf(error) };
    }
    if (this.account === shown) this.account = next;
  }
  closeAccount(): void {
    this.account = undefined;
  }

  /** Shows what one upload consisted of, or nothing any more. */
  async look(at?: { round: number; attempt: number }): Promise<void> {
    this.sent = undefined;
    if (!at) return;
    try {
      this.sent = await this.#call('sent', { round: at.round, attempt: at.attempt, whole: false });
    } catch {
      // Nothing was sent in that attempt: there is nothing to look at.
    }
  }

  /** The whole body of an upload in hex, for a file. */
  async bodyOf(at: { round: number; attempt: number }): Promise<string> {
    return (await this.#call('sent', { round: at.round, attempt: at.attempt, whole: true })).body;
  }

  /** Reads what was sent so far; one question at a time is enough. */
  async #listUploads(): Promise<void> {
    if (this.#listing) return;
    this.#listing = true;
    try {
      this.uploads = await this.#call('uploads', nothing);
    } catch {
      // The list is for looking at; the training goes on.
    }
    this.#listing = false;
  }

  /** Marks a data owner whose words were compared, or takes the mark back. */
  async vouch(identity: string, vouched: boolean): Promise<void> {
    try {
      await this.#call('vouch', { identity, vouched });
      this.vouching = undefined;
    } catch (error) {
      this.vouching = problemOf(error);
    }
    await this.#list();
  }

  /** Reads who takes part. Only the answer to the last question counts, and the list stays when there is none. */
  async #list(): Promise<void> {
    const asked = ++this.#lists;
    try {
      const members = await this.#call('members', nothing);
      if (asked === this.#lists) this.members = members;
    } catch {
      // A training without its list goes on; what it needs for that the module checks itself.
    }
  }

  readonly pause = (): Promise<void> => this.#attempt('aborted', () => this.#call('pause', nothing));
  readonly resume = (): Promise<void> => this.#attempt('aborted', () => this.#call('resume', nothing));
  readonly leave = (): Promise<void> => this.#attempt('aborted', () => this.#call('leave', nothing));

  forget(training: string): Promise<void> {
    return this.#attempt('refused', async () => {
      await this.#call('forget', { training });
      this.known = await this.#call('known', nothing);
    });
  }

  #canContinue(): boolean {
    return this.screen === 'aborted' && !this.progress?.final;
  }

  #onState(event: StateEvent): void {
    if (this.screen === 'done' || this.screen === 'failed') return;
    // The answer to contribute, which follows, leads back to the questions.
    if (event.final && recheckable.includes(event.code ?? '')) return;
    clearTimeout(this.#later);
    this.#mark(event);
    // Within a round the data owners do not change.
    if (event.state !== 'round' || event.members !== this.members.length) void this.#list();
    // Between two rounds there is often a moment only. The page stays on the round that ended for that long, so
    // that it does not flicker; nothing waits for this.
    if (event.state === 'waiting' && this.screen === 'round') this.#later = setTimeout(() => this.#show(event), settle);
    else this.#show(event);
  }

  #show(event: StateEvent | undefined, screen?: Screen): void {
    clearTimeout(this.#later);
    if (event?.phase !== this.progress?.phase) this.work = undefined;
    this.progress = event;
    if (screen) this.screen = screen;
    if (!event) return;
    // The receipt, which the end needs, comes as the answer to contribute.
    if (event.state !== 'done') this.screen = event.state;
  }

  #mark(event: StateEvent): void {
    const { began, moved } = mark(this.marks, event, this.#began, performance.now());
    this.#began = began;
    if (moved) void this.#listUploads();
  }

  #call: Session['call'] = (command, args, file) => {
    if (!this.#session) throw new CommandError({ code: 'internal', message: 'the worker is not running' });
    return this.#session.call(command, args, file);
  };

  /** Runs a job; a problem is shown on the given screen, a dead worker on its own. */
  async #attempt(screen: Screen, job: () => Promise<unknown>): Promise<void> {
    this.problem = undefined;
    try {
      await job();
    } catch (error) {
      if (this.screen === 'failed') return;
      this.#fail(error, screen);
    }
  }

  #fail(error: unknown, screen: Screen = 'failed'): void {
    clearTimeout(this.#later);
    this.problem = problemOf(error);
    this.screen = screen;
  }
}
