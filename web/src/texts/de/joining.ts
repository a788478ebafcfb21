/** Die Seite selbst, der Link und die Einladung: was ein Mensch liest, bevor er eine Datei wählt. */
import type { Column, Invitation, Layout, PageCode, Privacy, Problem } from '../../contract';
import { value } from '../../format';
import type { MissingRule, ModelKind, ProblemCode, RoundKind } from '../../generated/constants';
import type * as en from '../en';
import {
  about,
  bytes,
  count,
  duration,
  ending,
  entry,
  likely,
  mostRounds,
  ofOwners,
  ofRows,
  plural,
  roughly,
} from './words';

export const site: typeof en.site = {
  name: 'Blindfit',
  promise: 'Ihre Zeilen bleiben auf diesem Rechner.',
  steps: ['Einladung', 'Ihre Daten', 'Beitragen', 'Quittung'],
  stepsLabel: 'Schritte',
  starting: 'Wird gestartet …',
  language: 'Sprache',
};

export const source: typeof en.source = {
  file: 'Diese Seite ist eine Datei auf Ihrem Rechner.',
  local: 'Diese Seite kommt von einem Programm auf Ihrem Rechner.',
  facilitator: (host: string) =>
    `Diese Seite kommt vom Vermittler, ${host}: Sie vertrauen darauf, dass dieser Server sie nicht verändert.`,
  about: 'Über Blindfit, und wie sich die Seite prüfen lässt (öffnet einen neuen Tab, auf Englisch)',
  host: (host: string) => `Diese Seite kommt von ${host}.`,
  module: 'SHA-256 ihres Programms:',
};

export const link: typeof en.link = {
  title: 'An einem Training teilnehmen',
  lead: 'Fügen Sie den Einladungslink ein, den Ihnen der Auftraggeber geschickt hat. Von Ihren Daten wird nichts gesendet, bevor Sie die Bitte und ihren Absender gesehen haben.',
  label: 'Einladungslink',
  placeholder: 'https://…/join#2.…',
  open: 'Einladung öffnen',
  knownTitle: 'Trainings, die dieser Browser kennt',
  continue: 'Weiter',
  receipt: 'Quittung',
  forget: 'Vergessen',
  forgetQuestion:
    'Dieses Training vergessen? Ihre Kennung darin wird auf diesem Rechner gelöscht; ohne einen neuen Link können Sie nicht zurückkehren.',
  ended: (reason: string) => ending(reason) ?? 'Beendet.',
  running: 'Nicht beendet.',
};

export const checking: typeof en.checking = {
  link: 'Die Einladung wird geprüft',
  linkLead:
    'Das Training, das der Vermittler ausliefert, wird mit dem Fingerabdruck in Ihrem Link verglichen, und der Schlüssel wird geprüft.',
  file: (name: string) => `${name} wird geprüft`,
  fileLead:
    'Jede Zeile wird mit den Spalten des Trainings verglichen. Das geschieht auf Ihrem Rechner; die Datei wird nicht hochgeladen.',
};

export const refused: typeof en.refused = {
  title: 'Dieser Link wurde abgelehnt',
  lead: 'Es wurde nichts von Ihrem Rechner gelesen und nichts über Sie gesendet.',
  again: 'Einen anderen Link versuchen',
  retry: 'Noch einmal versuchen',
  titles: {
    unreachable: 'Keine Verbindung zum Vermittler',
    memory: 'Dieses Training ist zu groß für diesen Rechner',
    second_tab: 'In einem anderen Tab geöffnet',
    vault: 'Die Aufzeichnungen in diesem Browser sind nicht verwendbar',
  } satisfies Partial<Record<ProblemCode | PageCode, string>>,
  reasons: {
    link: 'Der Link ist unvollständig oder wurde verändert.',
    unreachable: 'Der Vermittler, der Server dazwischen, ist nicht erreichbar.',
    manifest: 'Der Vermittler liefert nicht das Training aus, für das dieser Link gilt.',
    key: 'Der Schlüssel dieses Trainings ist nicht sicher.',
    training_file: 'Das Training verlangt etwas, das diese Seite nicht kann.',
    unsupported: 'Das Training braucht eine neuere Version von Blindfit.',
    ended: 'Dieses Training ist vorbei.',
    memory: 'Es braucht mehr Speicher, als ein Tab dieses Browsers hier hat.',
    vault:
      'Dieser Browser bewahrt Schlüssel und Aufzeichnungen einer anderen Version von Blindfit auf, oder sie sind beschädigt.',
    second_tab:
      'Dieses Training ist schon in einem anderen Tab geöffnet. Verwenden Sie jenen, oder schließen Sie ihn und versuchen Sie es hier noch einmal.',
  } satisfies Partial<Record<ProblemCode | PageCode, string>>,
  other: 'Der Link konnte nicht geöffnet werden.',
};

