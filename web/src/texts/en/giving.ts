/** Questions that need a yes, and the account of what was given. */
import type { Again, Gap, Given, Offer, Question, Spending } from '../../contract';
import type { Claim, GapReason, Rule, Stage } from '../../generated/constants';
import { spans } from '../plain';
import { about, count, day, owners, plural, rows } from './words';

const amount = (n: string | number): string => (typeof n === 'number' ? about(n) : n);

interface Asked {
  title: string;
  /** What was found, and what is asked for. */
  found: (has: string, needs: string) => string;
  /** The label of the tick. */
  yes: string;
  /** What else a person can do. */
  instead?: string;
}
const found = (has: string, needs: string) => `Found: ${has}. Asked for: ${needs}.`;
const asked: Record<Rule, Asked> = {
  rows: {
    title: 'Few rows',
    found: (has, needs) => `Rows: ${has}. Asked for: at least ${needs}.`,
    yes: 'Yes, give my rows although they are few.',
    instead: 'Or choose a file with more rows.',
  },
  alone: {
    title: 'Rows that stand alone',
    found: (has) => `Rows that stand alone: ${has}. Asked for: none.`,
    yes: 'Yes, give these rows too.',
    instead: 'Or take these rows out of your file and choose it again. Row 1 is the header.',
  },
  constant: {
    title: 'Columns that tell your part',
    found: (has) => `Columns with one value only: ${has}. Asked for: none.`,
    yes: 'Yes, give my rows although these columns tell my part.',
  },
  again: {
    title: 'Rows that were in earlier sums',
    found,
    yes: 'Yes, give my rows to this training all the same.',
  },
  others: {
    title: 'Are these other people?',
    found,
    yes: 'Yes, they are other people.',
    instead:
      'You need not answer. Without a yes every data owner is asked, before the first round, whether the training may go on.',
  },
  consent: {
    title: 'The model owner asks you to confirm',
    found: () => '',
    yes: 'Yes',
  },
  limit: {
    title: 'Your limit of ε',
    found: (has, needs) => `With this training: ${has === 'exact' ? 'no bound' : `ε ${has}`}. Your limit: ε ${needs}.`,
    yes: 'Yes, take part although this passes my limit.',
  },
  shared: {
    title: 'Exact sums on a model that you all see',
    found: () => 'Noise in the sums: none. Asked for: noise, if the data owners see the model.',
    yes: 'Yes, I agree to that.',
  },
};

export const questions = {
  title: (needed: boolean): string => (needed ? 'This training needs your yes' : 'A question about your rows'),
  lead: 'A yes counts for this training. A question about the same rows comes again only if more would be told.',
  asked: (q: Question) => asked[q.rule],
  found: (q: Question) => asked[q.rule].found(amount(q.has), amount(q.needs)),
  missing: (n: number) => `${plural(n, 'question')} above ${n === 1 ? 'needs' : 'need'} your yes first.`,
  rechecked:
    'Something has changed, so your file was checked once more. Nothing was given. Read the questions and contribute again.',
  merged: (columns: string[]) =>
    `Few of your rows have ${columns.join(', ')}. As this training asks, they count as the level for all others.`,
  lacks: (columns: string[]) =>
    `All your rows are alike in ${columns.join(', ')}; usually none of them has it. This is not a question, but the sums may show it.`,
};

export const offers = {
  title: 'You can give fewer rows',
  take: (o: Offer) =>
    o.word === 'new'
      ? `Leave out ${rows(o.rows)} that “${o.past}” did not have, until there are ${count(o.until)} of them. Then nobody can subtract the sums to see these.`
      : `Leave out ${rows(o.rows)} with an empty cell in any column, so that trainings on other columns can rest on the same rows.`,
};

const claims: Record<Claim, string> = {
  first: 'in no sum before',
  same: 'the same rows as before, with the same data owners',
  changed: 'in sums before, with other rows or other data owners',
};

