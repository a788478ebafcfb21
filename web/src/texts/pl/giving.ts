/** Pytania, które wymagają zgody, oraz rachunek tego, co przekazano. */
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
const found = (has: string, needs: string) => `Znaleziono: ${has}. Wymagane: ${needs}.`;
const asked: Record<Rule, Asked> = {
  rows: {
    title: 'Mało wierszy',
    found: (has, needs) => `Wiersze: ${has}. Wymagane: co najmniej ${needs}.`,
    yes: 'Tak, przekaż moje wiersze, choć jest ich mało.',
    instead: 'Albo wybierz plik z większą liczbą wierszy.',
  },
  alone: {
    title: 'Wiersze, które są odosobnione',
    found: (has) => `Odosobnione wiersze: ${has}. Wymagane: żadnych.`,
    yes: 'Tak, przekaż również te wiersze.',
    instead: 'Albo usuń te wiersze z pliku i wybierz go ponownie. Wiersz 1 to wiersz z nazwami.',
  },
  constant: {
    title: 'Kolumny, które zdradzają Twoją część',
    found: (has) => `Kolumny z tylko jedną wartością: ${has}. Wymagane: żadnych.`,
    yes: 'Tak, przekaż moje wiersze, choć te kolumny zdradzają moją część.',
  },
  again: {
    title: 'Wiersze, które były już w sumach',
    found,
    yes: 'Tak, mimo to przekaż moje wiersze temu treningowi.',
  },
  others: {
    title: 'Czy to inne osoby?',
    found: () => 'Znaleziono: nie wiadomo. Wymagane: inne osoby.',
    yes: 'Tak, to inne osoby.',
    instead:
      'Odpowiedź nie jest konieczna. Bez zgody wszyscy posiadacze danych zostaną przed pierwszą rundą zapytani, czy trening może trwać dalej.',
  },
  consent: {
    title: 'Zleceniodawca prosi o potwierdzenie',
    found: () => '',
    yes: 'Tak',
  },
  limit: {
    title: 'Twoja granica ε',
    found: (has, needs) =>
      `Z tym treningiem: ${has === 'exact' ? 'bez ograniczenia' : `ε ${has}`}. Twoja granica: ε ${needs}.`,
    yes: 'Tak, biorę udział, choć to przekracza moją granicę.',
  },
  shared: {
    title: 'Dokładne sumy przy modelu, który widzą wszyscy',
    found: () => 'Szum w sumach: brak. Wymagane: szum, jeśli posiadacze danych widzą model.',
    yes: 'Tak, zgadzam się na to.',
  },
};

export const questions: typeof en.questions = {
  title: (needed) => (needed ? 'Ten trening wymaga Twojej zgody' : 'Pytanie o Twoje wiersze'),
  lead: 'Zgoda dotyczy tego treningu. Pytanie o te same wiersze wróci tylko wtedy, gdy ujawniono by więcej.',
  asked: (q) => asked[q.rule],
  found: (q) => asked[q.rule].found(amount(q.has), amount(q.needs)),
  missing: (n) =>
    `${plural(n, 'pytanie powyżej wymaga', 'pytania powyżej wymagają', 'pytań powyżej wymaga')} najpierw Twojej zgody.`,
  rechecked:
    'Coś się zmieniło, dlatego plik sprawdzono jeszcze raz. Niczego nie przekazano. Przeczytaj pytania i przekaż wkład ponownie.',
  merged: (columns) =>
    `Niewiele Twoich wierszy ma ${columns.join(', ')}. Zgodnie z wymaganiem tego treningu liczą się jako poziom dla wszystkich pozostałych.`,
  lacks: (columns) =>
    `Wszystkie Twoje wiersze są jednakowe w ${columns.join(', ')}; zwykle żaden tego nie ma. To nie jest pytanie, ale sumy mogą to pokazać.`,
};

