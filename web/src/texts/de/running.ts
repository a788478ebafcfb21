/** Ein laufendes Training: Runden, die anderen Datengeber und jedes gesendete Byte. */
import type { Layout, Sent, StateEvent, Upload } from '../../contract';
import type { AttemptPhase, Code, RoundKind } from '../../generated/constants';
import type * as en from '../en';
import { bytes, count, duration, entry, ofOwners, owners, plural, rounds, sentence } from './words';

const phases: Record<AttemptPhase, string> = {
  keys: 'Masken vereinbaren',
  upload: 'Rechnen, ver­schlüs­seln, senden',
  reveal: 'Die Summe öffnen',
  finish: 'Auftraggeber zählt zusammen',
};
const roundKinds: Record<RoundKind, string> = {
  gradient: 'das Modell wird angepasst',
  statistics: 'die Spalten werden gemessen',
  evaluation: 'das Ergebnis wird gemessen',
  one_round: 'das Modell wird angepasst',
};

export const running: typeof en.running = {
  joining: 'Sie treten dem Training bei',
  joiningLead: 'Dem Vermittler wird gesagt, dass Sie teilnehmen.',
  lobbyTitle: 'Warten auf andere Datengeber',
  lobby: (enrolled: number, start: number) =>
    enrolled < start
      ? `${count(enrolled)} von ${ofOwners(start)} ${enrolled === 1 ? 'ist' : 'sind'} da. Das Training beginnt, wenn alle da sind.`
      : `${owners(enrolled)} sind da. Der Auftraggeber beginnt das Training.`,
  vouchTitle: 'Vergleichen Sie Wörter mit den anderen',
  vouch:
    'Dieses Training ist ein Kreis: Jeder Datengeber bürgt für alle anderen. Rufen Sie jeden an, vergleichen Sie die Wörter und haken Sie ihn unten ab. Vorher nehmen Sie nicht teil.',
  statementsTitle: 'Vor der ersten Runde',
  statements:
    'Jeder Datengeber gibt an, ob seine Zeilen schon in Summen waren, denn zwei Summen lassen sich voneinander abziehen. Sie müssen nichts tun: Sie werden gefragt, wenn die Differenz etwas verrät.',
  waitingTitle: 'Warten auf die nächste Runde',
  waiting: 'Der Auftraggeber bereitet sie vor. Sie müssen nichts tun.',
  absent: 'Die nächste Runde beginnt, wenn alle wieder da sind.',
  roundTitle: (e: StateEvent) => `Runde ${count(e.round ?? 0)}`,
  atMost: (n: number) => `höchstens ${rounds(n)}`,
  kind: (kind: string | undefined) => entry(roundKinds, kind) ?? roundKinds.gradient,
  attempt: (n: number) => `Versuch ${count(n)}`,
  phase: (phase: string) => entry(phases, phase) ?? phase,
  phasesLabel: 'Abschnitte dieser Runde',
  waitsFor: 'Gewartet wird auf',
  you: 'Sie',
  present: (n: number, members: number) => `${count(n)} von ${ofOwners(members)} verbunden`,
  timeLeft: (ms: number) => sentence(`noch ${duration(ms / 1000)} in diesem Abschnitt`),
  workLeft: (seconds: number) => sentence(`noch ${duration(seconds)} zu rechnen`),
  progress: (done: number, likely: number, most: number) =>
    `${count(done)} von ${likely < most ? `voraussichtlich ${count(likely)} und ` : ''}höchstens ${rounds(most)} fertig`,
  remaining: (seconds: number, probably: boolean) =>
    `In diesem Tempo ${probably ? 'voraussichtlich ' : ''}noch ${duration(seconds)}${probably ? '' : ', wenn alle Runden nötig sind'}.`,
  offline: 'Dieser Rechner ist nicht am Netz. Das Training geht von selbst weiter, wenn die Verbindung wieder da ist.',
  pausedTitle: 'Pause',
  paused: 'Sie nehmen nicht teil, bis Sie fortsetzen. Die anderen warten auf Sie.',
  reconnectingTitle: 'Verbindung verloren',
  reconnecting:
    'Die Seite versucht, sich wieder zu verbinden. Ihr Platz bleibt; eine unterbrochene Runde wird wiederholt.',
  abortedTitle: 'Dieser Versuch endete ohne Ergebnis',
  aborted: {
    missing:
      'Ein Datengeber hat nicht rechtzeitig geantwortet. Es wurde keine Summe geöffnet. Die Runde wird wiederholt, wenn alle wieder da sind.',
    left: 'Ein Datengeber hat die Runde verlassen. Es wurde keine Summe geöffnet. Die Runde wird wiederholt, wenn alle wieder da sind.',
    round_rejected: 'Der Auftraggeber konnte die Summe nicht verwenden. Die Runde wird vielleicht wiederholt.',
  } satisfies Partial<Record<Code, string>>,
  abortedOther: 'Es wurde keine Summe geöffnet. Die Runde wird vielleicht wiederholt.',
  stoppedTitle: 'Ihre Teilnahme an diesem Training ist beendet',
  notJoinedTitle: 'Sie konnten diesem Training nicht beitreten',
  notify: 'Sagen Sie mir, wenn es beginnt und endet',
  news: {
    begun: 'Das Training hat begonnen.',
    asked: 'Sie werden etwas gefragt, bevor es weitergeht.',
    ended: 'Das Training ist zu Ende.',
    stopped: 'Ihre Teilnahme am Training ist beendet.',
  },
  pause: 'Pause',
  resume: 'Fortsetzen',
  leave: 'Verlassen',
  leaveQuestion: 'Dieses Training verlassen?',
  leaveLead:
    'Alles, was aus Ihren Zeilen berechnet wurde, wird sofort verworfen. Summen, die schon zusammengezählt sind, lassen sich nicht zurücknehmen. Die anderen müssen vielleicht auf Sie warten.',
  leaveYes: 'Verlassen',
  leaveNo: 'Bleiben',
};

