/** Die Sätze der Seite für Treuhänder. */
import type { Texts } from '.';

export const trustee: Texts['trustee'] = {
  promise: 'Ihr Schlüssel bleibt auf diesem Gerät.',
  title: 'Treuhänder sein',
  lead: 'Beiträge zu einem Training lassen sich nur öffnen, wenn jeder seiner Treuhänder seinen Teil freigibt. Hier halten Sie einen solchen Teil, mit einem Schlüssel in einer eigenen Datei. Sie sehen keine Daten, keine Summe und kein Modell.',
  served:
    'Diese Seite kommt vom Vermittler. Ein Vermittler, der sie verändert, könnte Ihren Schlüssel nehmen: Vergleichen Sie sie mit einer Veröffentlichung, oder öffnen Sie stattdessen deren Datei blindfit-trustee.html.',
  openTitle: 'Schlüsseldatei öffnen',
  file: 'Schlüsseldatei (die neueste)',
  passphrase: 'Passphrase',
  facilitator: 'Adresse des Vermittlers',
  open: 'Öffnen',
  makeTitle: 'Noch kein Schlüssel?',
  makeLead:
    'Ein Schlüssel wird in diesem Browser erzeugt und unter einer Passphrase als Datei gespeichert. Beides verlässt dieses Gerät nicht. Geht es verloren, kann Ihnen niemand helfen.',
  fresh: (least) => `Neue Passphrase, mindestens ${least} Zeichen`,
  again: 'Dieselbe Passphrase noch einmal',
  differ: 'Die beiden sind nicht gleich.',
  make: 'Schlüssel erzeugen',
  madeTitle: 'Speichern Sie Ihre Schlüsseldatei',
  madeLead: (name) =>
    `Die Datei ${name} wurde erzeugt. Speichern Sie sie so, dass Sie sie wiederfinden und sonst niemand.`,
  saveFile: 'Datei speichern',
  publish:
    'Geben Sie diese Zeile Auftraggebern, und veröffentlichen Sie die Wörter dort, wo Datengeber nachsehen: Sie vergleichen sie.',
  line: 'Ihre Zeile',
  words: 'Ihre Wörter',
  openMade: 'Öffnen Sie die gespeicherte Datei',
  newestTitle: 'Ist das Ihre neueste Datei?',
  newestLead:
    'Dieser Browser hat den Schlüssel noch nicht verwendet und kann es deshalb nicht wissen. Eine ältere Datei darf nicht verwendet werden: Mit ihr könnte ein Training zweimal beantwortet werden, was einzelne Menschen preisgäbe. Suchen Sie nach weiteren Dateien dieses Schlüssels; die Zahl im Namen wächst.',
  last: 'Letzter Eintrag',
  newestYes: 'Ja, es ist die neueste',
  newestNo: 'Andere Datei wählen',
  deskTitle: 'Trainings, die Sie nennen',
  unreachable: 'Der Vermittler ist gerade nicht erreichbar. Die Seite versucht es weiter.',
  saveTitle: 'Speichern Sie zuerst Ihre neue Schlüsseldatei',
  saveLead:
    'Ihre Zusage steht nun in Ihrer Schlüsseldatei. Es wird nichts gesendet, bevor Sie sie gespeichert und hier vorgezeigt haben.',
  saveFirst: 'Speichern Sie',
  saveThen: 'Wählen Sie die eben gespeicherte Datei',
  saveAfter: 'Von da an gilt nur die neue Datei. Die alte können Sie behalten, öffnen Sie sie aber nie wieder.',
  waitingTitle: 'Wartet auf Sie',
  nothingWaits: 'Gerade wartet nichts auf Sie. Die Seite sieht alle paar Sekunden nach.',
  refusedTitle: 'Nicht beantwortet',
  refusedLead:
    'Diese verletzen eine Regel, die Sie einhalten. Sie müssen nichts tun; vielleicht fragt Sie der Auftraggeber danach.',
  signedTitle: 'Was Sie unterschrieben haben',
  nothingSigned: 'Noch nichts.',
  accepted: (day) => `angenommen am ${day}`,
  released: (day, cells) => `freigegeben am ${day}, Zellen: ${cells}`,
  answered: (struck) => `Der Abschluss ist geprüft. Beiträge, die Sie streichen: ${struck}.`,
  sent: 'Ihr Teil wurde freigegeben.',
  leaveOpen: 'Sie können diese Seite jederzeit schließen. Die Beiträge warten auf Sie.',
  moveTitle: 'Diesen Schlüssel in das Programm trustee umziehen',
  moveLead:
    'Schlüssel und Verzeichnis werden in einem Programm weitergeführt, auf einem Rechner mit einem Ordner und einem zweiten Datenträger. Die Seite schreibt eine letzte Zeile in die Schlüsseldatei, die Sie speichern; danach unterschreibt diese Seite mit dem Schlüssel nichts mehr.',
  move: 'Schlüssel umziehen',
  askAccept: 'bittet Sie, einen Teil seiner Masken zu halten.',
  askRelease: 'ist geschlossen und bittet um Ihren Teil.',
  organisation: 'Organisation',
  purpose: 'Zweck',
  asker: 'Wörter des Auftraggebers',
  training: 'Wörter des Trainings',
  model: 'Modell',
  columns: 'Spalten',
  noise: 'Rauschen',
  noiseOf: (epsilon, delta, unit) => `ε = ${epsilon}, δ = ${delta}, je ${unit === 'owner' ? 'Datengeber' : 'Zeile'}`,
  cells: 'Gemeinsam geöffnet',
  cellsOf: (least) => `mindestens ${least} Beiträge`,
  contributions: 'Beiträge',
  contributionsOf: (all, struck) => `${all}, davon gestrichen: ${struck}`,
  closed: 'Größen der Zellen',
  meansAccept:
    'Ist der Auftraggeber, wer er zu sein angibt? Würden Menschen ihre Daten hier erwarten? Sind die Zahlen groß genug?',
  meansRelease: 'Sie geben ihn einmal frei. Kein anderer Abschluss dieses Trainings wird je beantwortet.',
  accept: 'Training annehmen',
  release: 'Meinen Teil freigeben',
  stoppedTitle: 'Angehalten',
  restart: 'Seite neu laden',
  needed: 'Die Datei, die gebraucht wird:',
  problems: {
    passphrase: {
      text: 'Diese Passphrase öffnet die Datei nicht.',
      way: 'Geben Sie sie noch einmal ein, oder wählen Sie eine andere Datei.',
    },
    short: { text: 'Die Passphrase ist zu kurz.', way: 'Nehmen Sie mindestens 12 Zeichen, zum Beispiel vier Wörter.' },
    malformed: {
      text: 'Das ist keine Schlüsseldatei eines Treuhänders, oder sie ist beschädigt.',
      way: 'Wählen Sie die Datei, die diese Seite erzeugt hat. Ihr Name beginnt mit „trustee-“ und endet auf „.key“.',
    },
    program: {
      text: 'Das ist die Schlüsseldatei des Programms trustee. Sein Verzeichnis liegt in anderen Dateien; deshalb wird sie hier nicht verwendet.',
      way: 'Arbeiten Sie mit dem Programm weiter, holen Sie den Schlüssel mit „trustee move“ hierher, oder erzeugen Sie einen Schlüssel für diese Seite.',
    },
    stale: {
      text: 'Diese Datei ist älter als das, was dieser Schlüssel unterschrieben hat. Mit ihr könnte ein Training zweimal beantwortet werden, was einzelne Menschen preisgäbe.',
      way: 'Wählen Sie die neueste Datei. Ist sie verloren, so unterschreibt dieser Schlüssel nichts mehr: Erzeugen Sie einen neuen, veröffentlichen Sie seine Wörter, und sagen Sie es den Auftraggebern der Trainings, die Sie angenommen haben.',
    },
    apart: {
      text: 'Zwei Dateien dieses Schlüssels sind auseinandergelaufen: Dies ist nicht die, die hier zuletzt verwendet wurde.',
      way: 'Wählen Sie die zuletzt verwendete Datei. Ist sie verloren, so unterschreibt dieser Schlüssel nichts mehr: Erzeugen Sie einen neuen, und sagen Sie es den Auftraggebern der Trainings, die Sie angenommen haben.',
    },
    not_saved: {
      text: 'Das ist nicht die Datei, die zu speichern war.',
      way: 'Speichern Sie die Datei noch einmal, und wählen Sie genau diese.',
    },
    moved: {
      text: 'Dieser Schlüssel ist in ein Programm umgezogen. Seine Schlüsseldateien unterschreiben hier nichts mehr.',
      way: 'Arbeiten Sie mit dem Programm weiter: „trustee move --back“ nimmt die zuletzt gespeicherte Schlüsseldatei.',
    },
    gone: {
      text: 'Das wartet nicht mehr auf Sie, oder es hat sich inzwischen geändert.',
      way: 'Lesen Sie, was jetzt gezeigt wird, und entscheiden Sie neu.',
    },
    memory: {
      text: 'Dieser Browser behält nichts; eine ältere Datei würde also nicht bemerkt. Es wurde nichts gesendet.',
      way: 'Verlassen Sie den privaten Modus, schaffen Sie Platz, oder nehmen Sie einen anderen Browser; öffnen Sie dann die Seite neu.',
    },
    address: {
      text: 'Das ist keine Adresse eines Vermittlers.',
      way: 'Nehmen Sie die Adresse aus Ihrer Einladung, etwa https://….',
    },
    internal: {
      text: 'Die Seite kann nicht weitermachen.',
      way: 'Laden Sie sie neu, und öffnen Sie Ihre neueste Schlüsseldatei.',
    },
    second_tab: {
      text: 'Dieser Schlüssel wird in einem anderen Tab verwendet.',
      way: 'Machen Sie dort weiter, oder schließen Sie ihn und öffnen Sie die Datei hier noch einmal.',
    },
    fatal: {
      text: 'Das Programm der Seite wurde beendet.',
      way: 'Laden Sie die Seite neu, und öffnen Sie Ihre neueste Schlüsseldatei.',
    },
  },
};
