/** Wer fragt, wofür, und das Blatt für die Verantwortlichen des Datenschutzes. */
import type * as en from '../en';
import type { Invitation } from '../../contract';
import { day, ofOwners } from './words';

export const asking: typeof en.asking = {
  title: 'Wer Sie fragt',
  own: 'In den eigenen Worten des Auftraggebers. Niemand hat sie geprüft; vergleichen Sie die Wörter unten mit jemandem, den Sie dort kennen.',
  nothing:
    'Der Auftraggeber sagt nichts über sich. Fragen Sie, wer er ist und wofür er das Ergebnis braucht, bevor Sie teilnehmen.',
  fields: [
    ['contact', 'Kontakt'],
    ['closing', 'Letzter Tag zur Teilnahme'],
    ['return', 'Was Sie bekommen'],
    ['approval', 'Genehmigt von'],
    ['approval_number', 'Nummer der Genehmigung'],
    ['legal_basis', 'Rechtsgrundlage'],
    ['controller', 'Verantwortlich'],
    ['retention', 'Wie lange Ergebnisse aufbewahrt werden'],
  ],
  value: (name: string, text: string) => (name === 'closing' ? day(text) : text),
  more: 'Mehr dazu',
  links: 'Seiten dazu',
  logo: 'Logo, das der Auftraggeber verwendet',
  calendar: 'Letzten Tag in meinen Kalender eintragen',
  event: (training: string) => `Letzter Tag zur Teilnahme: ${training}`,
};

export const sheet: typeof en.sheet = {
  title: 'Datenschutzblatt',
  open: 'Für Ihre Datenschutzbeauftragten',
  print: 'Dieses Blatt drucken',
  purpose: 'Zweck',
  asker: 'Wer fragt',
  notSaid: 'keine Angabe',
  training: 'Training',
  fingerprint: 'Fingerabdruck der unterschriebenen Beschreibung',
  columns: 'Gelesene Spalten',
  measures: 'Schutz',
  measure: (i: Invitation) => [
    `Summen sind mit einem Paillier-Schlüssel von ${i.keyBits} Bit verschlüsselt, den nur der Auftraggeber hat, und so maskiert, dass sie sich nur als Summe von mindestens ${ofOwners(i.cohort.min)} öffnen lassen.`,
    'Zeilen werden nur im Browser gelesen. Jede Nachricht ist unterschrieben, und die Quittung führt alles auf, was abgegangen ist.',
    ...(i.privacy
      ? [`Rauschen hält das ganze Training innerhalb von ε = ${i.privacy.epsilon} und δ = ${i.privacy.delta}.`]
      : []),
  ],
  remaining: 'Was bleibt',
  remain: [
    'Eine Summe über wenige Zeilen verrät viel über sie.',
    'Wären alle anderen Datengeber erfunden, so wäre eine Summe Ihr Anteil allein. Vergleichen Sie die Wörter mit den anderen.',
    'Dieser Rechner, dieser Browser und diese Seite müssen vertrauenswürdig sein.',
  ],
  consent: 'Sätze, denen Sie zustimmen',
};