export const members: typeof en.members = {
  title: 'Die Datengeber',
  lead: 'Rufen Sie die anderen an und lassen Sie sich ihre Wörter vorlesen. Die Wörter bleiben in allen Trainings gleich, und Haken werden gemerkt.',
  you: 'Sie',
  compared: 'Ich habe diese Wörter verglichen',
  called: 'In diesem Training:',
  line: 'Ihre Zeile für eine Mitgliederdatei:',
  circle: (marked: number, all: number) =>
    `Das ist ein Kreis: ${count(marked)} von ${count(all)} sind abgehakt, Sie eingeschlossen. Sie nehmen teil, sobald es alle sind.`,
  alone: 'Die anderen erscheinen hier, sobald der Auftraggeber sie zugelassen hat.',
  onlyVouched: (counted: number, least: number) =>
    `Gezählt werden nur Sie und die Datengeber, die Sie abgehakt haben: bisher ${count(counted)}. Sie nehmen nur teil, wenn mindestens ${count(least)} gezählt werden.`,
  fewTitle: 'Zu wenige Datengeber, für die Sie bürgen',
  everybody: (least: number) =>
    `Gezählt werden alle Datengeber, die der Auftraggeber zulässt, verglichen oder nicht. Sie nehmen nur teil, wenn mindestens ${count(least)} gezählt werden.`,
  again: 'Noch einmal versuchen',
};

export const timeline: typeof en.timeline = {
  title: 'Runden',
  none: 'Noch keine Runde.',
  accepted: 'fertig',
  running: 'im Gange',
  again: 'wird wiederholt',
  label: (round: number, status: string) => `Runde ${count(round)}: ${status}`,
  earlier: (n: number) => `${rounds(n)} davor`,
  look: 'Wählen Sie eine Runde, um jedes gesendete Byte zu sehen.',
};

export const charts: typeof en.charts = {
  title: 'Wie es läuft',
  over: 'Wie es lief',
  cohort: 'Zusammengezählte Datengeber, nach Runde',
  lost: 'Gestrichelt: eine Summe, die nicht oder noch nicht verwendet wurde.',
  cohortLabel: (list: Upload[]) =>
    list.length === 0
      ? 'Noch keine Runde'
      : `${plural(list.length, 'Sendung', 'Sendungen')}: zusammengezählt mit zwischen ${count(Math.min(...list.map((u) => u.owners)))} und ${ofOwners(Math.max(...list.map((u) => u.owners)))}`,
  convergence: 'Wie weit sich das Modell bewegt, nach Runde',
  convergenceLabel: (first: number, last: number) =>
    `Von 10 hoch ${first.toFixed(1)} am Anfang bis 10 hoch ${last.toFixed(1)} jetzt`,
};

export const slots: typeof en.slots = {
  label: (l: Layout) =>
    `Ein Geheimtext enthält ${plural(Math.min(l.perCiphertext, l.values), 'Wert', 'Werte')} von ${count(l.slotBits)} Bit, dann ${count(l.canaryBits)} Bit, die null bleiben müssen, und ${count(l.countBits)} Bit, die Datengeber zählen.`,
  lowest: 'niedrigstes Bit',
  highest: (bits: number) => `Bit ${count(bits)}`,
  short: { canary: '0', count: '#' },
  parts: (l: Layout) => [
    {
      kind: 'slot',
      name: plural(l.values, 'Wert', 'Werte'),
      about: `von je ${count(l.slotBits)} Bit: breit genug für die Summe aller Datengeber`,
    },
    { kind: 'canary', name: 'Prüfung', about: `${count(l.canaryBits)} Bit, die in jeder ehrlichen Summe null sind` },
    {
      kind: 'count',
      name: 'Anzahl',
      about: `${count(l.countBits)} Bit, die zeigen, wie viele Datengeber in der Summe sind`,
    },
    { kind: 'rest', name: 'Unbenutzt', about: 'null' },
  ],
};

