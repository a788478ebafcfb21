/** Trainings with trustees: the form, the code, what comes after the one message, and published results. */
import type { Column, Invitation } from '../../contract';
import { value } from '../../format';
import { plural } from './words';

const unit = (c: Column): string => (c.unit ? ` ${c.unit}` : '');

export const campaign = {
  formTitle: 'Your answers',
  formLead:
    'They are turned into one encrypted message on this machine. Nobody can read it alone; only sums over many people are opened.',
  rowTitle: 'Or enter one row by hand',
  fileInstead: 'Or bring a file',
  range: (c: Column) => (c.min == null || c.max == null ? '' : `${value(c.min)} to ${value(c.max)}${unit(c)}`),
  step: (c: Column) => (c.step == null || c.step === 1 ? '' : `in steps of ${value(c.step)}${unit(c)}`),
  slider: (name: string) => `${name}, as a slider`,
  choose: 'Please choose',
  none: 'No answer',
  optional: 'You may leave this empty.',
  /** What is wrong with an answer. */
  problems: {
    empty: 'Please answer this.',
    number: 'Please write a number, such as 12.5.',
    whole: 'Please write a whole number.',
    below: (c: Column) => `Please write a number that is at least ${value(c.min ?? 0)}${unit(c)}.`,
    above: (c: Column) => `Please write a number that is at most ${value(c.max ?? 0)}${unit(c)}.`,
    step: (c: Column) => `Please write a multiple of ${value(c.step ?? 1)}${unit(c)}.`,
    level: 'Please choose one of the answers.',
  },
  left: (n: number) => (n === 0 ? '' : n === 1 ? 'One answer is missing.' : `${n} answers are missing.`),
  send: 'Contribute',
  sendLead: 'One message leaves; then you can close this page.',

  codeTitle: 'Your code',
  codeLead: 'This training needs the code that was sent to you: twenty letters and digits.',
  code: 'Code',
  codeHint: 'Upper and lower case, spaces and hyphens make no difference.',
  codeOpen: 'Go on',

  givenTitle: 'You can close this page now',
  given: 'Your contribution has arrived and is stored.',
  opened: (i: Invitation | undefined) =>
    i?.close
      ? `It is opened together with others after ${i.close} (UTC)${i.putOff ? ', a day that was put off' : ''}, or earlier if the model owner closes the training before.`
      : 'It is opened together with others when the model owner closes the training.',
  together: (i: Invitation | undefined) =>
    i?.batch ? `Sums over fewer than ${plural(i.batch, 'contribution')} are never opened.` : '',
  until:
    'Until then you can open the same link in this browser to correct or withdraw it. Later, results may be shown here.',
  correct: 'Correct',
  correctLead: 'Your answers are not kept on this machine: give all of them again. Only the last contribution counts.',
  withdraw: 'Withdraw',
  withdrawQuestion: 'Withdraw your contribution? It will not be counted.',
  notYet: 'not opened yet',
  withdrawnTitle: 'Withdrawn',
  withdrawn: 'Your contribution will not be counted. Until the training is closed you can contribute again.',
  again: 'Contribute again',
  kept: 'It is too late for that: the contribution is as it was.',

  resultsTitle: 'Results',
  resultsLead: (owners: number, made: string) => `From ${plural(owners, 'contribution')}, published on ${made}.`,
  noise: 'Every number holds random noise that protects each single person.',
  hidden: (below: number) => `Counts from 1 to ${below - 1}, and others that would tell them, are left out.`,
  rounded: (to: number) => `Counts are rounded to multiples of ${to}.`,
  signed: 'Signed by the model owner',
  tables: { summary: 'Summary', tests: 'Tests', coefficients: 'Model', fit: 'Quality of the fit' } as Partial<
    Record<string, string>
  >,
  receipt: 'What I contributed',
};
