/** Vragen die een ja nodig hebben, en de rekening van wat gegeven is. */
import type { Again } from '../../contract';
import type { Claim, GapReason, Rule, Stage } from '../../generated/constants';
import type * as en from '../en';
import { spans } from '../plain';
import { about, count, day, form, owners, plural, rows } from './words';

const amount = (n: string | number): string => (typeof n === 'number' ? about(n) : n);

interface Asked {
  title: string;
  found: (has: string, needs: string) => string;
  yes: string;
  instead?: string;
}
const found = (has: string, needs: string) => `Gevonden: ${has}. Gevraagd: ${needs}.`;
const asked: Record<Rule, Asked> = {
  rows: {
    title: 'Weinig rijen',
    found: (has, needs) => `Rijen: ${has}. Gevraagd: ten minste ${needs}.`,
    yes: 'Ja, mijn rijen geven hoewel het er weinig zijn.',
    instead: 'Of kies een bestand met meer rijen.',
  },
  alone: {
    title: 'Rijen die alleen staan',
    found: (has) => `Rijen die alleen staan: ${has}. Gevraagd: geen.`,
    yes: 'Ja, ook deze rijen geven.',
    instead: 'Of haal deze rijen uit uw bestand en kies het opnieuw. Rij 1 is die met de namen.',
  },
  constant: {
    title: 'Kolommen die uw deel verraden',
    found: (has) => `Kolommen met maar één waarde: ${has}. Gevraagd: geen.`,
    yes: 'Ja, mijn rijen geven hoewel deze kolommen mijn deel verraden.',
  },
  again: {
    title: 'Rijen die al in sommen zaten',
    found,
    yes: 'Ja, mijn rijen toch aan deze training geven.',
  },
  others: {
    title: 'Zijn dit andere mensen?',
    found: () => 'Gevonden: onbekend. Gevraagd: andere mensen.',
    yes: 'Ja, het zijn andere mensen.',
    instead:
      'U hoeft niet te antwoorden. Zonder een ja wordt elke gegevenshouder vóór de eerste ronde gevraagd of de training door mag gaan.',
  },
  consent: {
    title: 'De opdrachtgever vraagt u om een bevestiging',
    found: () => '',
    yes: 'Ja',
  },
  limit: {
    title: 'Uw grens voor ε',
    found: (has, needs) => `Met deze training: ${has === 'exact' ? 'onbegrensd' : `ε ${has}`}. Uw grens: ε ${needs}.`,
    yes: 'Ja, meedoen hoewel dit mijn grens overschrijdt.',
  },
  shared: {
    title: 'Exacte sommen bij een model dat u allen ziet',
    found: () => 'Ruis in de sommen: geen. Gevraagd: ruis, als de gegevenshouders het model zien.',
    yes: 'Ja, daar ben ik het mee eens.',
  },
};

export const questions: typeof en.questions = {
  title: (needed) => (needed ? 'Deze training heeft uw ja nodig' : 'Een vraag over uw rijen'),
  lead: 'Een ja geldt voor deze training. Een vraag over dezelfde rijen komt alleen terug als er meer verraden zou worden.',
  asked: (q) => asked[q.rule],
  found: (q) => asked[q.rule].found(amount(q.has), amount(q.needs)),
  missing: (n) =>
    n === 1 ? 'Een vraag hierboven heeft eerst uw ja nodig.' : `${count(n)} vragen hierboven hebben eerst uw ja nodig.`,
  rechecked:
    'Er is iets veranderd, daarom is uw bestand nog eens gecontroleerd. Er is niets gegeven. Lees de vragen en draag opnieuw bij.',
  merged: (columns) =>
    `Weinig van uw rijen hebben ${columns.join(', ')}. Zoals deze training vraagt, tellen ze als het niveau voor alle overige.`,
  lacks: (columns) =>
    `Al uw rijen zijn gelijk in ${columns.join(', ')}; meestal heeft geen enkele het. Dit is geen vraag, maar de sommen kunnen het tonen.`,
};

