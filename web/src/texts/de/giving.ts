/** Fragen, die ein Ja brauchen, und das Konto dessen, was gegeben wurde. */
import type { Again, Gap, Given, Offer, Question, Spending } from '../../contract';
import type { Claim, GapReason, Rule, Stage } from '../../generated/constants';
import type * as en from '../en';
import { spans } from '../plain';
import { about, count, day, ofOwners, owners, plural, rows } from './words';

const amount = (n: string | number): string => (typeof n === 'number' ? about(n) : n);

interface Asked {
  title: string;
  found: (has: string, needs: string) => string;
  yes: string;
  instead?: string;
}
const asked: Record<Rule, Asked> = {
  rows: {
    title: 'Wenige Zeilen',
    found: (has, needs) => `Zeilen: ${has}. Verlangt: mindestens ${needs}.`,
    yes: 'Ja, meine Zeilen geben, obwohl es wenige sind.',
    instead: 'Oder wählen Sie eine Datei mit mehr Zeilen.',
  },
  alone: {
    title: 'Zeilen, die allein stehen',
    found: (has) => `Zeilen, die allein stehen: ${has}. Verlangt: keine.`,
    yes: 'Ja, auch diese Zeilen geben.',
    instead:
      'Oder nehmen Sie diese Zeilen aus Ihrer Datei und wählen Sie sie noch einmal. Zeile 1 ist die mit den Namen.',
  },
  constant: {
    title: 'Spalten, die Ihren Anteil erkennen lassen',
    found: (has) => `Spalten mit nur einem Wert: ${has}. Verlangt: keine.`,
    yes: 'Ja, meine Zeilen geben, obwohl diese Spalten meinen Anteil erkennen lassen.',
  },
  again: {
    title: 'Zeilen, die schon in Summen waren',
    found: (has, needs) => `Gefunden: ${has}. Verlangt: ${needs}.`,
    yes: 'Ja, meine Zeilen trotzdem diesem Training geben.',
  },
  others: {
    title: 'Sind das andere Menschen?',
    found: () => 'Gefunden: unbekannt. Verlangt: andere Menschen.',
    yes: 'Ja, es sind andere Menschen.',
    instead:
      'Sie müssen nicht antworten. Ohne ein Ja werden vor der ersten Runde alle Datengeber gefragt, ob das Training weitergehen darf.',
  },
  consent: {
    title: 'Der Auftraggeber bittet Sie zu bestätigen',
    found: () => '',
    yes: 'Ja',
  },
  limit: {
    title: 'Ihre Grenze für ε',
    found: (has, needs) =>
      `Mit diesem Training: ${has === 'exact' ? 'unbegrenzt' : `ε ${has}`}. Ihre Grenze: ε ${needs}.`,
    yes: 'Ja, teilnehmen, obwohl das meine Grenze überschreitet.',
  },
  shared: {
    title: 'Genaue Summen zu einem Modell, das Sie alle sehen',
    found: () => 'Rauschen in den Summen: keines. Verlangt: Rauschen, wenn die Datengeber das Modell sehen.',
    yes: 'Ja, damit bin ich einverstanden.',
  },
};

export const questions: typeof en.questions = {
  title: (needed: boolean) => (needed ? 'Dieses Training braucht Ihr Ja' : 'Eine Frage zu Ihren Zeilen'),
  lead: 'Ein Ja gilt für dieses Training. Eine Frage zu denselben Zeilen kommt nur wieder, wenn mehr verraten würde.',
  asked: (q: Question) => asked[q.rule],
  found: (q: Question) => asked[q.rule].found(amount(q.has), amount(q.needs)),
  missing: (n: number) =>
    n === 1 ? 'Eine Frage oben braucht zuerst Ihr Ja.' : `${count(n)} Fragen oben brauchen zuerst Ihr Ja.`,
  rechecked:
    'Etwas hat sich geändert, darum wurde Ihre Datei noch einmal geprüft. Es wurde nichts gegeben. Lesen Sie die Fragen und tragen Sie dann noch einmal bei.',
  merged: (columns: string[]) =>
    `Wenige Ihrer Zeilen haben ${columns.join(', ')}. Wie dieses Training es verlangt, zählen sie als die Stufe für alle übrigen.`,
  lacks: (columns: string[]) =>
    `Alle Ihre Zeilen sind gleich in ${columns.join(', ')}; meist hat es keine von ihnen. Das ist keine Frage, aber die Summen können es zeigen.`,
};