export const offers: typeof en.offers = {
  title: 'Możesz przekazać mniej wierszy',
  take: (o) =>
    o.word === 'new'
      ? `Pomiń ${rows(o.rows)}, których nie miał trening „${o.past}”, dopóki nie będzie ich ${count(o.until)}. Wtedy nikt nie może ich zobaczyć, odejmując sumy.`
      : `Pomiń ${rows(o.rows)} z pustą komórką w dowolnej kolumnie, aby treningi na innych kolumnach mogły opierać się na tych samych wierszach.`,
};

const claims: Record<Claim, string> = {
  first: 'dotąd w żadnej sumie',
  same: 'te same wiersze co poprzednio, z tymi samymi posiadaczami danych',
  changed: 'już w sumach, z innymi wierszami albo innymi posiadaczami danych',
};
const kind = (exact: boolean) => (exact ? 'sumy dokładne' : 'sumy z szumem');
const subtracted = (d: Again['differences'][number]) =>
  `Różnica względem ${d.name === '' ? 'wcześniejszego treningu bez Twojego udziału' : `„${d.name}”`}`;

export const again: typeof en.again = {
  title: 'Przekazać te wiersze jeszcze raz?',
  lead: 'Niektóre wiersze były już w sumach. Kto zna obie sumy, może odjąć jedną od drugiej. Przeczytaj, co by to ujawniło, a potem wyraź zgodę albo wyjdź. Wcześniej nic z Twoich wierszy nie wychodzi.',
  differencesTitle: 'Co ujawnia różnica',
  alone: (d) => [`${subtracted(d)} ujawniłaby samą część, którą ma `, '.'],
  together: (d) => `${subtracted(d)} ujawniłaby część tych posiadaczy danych, dodanych do siebie:`,
  how: { joined: 'nie był w nim', left: 'już go tu nie ma', changed: 'ma teraz inne wiersze' },
  noDifference: 'Nic, o czym ta strona wie.',
  unknown: (n) =>
    `Przy ${plural(n, 'wcześniejszej sumie', 'wcześniejszych sumach', 'wcześniejszych sumach')} nie podano, czy ${form(n, 'dotyczyła', 'dotyczyły', 'dotyczyły')} innych osób, więc różnica może ujawnić więcej.`,
  pastTitle: 'Wcześniejsze treningi z Twoimi wierszami',
  noPast: 'Brak. Pytanie dotyczy wierszy innych.',
  past: (p) =>
    `${day(p.when)}, ${kind(p.exact)}, ${owners(p.owners)}. ${form(p.found, 'Był w nim', 'Były w nim', 'Było w nim')} ${rows(p.found)} od Ciebie` +
    `; ${p.new === 0 ? 'żaden nie jest nowy' : plural(p.new, 'jest nowy', 'są nowe', 'jest nowych')}` +
    `, ${p.gone === 0 ? 'żadnego nie brakuje' : `${form(p.gone, 'brakuje', 'brakuje', 'brakuje')} ${count(p.gone)}`}.`,
  newRows: (p) =>
    `Nowe w Twoim pliku: ${p.newRows.length === 1 ? 'wiersz' : 'wiersze'} ${spans(p.newRows)}${p.new > p.newRows.length ? ' …' : ''}`,
  modelOwner: 'Zleceniodawca',
  statedTitle: 'Co każdy oświadczył',
  claims,
  you: 'Ty',
  yes: asked.again.yes,
  go: 'Dalej',
  said: 'Twoja zgoda została zapisana. Trening trwa dalej, gdy zgodzą się wszyscy pozostali.',
  leave: 'Jeśli wyjdziesz, nic z Twoich wierszy nie zostanie przekazane. Pozostali dostają to samo pytanie.',
};

const stages: Record<Stage, string> = {
  open: 'oświadczono, nie rozpoczęto',
  passed: 'przekazano',
  struck: 'nie przekazano',
};
const stageMeanings: Record<Stage, string> = {
  open: 'Trening się nie rozpoczął. Liczy się jako przekazany, dopóki go nie opuścisz.',
  passed: 'Od tej chwili mogły być wysyłane zaszyfrowane sumy z tych wierszy.',
  struck: 'Trening nie rozpoczął się z Tobą: niczego nie wysłano.',
};
const gaps: Record<GapReason, string> = {
  older: 'Rachunek cofnięto do wcześniejszego stanu albo jest to inny rachunek.',
  'no anchor': 'Brakuje znaku, który pokazuje, czy rachunek jest kompletny.',
  restored: 'Rachunek przywrócono z kopii, która może być starsza.',
};