export const tooLarge = (needed: number, room: number): Problem => ({
  code: 'memory',
  message: `eine Runde braucht etwa ${bytes(needed)} Speicher; ein Tab dieses Browsers hat etwa ${bytes(room)}`,
  hint: 'Nehmen Sie auf einem größeren Rechner teil oder mit dem Programm dataowner.',
});

export const kinds: Record<ModelKind, string> = {
  linear_regression: 'eine lineare Regression',
  logistic_regression: 'eine logistische Regression',
  softmax_regression: 'eine multinomiale logistische Regression',
  proportional_odds: 'eine Regression von Rängen (proportionale Chancen)',
  poisson_regression: 'eine Poisson-Regression von Anzahlen',
  negative_binomial_regression: 'eine negativ-binomiale Regression von Anzahlen',
  gamma_regression: 'eine Gamma-Regression positiver Zahlen',
  discriminant:
    'eine lineare Diskriminanzfunktion (eine Näherung der logistischen Regression, deren Wahrscheinlichkeiten zu prüfen sind)',
  mlp: 'ein kleines neuronales Netz',
  describe: 'Anzahlen und Summen',
  cox_regression: 'eine Cox-Regression der Zeit bis zu einem Ereignis',
  piecewise_exponential: 'eine stückweise exponentielle Regression der Zeit bis zu einem Ereignis',
};

export const invitation: typeof en.invitation = {
  asks: (words: string) => ['Der Auftraggeber ', words, ' bittet Sie um Hilfe: '],
  lead: (i: Invitation) =>
    (i.model.kind !== 'describe'
      ? `Er möchte ${entry(kinds, i.model.kind) ?? 'ein Modell'} anpassen${i.target ? ` und damit ${i.target.name} vorhersagen` : ''}, aus ${plural(i.features.length, 'Spalte', 'Spalten')}. `
      : `Er möchte ${plural(i.features.length, 'Spalte', 'Spalten')}${i.model.group ? ` nach ${i.model.group}` : ''} beschreiben: Anzahlen und Summen, kein Modell. `) +
    'Mehrere Datengeber nehmen teil; keiner sieht die Daten eines anderen.',
  ended: (reason: string) => `Sie waren schon in diesem Training. ${ending(reason) ?? 'Es ist zu Ende.'}`,
  known:
    'Dieser Browser war schon in diesem Training. Wählen Sie dieselbe Datei, um dort weiterzumachen, wo Sie waren.',
  columnsTitle: 'Benötigte Spalten',
  column: 'Spalte',
  type: 'Art',
  allowed: 'Erlaubt',
  predicted: 'wird vorhergesagt',
  types: {
    continuous: 'Zahl',
    discrete: 'ganze Zahl',
    ordinal: 'geordnete Stufe',
    nominal: 'Kategorie',
  },
  holdout: (share: number) =>
    `${about(100 * share)} % Ihrer Zeilen werden zurückgehalten, um das Modell zu messen: Aus ihnen lernt es nicht.`,
  folds: (parts: number) =>
    `Auch Summen über jeden von ${parts} Teilen Ihrer Zeilen werden gesendet, um das Modell zu messen.`,
  missing: {
    reject: 'Jede Zelle muss einen Wert haben.',
    drop_row: 'Zeilen mit einer leeren Zelle bleiben weg.',
    indicator: 'Leere Zellen sind erlaubt.',
    mean: 'Eine leere Zelle wird mit dem Mittel einer Zahl oder eines Rangs oder mit der häufigsten Stufe über alle Datengeber gefüllt.',
    mode: 'Eine leere Zelle wird mit dem häufigsten Wert über alle Datengeber gefüllt, bei einer stetigen Zahl mit dem Mittel.',
  } satisfies Record<MissingRule, string>,
  range: (c: Column) => {
    if (c.levels) return c.levels.join(', ') + (c.other ? ` (alles andere zählt als ${c.other})` : '');
    if (c.min == null || c.max == null) return 'beliebig';
    return `${value(c.min)} bis ${value(c.max)}${c.unit ? ` ${c.unit}` : ''}`;
  },
  fileTitle: 'Wählen Sie Ihre Datei',
  fileLead: (i: Invitation) =>
    `Eine Arbeitsmappe (.xlsx, .ods) oder eine CSV-Datei mit diesen Spalten in der Kopfzeile, in beliebiger Reihenfolge, mit höchstens ${ofRows(i.maxRows)}. Andere Spalten werden nicht beachtet.`,
  drop: 'Legen Sie hier eine Arbeitsmappe oder CSV-Datei ab, fügen Sie eine kopierte Tabelle ein, oder',
  pasted: 'die eingefügte Tabelle',
  template: 'Eine leere Tabelle mit diesen Spalten herunterladen',
  choose: 'Datei wählen',
  chooseOther: 'Andere Datei wählen',
  notCsv: 'Das ist nicht genau eine Datei. Legen Sie eine Datei ab.',
};

