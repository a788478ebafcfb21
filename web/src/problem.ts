import type { Answer, Arguments, Command, Problem } from './contract';

/** A command that failed, with the worker's reason. */
export class CommandError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

/** What the page needs of its worker. */
export interface Session {
  call<C extends Command>(command: C, args: Arguments[C], bytes?: ArrayBuffer): Promise<Answer<C>>;
}
