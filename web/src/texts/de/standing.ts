/** Wie es um den Platz einer Person in einem Training steht: vor dem Beitritt und während des Wartens. */
import { count, owners } from './words';

export const standing = {
  closed: {
    begun: {
      title: 'Dieses Training hat begonnen',
      lead: 'Die Teilnehmenden stehen fest, und Sie sind es in diesem Browser nicht. Wenn Sie beigetreten sind, öffnen Sie den Link in dem Browser, mit dem Sie beigetreten sind.',
    },
    finished: {
      title: 'Dieses Training ist vorbei',
      lead: 'Es nimmt keine Daten mehr an. Fragen Sie, wer Ihnen den Link geschickt hat, ob es ein weiteres gibt.',
    },
    revoked: {
      title: 'Dieser Link wurde zurückgenommen',
      lead: 'Der Auftraggeber nimmt ihn nicht mehr an. Wenn Sie noch teilnehmen möchten, bitten Sie um einen neuen.',
    },
    late: {
      title: 'Dieser Link ist abgelaufen',
      lead: 'Der letzte Tag, um damit teilzunehmen, ist vorbei. Fragen Sie, wer ihn geschickt hat, ob es einen weiteren gibt.',
    },
    full: {
      title: 'Dieses Training ist voll',
      lead: 'Es nehmen so viele teil, wie es Plätze hat. Fragen Sie, wer Ihnen den Link geschickt hat, ob ein Platz frei wird.',
    },
  },
  nothing: 'Von Ihrem Rechner wurde nichts gelesen.',
  notes: {
    joined: {
      title: 'Sie sind diesem Training beigetreten',
      lead: 'Es hat noch nicht begonnen. Wählen Sie Ihre Datei noch einmal und lassen Sie diese Seite offen, um beim Start dabei zu sein. Bis dahin können Sie auch eine andere Datei wählen.',
    },
    used: {
      title: 'Mit diesem Link ist schon jemand beigetreten',
      lead: 'Jeder Link ist für eine Person oder Stelle. Wenn Sie es waren, in einem anderen Browser oder bevor dessen Speicher gelöscht wurde, machen Sie weiter: Es zählt, wer verbunden ist. Sonst sagen Sie es dem Absender und bitten Sie um einen eigenen Link.',
    },
    twice: {
      title: 'Sie sind schon mit einem anderen Link in diesem Training',
      lead: 'Wer Daten gibt, zählt einmal. Geben Sie diesen Link nicht weiter; sagen Sie dem Auftraggeber, dass er nicht gebraucht wird.',
    },
    unknown: {
      title: 'Der Auftraggeber kennt diesen Link nicht',
      lead: 'Er gehört zu einem anderen Training, oder die Unterlagen des Auftraggebers sind älter als der Link. Bitten Sie um einen neuen, bevor Sie weitermachen.',
    },
  },
  waiting: {
    used: {
      title: 'Ein anderer Browser hat diesen Platz',
      lead: 'Mit demselben Link ist noch jemand verbunden, und nur einer zählt. Wenn Sie es selbst sind, schließen Sie die andere Seite. Sonst sagen Sie es dem Auftraggeber und bitten Sie um einen eigenen Link.',
    },
    twice: {
      title: 'Sie sind schon in diesem Training',
      lead: 'Sie sind auch mit einem anderen Link beigetreten und zählen einmal. Hier können Sie gehen.',
    },
    revoked: {
      title: 'Sie sind nicht zugelassen',
      lead: 'Der Auftraggeber hat Ihren Link zurückgenommen. Fragen Sie nach dem Grund; von Ihren Zeilen wurde nichts gesendet.',
    },
    unknown: {
      title: 'Sie sind nicht zugelassen',
      lead: 'Der Auftraggeber kennt den Link nicht, mit dem Sie gekommen sind. Bitten Sie um einen neuen; von Ihren Zeilen wurde nichts gesendet.',
    },
  },
  lobby: (admitted: number, others: number, start: number) =>
    (admitted < start
      ? `Zugelassen: ${count(admitted)} von ${owners(start)}. Das Training beginnt, wenn alle da sind.`
      : `Zugelassen: ${owners(admitted)}. Der Auftraggeber startet das Training.`) +
    (others > 0 ? ` Weitere, die nicht zählen: ${count(others)}.` : ''),
  notLooked: 'Der Auftraggeber hat noch nicht nachgesehen, wen er zulässt.',
  reconsider: 'Andere Datei wählen',
  keep: 'Nach erneutem Laden der Seite von selbst weitermachen',
  keepHint:
    'Summen über Ihre Zeilen, nie die Zeilen, bleiben bis zum Ende des Trainings in diesem Browser: verschlüsselt mit einem Schlüssel, den kein Skript auslesen kann, und am Ende gelöscht.',
  cancel: 'Prüfung abbrechen',
  loading: 'Das Programm der Seite wird geladen: etwa 1,6 MB, einmalig. Ihre Verbindung scheint langsam zu sein.',
};