export const who: typeof en.who = {
  title: 'Sind sie es wirklich?',
  lead: 'Bitten Sie den Auftraggeber am Telefon oder persönlich, Ihnen diese Wörter vorzulesen. Weicht ein Wort ab, so nehmen Sie nicht teil.',
  trusteesLead:
    'Treuhänder halten die Masken dessen, was Sie senden: Vergleichen Sie ihre Wörter mit denen, die sie auf ihren eigenen Seiten veröffentlichen.',
  trustee: (name: string) => `Treuhänder: ${name}`,
  modelOwner: 'Auftraggeber',
  training: 'Training',
  key: 'Schlüssel',
  keyBits: (bits: number) => `Paillier, ${count(bits)} Bit`,
  you: 'Sie, in diesem Training',
  details: 'Vollständige Fingerabdrücke',
};

const inRound: Record<RoundKind, string> = {
  gradient: 'Summen über Ihre Zeilen',
  statistics: 'Anzahlen, Summen und Quadrate Ihrer Spalten',
  evaluation: 'Summen, die das Ergebnis messen',
  one_round: 'Summen und Produkte Ihrer Spalten',
};

export const leaves: typeof en.leaves = {
  title: 'Was diesen Rechner verlässt',
  leavesTitle: 'Geht ab',
  staysTitle: 'Bleibt hier',
  seesTitle: 'Was wer sieht',
  round: (r: Layout) =>
    `${r.most === 1 ? 'Einmal' : `Höchstens ${count(r.most)} Mal`}: ${count(r.values)} ${entry(inRound, r.kind) ?? inRound.gradient}, verschlüsselt und maskiert in ${plural(r.ciphertexts, 'Geheimtext', 'Geheimtexten')}. Mit Schlüsseln und Unterschriften sind das ${bytes(r.up)}.`,
  total: (i: Invitation) =>
    `Insgesamt höchstens ${bytes(i.rounds.reduce((sum, r) => sum + r.most * r.up, 0))}` +
    (i.estimate.rounds < mostRounds(i) ? ', wenn alle diese Runden nötig sind; wahrscheinlich weniger.' : '.'),
  identity:
    'Ein Name, der nur für dieses Training erfunden ist, Ihre Netzadresse und die Zeiten, zu denen Sie teilnehmen.',
  statement:
    'Vor der ersten Runde, ob Ihre Zeilen schon in Summen waren und in wie vielen Trainings. Wer im selben Training war, erkennt es wieder.',
  words: 'An den Auftraggeber und die anderen Datengeber: Wörter für Sie, die in allen Trainings gleich bleiben.',
  stays: [
    'Ihre Datei, ihr Name und jede Zeile darin.',
    'Wie viele Zeilen Sie haben: Das steht innerhalb der Verschlüsselung.',
    'Die geheimen Schlüssel für dieses Training.',
  ],
  facilitator:
    'Der Vermittler, der Server dazwischen, reicht verschlüsselte Nachrichten weiter. Er kann sie nicht lesen.',
  modelOwner: (i: Invitation) =>
    `Der Auftraggeber kann nur die Summe von mindestens ${ofOwners(i.cohort.min)} öffnen, nie Ihre allein.`,
  pooled: (i: Invitation) =>
    (i.model.kind === 'describe'
      ? 'Die Summen sind Anzahlen und Summen über alle Datengeber; ein Modell wird nicht daraus gemacht.'
      : i.model.weights === 'encrypted' || i.model.method === 'one_round'
        ? 'Die Summen zeigen, wie die Spalten über alle Datengeber zusammenhängen, und ergeben das Modell.'
        : 'Die Summen ergeben das Modell, Runde für Runde.') +
    (i.privacy ? ' Rauschen verbirgt Ihren Anteil darin.' : ' Sie entscheiden, ob eine Summe zu viel über Sie verrät.'),
  model: (i: Invitation) =>
    i.model.weights === 'shared' && i.model.method !== 'one_round'
      ? 'Sie und die anderen Datengeber sehen das Modell nach jeder Runde und können daraus die Summe jeder Runde berechnen.' +
        (i.privacy ? '' : ' Wenn alle anderen ihr Wissen zusammenlegen, erfahren sie Ihren Anteil daran.')
      : i.model.kind !== 'describe'
        ? 'Sie und die anderen Datengeber sehen das Modell nicht.'
        : 'Sie und die anderen Datengeber sehen die Summen nicht.',
};