export const gave: typeof en.gave = {
  open: 'Co zostało przekazane',
  title: 'Co zostało przekazane',
  lead: 'Każdy trening z Twoimi wierszami, tak jak zapisała to ta przeglądarka: zanim mogła wyjść jakakolwiek suma.',
  onStart:
    'Ta przeglądarka prowadzi rachunek każdej sumy, w której były Twoje wiersze, we wszystkich treningach i u wszystkich zleceniodawców.',
  loading: 'Odczytywanie rachunku',
  none: 'Jeszcze nic: ta przeglądarka nie brała udziału w żadnym treningu z wierszami.',
  modelOwner: 'Zleceniodawca',
  kind,
  stage: (s) => stages[s],
  stageMeaning: (s) => stageMeanings[s],
  amount: (g) =>
    `${day(g.when)}: ${rows(g.rows)} od Ciebie` +
    (g.held > 0 ? `, z tego ${count(g.held)} odłożono do pomiaru,` : '') +
    ` wśród ${count(g.members.length)} posiadaczy danych.`,
  stated: (g) => `Twoje oświadczenie: ${claims[g.word]}.`,
  asked: 'Niektóre wiersze były już w sumach; wyrażono na to zgodę.',
  members: 'Jego posiadacze danych',
  spentTitle: 'Szum: budżet prywatności ε',
  spent: (s) =>
    s.sums === 0
      ? `Niczego nie zużyto: nie otwarto żadnej sumy z szumem.${s.limit ? ` Twoja granica to ${about(s.limit)}.` : ''}`
      : `Zużyto ε ${about(s.spentAll)} w ${plural(s.sums, 'sumie', 'sumach', 'sumach')} z szumem` +
        (s.limit ? `, z Twojej granicy ${about(s.limit)}.` : '. Nie ustawiono żadnej granicy.'),
  exact: 'Dokładne sumy nie mają szumu, więc żadne ε nie liczy tego, co ujawniają.',
  gapsTitle: 'Rachunek może nie być kompletny',
  gap: (g) =>
    `${day(g.when)}: ${gaps[g.reason]}` +
    (g.known > 0 ? ` Kiedyś zawierał ${plural(g.known, 'pozycję', 'pozycje', 'pozycji')}.` : ''),
  gapMeaning:
    'Może brakować wcześniejszych sum. Dlatego przy każdym wybranym pliku pada pytanie: czy jego osoby były w brakującej sumie?',
  keptTitle: 'Gdzie ten rachunek jest przechowywany',
  kept: (host) =>
    `W tej przeglądarce, w pamięci dla ${host || 'plików tego komputera'}. Usunięcie danych tej witryny opróżnia go. Wtedy strona nie zna już Twoich wcześniejszych sum i nie może Cię ostrzec.`,
  server: (host) =>
    `${host}, serwer, z którego pochodzi ta strona, może w każdej chwili kazać przeglądarce go usunąć, a Ty się o tym nie dowiesz.`,
  promised: 'Przeglądarka obiecała nie usuwać go sama.',
  notPromised: 'Przeglądarka może go sama usunąć, gdy zabraknie miejsca.',
  elsewhereTitle: 'Poza zasięgiem tego serwera',
  elsewhere: 'Weź udział z własną stroną. Prowadzi ona własny rachunek, więc wybierz jeden sposób i przy nim pozostań:',
  ways: [
    { before: 'Otwórz ', code: 'blindfit.html', after: ' z wydania Blindfit ze swojego dysku.' },
    { before: 'Uruchom ', code: 'dataowner serve', after: ' na swoim komputerze i otwórz adres, który wypisze.' },
  ],
  command: (origin) => `dataowner serve --facilitator ${origin}`,
  copy: 'Skopiuj to polecenie',
  copied: 'Skopiowano',
  close: 'Zamknij',
};