export const offers: typeof en.offers = {
  title: 'Sie können weniger Zeilen geben',
  take: (o: Offer) =>
    o.word === 'new'
      ? `${rows(o.rows)} weglassen, die „${o.past}“ nicht hatte, bis es ${count(o.until)} sind. Dann kann niemand die Summen voneinander abziehen, um diese zu sehen.`
      : `${rows(o.rows)} mit einer leeren Zelle in irgendeiner Spalte weglassen, damit Trainings mit anderen Spalten auf denselben Zeilen beruhen können.`,
};

const claims: Record<Claim, string> = {
  first: 'noch in keiner Summe',
  same: 'dieselben Zeilen wie zuvor, mit denselben Datengebern',
  changed: 'schon in Summen, mit anderen Zeilen oder anderen Datengebern',
};

const kind = (exact: boolean) => (exact ? 'genaue Summen' : 'Summen mit Rauschen');
const subtracted = (d: Again['differences'][number]) =>
  `Die Differenz zu ${d.name === '' ? 'einem früheren Training, in dem Sie nicht waren,' : `„${d.name}“`}`;

export const again: typeof en.again = {
  title: 'Diese Zeilen noch einmal geben?',
  lead: 'Einige Zeilen waren schon in Summen. Wer beide Summen kennt, kann die eine von der anderen abziehen. Lesen Sie, was das verraten würde, und sagen Sie dann Ja oder verlassen Sie das Training. Vorher geht nichts von Ihren Zeilen ab.',
  differencesTitle: 'Was eine Differenz verrät',
  alone: (d: Again['differences'][number]): [string, string] => [
    `${subtracted(d)} würde den Anteil von `,
    ' allein verraten.',
  ],
  together: (d: Again['differences'][number]) =>
    `${subtracted(d)} würde den Anteil dieser Datengeber zusammen verraten:`,
  how: { joined: 'war nicht darin', left: 'ist hier nicht mehr dabei', changed: 'hat jetzt andere Zeilen' },
  noDifference: 'Nichts, wovon diese Seite weiß.',
  unknown: (n: number) =>
    n === 1
      ? 'Sie haben zu einer früheren Summe nicht gesagt, ob es um andere Menschen ging; darum kann eine Differenz mehr verraten.'
      : `Sie haben zu ${count(n)} früheren Summen nicht gesagt, ob es um andere Menschen ging; darum kann eine Differenz mehr verraten.`,
  pastTitle: 'Frühere Trainings mit Ihren Zeilen',
  noPast: 'Keine. Die Frage betrifft Zeilen von anderen.',
  past: (p: Again['past'][number]) =>
    `${day(p.when)}, ${kind(p.exact)}, ${owners(p.owners)}. ${rows(p.found)} von Ihnen ${p.found === 1 ? 'war' : 'waren'} darin` +
    `; ${p.new === 0 ? 'keine ist neu' : `${count(p.new)} ${p.new === 1 ? 'ist' : 'sind'} neu`}` +
    `, ${p.gone === 0 ? 'keine fehlt' : `${count(p.gone)} ${p.gone === 1 ? 'fehlt' : 'fehlen'}`}.`,
  newRows: (p: Again['past'][number]) =>
    `Neu in Ihrer Datei: ${p.newRows.length === 1 ? 'Zeile' : 'Zeilen'} ${spans(p.newRows)}${p.new > p.newRows.length ? ' …' : ''}`,
  modelOwner: 'Auftraggeber',
  statedTitle: 'Was alle angegeben haben',
  claims,
  you: 'Sie',
  yes: asked.again.yes,
  go: 'Weiter',
  said: 'Sie haben Ja gesagt. Das Training geht weiter, sobald alle anderen es auch getan haben.',
  leave: 'Wenn Sie das Training verlassen, wird nichts von Ihren Zeilen gegeben. Die anderen werden dasselbe gefragt.',
};

const stages: Record<Stage, string> = {
  open: 'angegeben, nicht begonnen',
  passed: 'gegeben',
  struck: 'nicht gegeben',
};
const stageMeanings: Record<Stage, string> = {
  open: 'Das Training hat nicht begonnen. Es zählt als gegeben, bis Sie es verlassen.',
  passed: 'Von da an konnten verschlüsselte Summen über diese Zeilen gesendet werden.',
  struck: 'Das Training hat nicht mit Ihnen begonnen: Es wurde nichts gesendet.',
};
const gaps: Record<GapReason, string> = {
  older: 'Das Konto wurde auf einen früheren Stand zurückgesetzt, oder es ist ein anderes.',
  'no anchor': 'Das Zeichen, das zeigt, ob das Konto vollständig ist, fehlt.',
  restored: 'Das Konto wurde aus einer Kopie wiederhergestellt, die älter sein kann.',
};

