/** Das Ende eines Trainings oder der Seite, und Rat bei Problemen. */
import type { PageCode, Problem, Upload } from '../../contract';
import type { Code, ProblemCode } from '../../generated/constants';
import type * as en from '../en';
import { sentence } from './problems';
import { bytes, ending, ofOwners, plural } from './words';

export const done: typeof en.done = {
  title: 'Danke',
  leftTitle: 'Sie haben das Training verlassen',
  lead: (reason: string) => ending(reason) ?? 'Das Training ist zu Ende.',
  summary: (rounds: number, up: number) =>
    `Sie waren an ${plural(rounds, 'angenommenen Runde', 'angenommenen Runden')} beteiligt und haben ${bytes(up)} verschlüsselte Summen gesendet.`,
  nothing: 'Keine verschlüsselte Summe von Ihnen wurde verwendet.',
  tableTitle: 'Was diesen Rechner verlassen hat',
  round: 'Runde',
  size: 'Größe',
  among: 'In einer Summe von',
  amongOwners: (u: Upload) => (u.accepted ? ofOwners(u.owners) : 'nicht verwendet'),
  digest: 'Fingerabdruck der Sendung',
  bytes: 'Bytes',
  save: 'Quittung speichern',
  saveLead:
    'Die Quittung enthält Fingerabdrücke Ihrer Sendungen, damit Sie später beweisen können, was Sie gesendet haben. Von Ihren Zeilen enthält sie nichts.',
  close: 'Sie können diesen Tab schließen.',
  another: 'An einem anderen Training teilnehmen',
};

export const stopped: typeof en.stopped = {
  failedTitle: 'Die Seite musste anhalten',
  failed:
    'In der Seite ist etwas schiefgegangen. Alles, was aus Ihren Zeilen berechnet wurde, ist aus ihrem Speicher verschwunden. Laden Sie die Seite neu, um fortzufahren.',
  details: 'Einzelheiten',
  reload: 'Neu laden',
  unsupportedTitle: 'Dieser Browser kann nicht teilnehmen',
  unsupported: (missing: string[]) =>
    `Ihm fehlt: ${missing.join(', ')}. Verwenden Sie ein aktuelles Firefox, Chrome, Edge oder Safari. Es wurde nichts gesendet.`,
  insecure: 'Diese Seite muss über https oder von diesem Rechner selbst geöffnet werden. Es wurde nichts gesendet.',
  bareTitle: 'Diese Seite wurde unterwegs verändert',
  bare: 'Sie kam ohne die Richtlinie, die fremden Code fernhält. Sagen Sie es dem Betreiber dieses Servers. Es wurde nichts gelesen und nichts gesendet.',
  features: {
    wasm: 'WebAssembly',
    bigint: 'große ganze Zahlen',
    worker: 'Worker',
    storage: 'Speicher für diese Seite',
    locks: 'Sperren zwischen Tabs',
  },
};

export function hint(problem: Problem): string {
  if (problem.hint) return sentence(problem.hint);
  switch (problem.code as Code | ProblemCode | PageCode | undefined) {
    case 'unreachable':
    case 'unavailable':
      return 'Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.';
    case 'internal':
      return 'Laden Sie die Seite neu. Geschieht es wieder, so sagen Sie es dem Auftraggeber.';
    default:
      return '';
  }
}