export const again = {
  title: 'Give these rows again?',
  lead: 'Some rows were in earlier sums. Whoever knows both sums can subtract one from the other. Read what that would tell, then say yes or leave. Nothing of your rows leaves before.',
  differencesTitle: 'What a difference tells',
  alone: (d: Again['differences'][number]): [string, string] => [`${subtracted(d)} would tell the part of `, ' alone.'],
  together: (d: Again['differences'][number]) =>
    `${subtracted(d)} would tell the part of these data owners, added up with each other:`,
  how: { joined: 'was not in it', left: 'is not here any more', changed: 'has other rows now' },
  noDifference: 'Nothing that this page knows of.',
  unknown: (n: number) =>
    `You did not say of ${plural(n, 'earlier sum')} whether ${n === 1 ? 'it was' : 'they were'} about other people, so a difference may tell more.`,
  pastTitle: 'Earlier trainings with your rows',
  noPast: 'None. The question is about rows of others.',
  past: (p: Again['past'][number]) =>
    `${day(p.when)}, ${kind(p.exact)}, ${owners(p.owners)}. ${rows(p.found)} of yours ${p.found === 1 ? 'was' : 'were'} in it` +
    `; ${p.new === 0 ? 'none is new' : `${count(p.new)} ${p.new === 1 ? 'is' : 'are'} new`}` +
    `, ${p.gone === 0 ? 'none is gone' : `${count(p.gone)} ${p.gone === 1 ? 'is' : 'are'} gone`}.`,
  newRows: (p: Again['past'][number]) =>
    `New in your file: ${p.newRows.length === 1 ? 'row' : 'rows'} ${spans(p.newRows)}${p.new > p.newRows.length ? ' …' : ''}`,
  modelOwner: 'Model owner',
  statedTitle: 'What everybody stated',
  claims,
  you: 'you',
  yes: asked.again.yes,
  go: 'Go on',
  said: 'You said yes. The training goes on once all others have.',
  leave: 'If you leave, nothing of your rows is given. The others are asked the same.',
};
const kind = (exact: boolean): string => (exact ? 'exact sums' : 'sums with noise');
const subtracted = (d: Again['differences'][number]) =>
  `The difference to ${d.name === '' ? 'an earlier training that you were not in' : `“${d.name}”`}`;

const stages: Record<Stage, string> = {
  open: 'stated, not begun',
  passed: 'given',
  struck: 'not given',
};
const stageMeanings: Record<Stage, string> = {
  open: 'The training has not begun. It counts as given until you leave it.',
  passed: 'Encrypted sums over these rows could be sent from then on.',
  struck: 'The training did not begin with you: nothing was sent.',
};
const gaps: Record<GapReason, string> = {
  older: 'The account was put back to an earlier state, or is another one.',
  'no anchor': 'The mark that shows whether the account is whole is gone.',
  restored: 'The account was restored from a copy that may be older.',
};

export const gave = {
  open: 'What you gave',
  title: 'What you gave',
  lead: 'Every training with rows of yours, as this browser wrote it down: before a sum over them could leave.',
  onStart: 'This browser keeps an account of every sum that your rows were in, over all trainings and model owners.',
  loading: 'Reading the account',
  none: 'Nothing yet: this browser was in no training with rows.',
  modelOwner: 'Model owner',
  kind,
  stage: (s: Stage) => stages[s],
  stageMeaning: (s: Stage) => stageMeanings[s],
  amount: (g: Given) =>
    `${day(g.when)}: ${rows(g.rows)} of yours` +
    (g.held > 0 ? `, ${count(g.held)} of them held back to measure with,` : '') +
    ` among ${owners(g.members.length)}.`,
  stated: (g: Given) => `You stated: ${claims[g.word]}.`,
  asked: 'Some rows had been in earlier sums; you said yes.',
  members: 'Its data owners',
  spentTitle: 'Noise: the privacy budget ε',
  spent: (s: Spending) =>
    s.sums === 0
      ? `Nothing is spent: no sum with noise was opened.${s.limit ? ` Your limit is ${about(s.limit)}.` : ''}`
      : `ε ${about(s.spentAll)} is spent in ${plural(s.sums, 'sum')} with noise` +
        (s.limit ? `, of your limit ${about(s.limit)}.` : '. You have set no limit.'),
  exact: 'Exact sums have no noise, so no ε counts what they tell.',
  gapsTitle: 'The account may not be whole',
  gap: (g: Gap) =>
    `${day(g.when)}: ${gaps[g.reason]}` + (g.known > 0 ? ` It had ${plural(g.known, 'line')} once.` : ''),
  gapMeaning:
    'Sums from before may be missing. Each file that you choose is therefore asked about: were its people in a sum that is missing?',
  keptTitle: 'Where this account is kept',
  kept: (host: string) =>
    `In this browser, in the storage for ${host || 'files of this machine'}. Clearing the data of this site empties it. Then the page no longer knows your earlier sums and cannot warn you.`,
  /** If a server that is not the person's own serves the page. */
  server: (host: string) =>
    `${host}, the server that this page comes from, can make your browser clear it at any time, and you would not be told.`,
  promised: 'The browser promised not to delete it by itself.',
  notPromised: 'The browser may delete it by itself when space runs out.',
  elsewhereTitle: 'Out of that server’s reach',
  elsewhere: 'Take part with a page of your own. It keeps an account of its own, so choose one way and stay with it:',
  ways: [
    { before: 'Open ', code: 'blindfit.html', after: ' of a Blindfit release from your disk.' },
    { before: 'Run ', code: 'dataowner serve', after: ' on your machine and open the address that it prints.' },
  ],
  command: (origin: string) => `dataowner serve --facilitator ${origin}`,
  copy: 'Copy this command',
  copied: 'Copied',
  close: 'Close',
};