export const gave: typeof en.gave = {
  open: 'Was Sie gegeben haben',
  title: 'Was Sie gegeben haben',
  lead: 'Jedes Training mit Zeilen von Ihnen, so wie dieser Browser es aufgeschrieben hat: bevor eine Summe über sie abgehen konnte.',
  onStart:
    'Dieser Browser führt ein Konto über jede Summe, in der Ihre Zeilen waren, über alle Trainings und Auftraggeber hinweg.',
  loading: 'Das Konto wird gelesen',
  none: 'Noch nichts: Dieser Browser war in keinem Training mit Zeilen.',
  modelOwner: 'Auftraggeber',
  kind,
  stage: (s: Stage) => stages[s],
  stageMeaning: (s: Stage) => stageMeanings[s],
  amount: (g: Given) =>
    `${day(g.when)}: ${rows(g.rows)} von Ihnen` +
    (g.held > 0 ? `, davon ${count(g.held)} zum Messen zurückgehalten,` : '') +
    ` unter ${ofOwners(g.members.length)}.`,
  stated: (g: Given) => `Sie haben angegeben: ${claims[g.word]}.`,
  asked: 'Einige Zeilen waren schon in Summen; Sie haben Ja gesagt.',
  members: 'Seine Datengeber',
  spentTitle: 'Rauschen: das Budget ε',
  spent: (s: Spending) =>
    s.sums === 0
      ? `Es ist nichts verbraucht: Keine Summe mit Rauschen wurde geöffnet.${s.limit ? ` Ihre Grenze ist ${about(s.limit)}.` : ''}`
      : `ε ${about(s.spentAll)} ist in ${plural(s.sums, 'Summe', 'Summen')} mit Rauschen verbraucht` +
        (s.limit ? `, von Ihrer Grenze ${about(s.limit)}.` : '. Sie haben keine Grenze gesetzt.'),
  exact: 'Genaue Summen haben kein Rauschen, darum zählt kein ε, was sie verraten.',
  gapsTitle: 'Das Konto ist vielleicht nicht vollständig',
  gap: (g: Gap) =>
    `${day(g.when)}: ${gaps[g.reason]}` +
    (g.known > 0 ? ` Es hatte einmal ${plural(g.known, 'Eintrag', 'Einträge')}.` : ''),
  gapMeaning:
    'Frühere Summen können fehlen. Zu jeder Datei, die Sie wählen, werden Sie darum gefragt: Waren ihre Menschen in einer Summe, die fehlt?',
  keptTitle: 'Wo dieses Konto liegt',
  kept: (host: string) =>
    `In diesem Browser, im Speicher für ${host || 'Dateien dieses Rechners'}. Wer die Daten dieser Website löscht, leert es. Dann kennt die Seite Ihre früheren Summen nicht mehr und kann Sie nicht warnen.`,
  server: (host: string) =>
    `${host}, der Server, von dem diese Seite kommt, kann Ihren Browser jederzeit dazu bringen, es zu löschen, ohne dass Sie davon erfahren.`,
  promised: 'Der Browser hat versprochen, es nicht von selbst zu löschen.',
  notPromised: 'Der Browser kann es von selbst löschen, wenn der Platz knapp wird.',
  elsewhereTitle: 'Außer Reichweite dieses Servers',
  elsewhere:
    'Nehmen Sie mit einer eigenen Seite teil. Sie führt ein eigenes Konto; wählen Sie also einen Weg und bleiben Sie dabei:',
  ways: [
    { before: 'Öffnen Sie ', code: 'blindfit.html', after: ' einer Blindfit-Version von Ihrer Festplatte.' },
    {
      before: 'Starten Sie ',
      code: 'dataowner serve',
      after: ' auf Ihrem Rechner und öffnen Sie die Adresse, die es ausgibt.',
    },
  ],
  command: (origin: string) => `dataowner serve --facilitator ${origin}`,
  copy: 'Diesen Befehl kopieren',
  copied: 'Kopiert',
  close: 'Schließen',
};