export const inspector: typeof en.inspector = {
  title: (round: number) => `Runde ${count(round)}: was diesen Rechner verlassen hat`,
  open: (round: number) => `Die in Runde ${count(round)} gesendeten Bytes zeigen`,
  look: 'Ansehen',
  all: (s: Sent) =>
    `${plural(s.values, 'Wert', 'Werte')} in ${plural(s.ciphertexts, 'Geheimtext', 'Geheimtexten')}, ${bytes(s.bytesUp)} nach einer unterschriebenen Nachricht von ${bytes(s.headBytes)}.`,
  encrypted:
    'Das ist alles, was in dieser Runde von Ihren Daten abgegangen ist. Es ist verschlüsselt und so maskiert, dass nur die Summe gelesen werden kann.',
  layoutTitle: 'Inhalt eines Geheimtexts',
  valuesTitle: (n: number) => (n === 1 ? 'Der Wert mit Namen' : `Die ${count(n)} Werte mit Namen`),
  value: (label: string, i: number, n: number) =>
    i === n - 1
      ? 'wie viele Zeilen Sie haben'
      : i === n - 2
        ? 'der Fehler auf Ihren Zeilen'
        : `wohin sich ${label} bewegen sollte, nach Ihren Zeilen`,
  bytesTitle: 'Die Bytes',
  length: 'Länge der Nachricht',
  message: 'Unterschriebene Nachricht',
  ciphertext: (i: number, n: number) => (n === 1 ? 'Geheimtext' : `Geheimtext ${count(i)} von ${count(n)}`),
  verified: 'Das sind die Bytes im Rumpf der Anfrage. Ihr Fingerabdruck ist der in der unterschriebenen Nachricht.',
  altered: 'Die hier aufbewahrten Bytes sind nicht die unterschriebenen: Etwas auf diesem Rechner hat sie verändert.',
  gone: 'Die Bytes selbst wurden nicht aufbewahrt: Das Training sendet zu viele. Ihr Fingerabdruck steht unten und in der Quittung.',
  start: (n: number) => `Gezeigt werden die ersten ${bytes(n)}.`,
  signedTitle: 'Die unterschriebene Nachricht',
  digest: 'Fingerabdruck der Geheimtexte (SHA-256)',
  requestsTitle: 'Jede Anfrage dieser Runde',
  requests: 'Schlüssel und Unterschriften enthalten keine Daten. Sonst wurde in dieser Runde nichts gesendet.',
  earlier: 'Die Liste hat sie nicht mehr: Sie wurden vor dem Laden der Seite gemacht oder sind zu lange her.',
  panelTitle: 'Dasselbe im Browser sehen',
  panel: (s: Sent) => [
    'Öffnen Sie die Entwicklerwerkzeuge (F12, auf dem Mac ⌥⌘I) und wählen Sie Netzwerk. Aufgeführt wird nur, was gesendet wird, während sie offen sind.',
    `Wählen Sie die PUT-Anfrage, deren Adresse auf rounds/${s.round}/${s.attempt}/uploads/… endet, und sehen Sie sich ihren Inhalt an.`,
    'Vergleichen Sie ihn mit den Bytes oben, oder speichern Sie beide und vergleichen Sie ihr SHA-256.',
    'Die Liste enthält jede Anfrage dieser Seite: Suchen Sie nach allem anderen, was abgegangen ist.',
  ],
  before: 'Zurück',
  after: 'Weiter',
  save: 'Diese Bytes speichern',
  close: 'Schließen',
};

export const traffic: typeof en.traffic = {
  title: 'Gesendet und empfangen',
  sent: 'gesendet',
  received: 'empfangen',
  details: 'Jede Anfrage dieses Besuchs',
  path: 'Anfrage',
  hint: 'Die Netzwerkansicht Ihres Browsers zeigt dieselbe Liste.',
  kernel: {
    simd: 'Verschlüsselt mit der Vektorarithmetik des Browsers.',
    bigint: 'Verschlüsselt mit den großen ganzen Zahlen des Browsers.',
    go: 'Verschlüsselt mit dem Rechenkern in WebAssembly.',
  },
};