export const expected: typeof en.expected = {
  title: 'Zeit und Bytes',
  measuring: 'Es wird gemessen, wie schnell dieser Rechner ist …',
  time: (i: Invitation) =>
    `${likely(i)}: insgesamt ${duration(i.estimate.seconds)} Rechenzeit auf diesem Rechner` +
    (i.estimate.rounds > 1 ? `, ${duration(i.estimate.secondsPerRound)} für eine Runde` : '') +
    ', dazu das Warten auf die anderen.',
  bytes: (i: Invitation) =>
    `Dabei werden etwa ${bytes(i.estimate.bytesUp)} gesendet und höchstens ${bytes(i.estimate.bytesDown)} empfangen.`,
};

export const privacy: typeof en.privacy = {
  title: 'Budget für Rauschen',
  about: (p: Privacy) =>
    `Rauschen wird hinzugefügt, damit das Ergebnis wenig über ${p.unit === 'record' ? 'eine einzelne Zeile' : 'einen einzelnen Datengeber'} sagt: ε = ${value(p.epsilon)}, δ = ${value(p.delta)} für das ganze Training. ` +
    `Was jemand über ${p.unit === 'record' ? 'eine Zeile' : 'Sie'} vermutet, kann dadurch höchstens ${roughly(Math.exp(p.epsilon))}-mal so wahrscheinlich werden, außer mit einer Wahrscheinlichkeit von etwa δ` +
    (p.epsilon > 5 ? ': ein schwaches Versprechen.' : p.epsilon > 1.5 ? '.' : ': ein starkes Versprechen.'),
  own: (p: Privacy) => `Dieses Training: ε ${about(p.spent)} von ${about(p.epsilon)} verbraucht`,
  all: (p: Privacy) =>
    `Alle Ihre Trainings: ε ${about(p.spentAll)}` +
    (p.limit ? ` von Ihrer Grenze ${about(p.limit)}` : ', ohne eine Grenze von Ihnen'),
  limit: 'Aufhören, sobald alle meine Trainings zusammen dieses ε über mich verbraucht haben',
  limitHint: (p: Privacy) =>
    p.limit
      ? `Jetzige Grenze: ${value(p.limit)}. Mit 0 heben Sie sie auf. Ist sie erreicht, so tragen Sie von selbst nichts mehr bei.`
      : 'Ohne Grenze machen Sie mit, bis das Training endet. Dieses Training verlangt ε ' + value(p.epsilon) + '.',
};