export const offers: typeof en.offers = {
  title: 'U kunt minder rijen geven',
  take: (o) =>
    o.word === 'new'
      ? `${rows(o.rows)} weglaten die “${o.past}” niet had, tot het er ${count(o.until)} zijn. Dan kan niemand de sommen van elkaar aftrekken om ze te zien.`
      : `${rows(o.rows)} met een lege cel in een van de kolommen weglaten, zodat trainingen op andere kolommen op dezelfde rijen kunnen rusten.`,
};

const claims: Record<Claim, string> = {
  first: 'nog in geen enkele som',
  same: 'dezelfde rijen als eerder, met dezelfde gegevenshouders',
  changed: 'al eerder in sommen, met andere rijen of andere gegevenshouders',
};
const kind = (exact: boolean) => (exact ? 'exacte sommen' : 'sommen met ruis');
const subtracted = (d: Again['differences'][number]) =>
  `Het verschil met ${d.name === '' ? 'een eerdere training waar u niet bij was' : `“${d.name}”`}`;

export const again: typeof en.again = {
  title: 'Deze rijen opnieuw geven?',
  lead: 'Sommige rijen zaten al in sommen. Wie beide sommen kent, kan de ene van de andere aftrekken. Lees wat dat zou verraden, en zeg dan ja of ga weg. Vóór die tijd vertrekt er niets van uw rijen.',
  differencesTitle: 'Wat een verschil verraadt',
  alone: (d) => [`${subtracted(d)} zou het deel verraden van `, ' alleen.'],
  together: (d) => `${subtracted(d)} zou het deel verraden van deze gegevenshouders, bij elkaar opgeteld:`,
  how: { joined: 'was er niet bij', left: 'is er niet meer', changed: 'heeft nu andere rijen' },
  noDifference: 'Niets waar deze pagina van weet.',
  unknown: (n) =>
    `U hebt van ${plural(n, 'eerdere som', 'eerdere sommen')} niet gezegd of ${form(n, 'ze', 'die')} over andere mensen ${form(n, 'ging', 'gingen')}, dus een verschil kan meer verraden.`,
  pastTitle: 'Eerdere trainingen met uw rijen',
  noPast: 'Geen. De vraag gaat over rijen van anderen.',
  past: (p) =>
    `${day(p.when)}, ${kind(p.exact)}, ${owners(p.owners)}. ${rows(p.found)} van u ${form(p.found, 'zat', 'zaten')} erin` +
    `; ${p.new === 0 ? 'geen is nieuw' : plural(p.new, 'is nieuw', 'zijn nieuw')}` +
    `, ${p.gone === 0 ? 'geen is weg' : plural(p.gone, 'is weg', 'zijn weg')}.`,
  newRows: (p) =>
    `Nieuw in uw bestand: ${p.newRows.length === 1 ? 'rij' : 'rijen'} ${spans(p.newRows)}${p.new > p.newRows.length ? ' …' : ''}`,
  modelOwner: 'Opdrachtgever',
  statedTitle: 'Wat iedereen verklaarde',
  claims,
  you: 'u',
  yes: asked.again.yes,
  go: 'Verder',
  said: 'U hebt ja gezegd. De training gaat door zodra alle anderen dat ook hebben gedaan.',
  leave: 'Gaat u weg, dan wordt er niets van uw rijen gegeven. De anderen krijgen dezelfde vraag.',
};

const stages: Record<Stage, string> = {
  open: 'verklaard, niet begonnen',
  passed: 'gegeven',
  struck: 'niet gegeven',
};
const stageMeanings: Record<Stage, string> = {
  open: 'De training is niet begonnen. Ze telt als gegeven tot u haar verlaat.',
  passed: 'Vanaf toen konden versleutelde sommen over deze rijen verstuurd worden.',
  struck: 'De training is niet met u begonnen: er is niets verstuurd.',
};
const gaps: Record<GapReason, string> = {
  older: 'De rekening is naar een eerdere stand teruggezet, of het is een andere.',
  'no anchor': 'Het merkteken dat toont of de rekening volledig is, ontbreekt.',
  restored: 'De rekening is hersteld uit een kopie die ouder kan zijn.',
};

