import type { Answer, Arguments, Command, Problem } from './contract';

/** A command that failed, with the worker's reason. */
export class CommandError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

/** What the page needs of its worker. */
export interface Session {
  /** Runs a command. A file goes to the worker as it is: only the worker reads it. */
  call<C extends Command>(command: C, args: Arguments[C], file?: File): Promise<Answer<C>>;
  /** Ends the worker, with all it holds. What it was asked for is never answered. */
  stop(): void;
}

/** The problem of anything that was thrown. */
export const problemOf = (error: unknown): Problem =>
  error instanceof CommandError ? error.problem : { message: String((error as Error)?.message ?? error) };
