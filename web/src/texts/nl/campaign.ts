/** Trainingen met vertrouwde derden: het formulier, de code, wat na het ene bericht komt, en gepubliceerde resultaten. */
import type { Column } from '../../contract';
import { value } from '../../format';
import type * as en from '../en';
import { plural } from './words';

const unit = (c: Column): string => (c.unit ? ` ${c.unit}` : '');
const contributions = (n: number) => plural(n, 'bijdrage', 'bijdragen');

export const campaign: typeof en.campaign = {
  formTitle: 'Uw antwoorden',
  formLead:
    'Op deze computer wordt er één versleuteld bericht van gemaakt. Niemand kan het afzonderlijk lezen; alleen sommen over veel mensen worden geopend.',
  rowTitle: 'Of voer één rij met de hand in',
  fileInstead: 'Of neem een bestand',
  range: (c) => (c.min == null || c.max == null ? '' : `${value(c.min)} tot ${value(c.max)}${unit(c)}`),
  step: (c) => (c.step == null || c.step === 1 ? '' : `in stappen van ${value(c.step)}${unit(c)}`),
  slider: (name) => `${name}, met een schuifregelaar`,
  choose: 'Maak een keuze',
  none: 'Geen antwoord',
  optional: 'Dit mag leeg blijven.',
  problems: {
    empty: 'Beantwoord dit alstublieft.',
    number: 'Schrijf een getal, bijvoorbeeld 12.5.',
    whole: 'Schrijf een geheel getal.',
    below: (c) => `Schrijf een getal dat ten minste ${value(c.min ?? 0)}${unit(c)} is.`,
    above: (c) => `Schrijf een getal dat hoogstens ${value(c.max ?? 0)}${unit(c)} is.`,
    step: (c) => `Schrijf een veelvoud van ${value(c.step ?? 1)}${unit(c)}.`,
    level: 'Kies een van de antwoorden.',
  },
  left: (n) => (n === 0 ? '' : n === 1 ? 'Er ontbreekt één antwoord.' : `Er ontbreken ${n} antwoorden.`),
  send: 'Bijdragen',
  sendLead: 'Er vertrekt één bericht; daarna kunt u deze pagina sluiten.',

  codeTitle: 'Uw code',
  codeLead: 'Deze training vraagt de code die u is toegestuurd: twintig letters en cijfers.',
  code: 'Code',
  codeHint: 'Hoofdletters, kleine letters, spaties en streepjes maken geen verschil.',
  codeOpen: 'Verder',

  givenTitle: 'U kunt deze pagina nu sluiten',
  given: 'Uw bijdrage is aangekomen en bewaard.',
  opened: (i) =>
    i?.close
      ? `Ze wordt samen met andere geopend na ${i.close} (UTC)${i.putOff ? ' (deze dag is uitgesteld)' : ''}, of eerder als de opdrachtgever de training sluit.`
      : 'Ze wordt samen met andere geopend wanneer de opdrachtgever de training sluit.',
  together: (i) => (i?.batch ? `Sommen over minder dan ${contributions(i.batch)} worden nooit geopend.` : ''),
  until:
    'Tot dan kunt u dezelfde link in deze browser openen om haar te verbeteren of in te trekken. Later verschijnen hier misschien resultaten.',
  correct: 'Verbeteren',
  correctLead:
    'Uw antwoorden worden niet op deze computer bewaard: geef ze allemaal opnieuw. Alleen de laatste bijdrage telt.',
  withdraw: 'Intrekken',
  withdrawQuestion: 'Uw bijdrage intrekken? Ze wordt dan niet meegeteld.',
  notYet: 'nog niet geopend',
  withdrawnTitle: 'Ingetrokken',
  withdrawn: 'Uw bijdrage wordt niet meegeteld. Tot de training gesloten is, kunt u opnieuw bijdragen.',
  again: 'Opnieuw bijdragen',
  kept: 'Daarvoor is het te laat: de bijdrage blijft zoals ze was.',

  resultsTitle: 'Resultaten',
  resultsLead: (owners, made) => `Uit ${contributions(owners)}, gepubliceerd op ${made}.`,
  noise: 'Elk getal bevat toevallige ruis die elke afzonderlijke persoon beschermt.',
  hidden: (below) => `Aantallen van 1 tot ${below - 1}, en andere die ze zouden verraden, zijn weggelaten.`,
  rounded: (to) => `Aantallen zijn afgerond op veelvouden van ${to}.`,
  signed: 'Ondertekend door de opdrachtgever',
  tables: { summary: 'Samenvatting', tests: 'Toetsen', coefficients: 'Model', fit: 'Kwaliteit van de aanpassing' },
  receipt: 'Wat ik heb bijgedragen',
};
