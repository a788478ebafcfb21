/** Trainings mit Treuhändern: das Formular, der Code, was nach der einen Sendung kommt, und veröffentlichte Ergebnisse. */
import type { Column, Invitation } from '../../contract';
import { value } from '../../format';
import type * as en from '../en';
import { plural } from './words';

const unit = (c: Column): string => (c.unit ? ` ${c.unit}` : '');

export const campaign: typeof en.campaign = {
  formTitle: 'Ihre Antworten',
  formLead:
    'Aus ihnen wird auf diesem Rechner eine einzige verschlüsselte Nachricht. Niemand kann sie allein lesen; geöffnet werden nur Summen über viele Menschen.',
  rowTitle: 'Oder geben Sie eine Zeile von Hand ein',
  fileInstead: 'Oder bringen Sie eine Datei',
  range: (c: Column) => (c.min == null || c.max == null ? '' : `${value(c.min)} bis ${value(c.max)}${unit(c)}`),
  step: (c: Column) => (c.step == null || c.step === 1 ? '' : `in Schritten von ${value(c.step)}${unit(c)}`),
  slider: (name: string) => `${name}, als Schieberegler`,
  choose: 'Bitte wählen',
  none: 'Keine Antwort',
  optional: 'Sie dürfen das frei lassen.',
  problems: {
    empty: 'Bitte beantworten Sie das.',
    number: `Bitte schreiben Sie eine Zahl, zum Beispiel ${value(12.5)}.`,
    whole: 'Bitte schreiben Sie eine ganze Zahl.',
    below: (c: Column) => `Bitte schreiben Sie eine Zahl, die mindestens ${value(c.min ?? 0)}${unit(c)} ist.`,
    above: (c: Column) => `Bitte schreiben Sie eine Zahl, die höchstens ${value(c.max ?? 0)}${unit(c)} ist.`,
    step: (c: Column) => `Bitte schreiben Sie ein Vielfaches von ${value(c.step ?? 1)}${unit(c)}.`,
    level: 'Bitte wählen Sie eine der Antworten.',
  },
  left: (n: number) => (n === 0 ? '' : n === 1 ? 'Eine Antwort fehlt.' : `${n} Antworten fehlen.`),
  send: 'Beitragen',
  sendLead: 'Eine einzige Nachricht geht hinaus; dann können Sie diese Seite schließen.',

  codeTitle: 'Ihr Code',
  codeLead: 'Dieses Training braucht den Code, den Sie bekommen haben: zwanzig Buchstaben und Ziffern.',
  code: 'Code',
  codeHint: 'Groß- und Kleinschreibung, Leerzeichen und Bindestriche machen keinen Unterschied.',
  codeOpen: 'Weiter',

  givenTitle: 'Sie können diese Seite jetzt schließen',
  given: 'Ihr Beitrag ist angekommen und gespeichert.',
  opened: (i: Invitation | undefined) =>
    i?.close
      ? `Er wird zusammen mit anderen nach dem ${i.close} (UTC)${i.putOff ? ' (der Tag wurde verschoben)' : ''} geöffnet, oder früher, wenn der Auftraggeber das Training vorher abschließt.`
      : 'Er wird zusammen mit anderen geöffnet, wenn der Auftraggeber das Training abschließt.',
  together: (i: Invitation | undefined) =>
    i?.batch ? `Summen über weniger als ${plural(i.batch, 'Beitrag', 'Beiträge')} werden nie geöffnet.` : '',
  until:
    'Bis dahin können Sie denselben Link in diesem Browser öffnen, um ihn zu berichtigen oder zurückzuziehen. Später stehen hier vielleicht Ergebnisse.',
  correct: 'Berichtigen',
  correctLead:
    'Ihre Antworten bleiben nicht auf diesem Rechner: geben Sie alle noch einmal. Nur der letzte Beitrag zählt.',
  withdraw: 'Zurückziehen',
  withdrawQuestion: 'Ihren Beitrag zurückziehen? Er wird dann nicht gezählt.',
  notYet: 'noch nicht geöffnet',
  withdrawnTitle: 'Zurückgezogen',
  withdrawn: 'Ihr Beitrag wird nicht gezählt. Bis zum Abschluss des Trainings können Sie noch einmal beitragen.',
  again: 'Noch einmal beitragen',
  kept: 'Dafür ist es zu spät: der Beitrag bleibt, wie er war.',

  resultsTitle: 'Ergebnisse',
  resultsLead: (owners: number, made: string) =>
    `Aus ${plural(owners, 'Beitrag', 'Beiträgen')}, veröffentlicht am ${made}.`,
  noise: 'Jede Zahl enthält zufälliges Rauschen, das jeden einzelnen Menschen schützt.',
  hidden: (below: number) => `Anzahlen von 1 bis ${below - 1} und andere, die sie verraten würden, fehlen.`,
  rounded: (to: number) => `Anzahlen sind auf Vielfache von ${to} gerundet.`,
  signed: 'Vom Auftraggeber unterschrieben',
  tables: { summary: 'Übersicht', tests: 'Tests', coefficients: 'Modell', fit: 'Güte der Anpassung' },
  receipt: 'Was ich beigetragen habe',
};