export const gave: typeof en.gave = {
  open: 'Wat u gegeven hebt',
  title: 'Wat u gegeven hebt',
  lead: 'Elke training met rijen van u, zoals deze browser die heeft opgeschreven: voordat er een som over kon vertrekken.',
  onStart: 'Deze browser houdt rekening van elke som waarin uw rijen zaten, over alle trainingen en opdrachtgevers.',
  loading: 'De rekening wordt gelezen',
  none: 'Nog niets: deze browser was in geen enkele training met rijen.',
  modelOwner: 'Opdrachtgever',
  kind,
  stage: (s) => stages[s],
  stageMeaning: (s) => stageMeanings[s],
  amount: (g) =>
    `${day(g.when)}: ${rows(g.rows)} van u` +
    (g.held > 0 ? `, waarvan ${count(g.held)} achtergehouden om mee te meten,` : '') +
    ` onder ${owners(g.members.length)}.`,
  stated: (g) => `U verklaarde: ${claims[g.word]}.`,
  asked: 'Sommige rijen zaten al in sommen; u zei ja.',
  members: 'De gegevenshouders ervan',
  spentTitle: 'Ruis: het privacybudget ε',
  spent: (s) =>
    s.sums === 0
      ? `Er is niets verbruikt: er is geen som met ruis geopend.${s.limit ? ` Uw grens is ${about(s.limit)}.` : ''}`
      : `ε ${about(s.spentAll)} is verbruikt in ${plural(s.sums, 'som', 'sommen')} met ruis` +
        (s.limit ? `, van uw grens ${about(s.limit)}.` : '. U hebt geen grens gesteld.'),
  exact: 'Exacte sommen hebben geen ruis, dus geen ε telt wat ze verraden.',
  gapsTitle: 'De rekening is misschien niet volledig',
  gap: (g) =>
    `${day(g.when)}: ${gaps[g.reason]}` + (g.known > 0 ? ` Ze had ooit ${plural(g.known, 'regel', 'regels')}.` : ''),
  gapMeaning:
    'Sommen van eerder kunnen ontbreken. Daarom wordt bij elk bestand dat u kiest gevraagd: zaten de mensen erin in een som die ontbreekt?',
  keptTitle: 'Waar deze rekening bewaard wordt',
  kept: (host) =>
    `In deze browser, in de opslag voor ${host || 'bestanden van deze computer'}. De gegevens van deze site wissen maakt haar leeg. Dan kent de pagina uw eerdere sommen niet meer en kan ze u niet waarschuwen.`,
  server: (host) =>
    `${host}, de server waar deze pagina vandaan komt, kan uw browser haar op elk moment laten wissen, zonder dat u het hoort.`,
  promised: 'De browser heeft beloofd haar niet uit zichzelf te wissen.',
  notPromised: 'De browser kan haar uit zichzelf wissen als de ruimte op is.',
  elsewhereTitle: 'Buiten het bereik van die server',
  elsewhere: 'Doe mee met een eigen pagina. Die houdt een eigen rekening bij, dus kies één weg en blijf daarbij:',
  ways: [
    { before: 'Open ', code: 'blindfit.html', after: ' van een uitgave van Blindfit vanaf uw schijf.' },
    { before: 'Start ', code: 'dataowner serve', after: ' op uw computer en open het adres dat het toont.' },
  ],
  command: (origin) => `dataowner serve --facilitator ${origin}`,
  copy: 'Deze opdracht kopiëren',
  copied: 'Gekopieerd',
  close: 'Sluiten',
};
