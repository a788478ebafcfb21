/** Trwający trening: rundy, inni posiadacze danych i każdy wysłany bajt. */
import type { AttemptPhase, RoundKind } from '../../generated/constants';
import type * as en from '../en';
import { bytes, count, duration, entry, form, owners, plural, rounds, sentence } from './words';

const phases: Record<AttemptPhase, string> = {
  keys: 'Uzgodnienie masek',
  upload: 'Obliczanie, szyfrowanie, wysyłanie',
  reveal: 'Otwarcie sumy',
  finish: 'Zleceniodawca dodaje',
};
const roundKinds: Record<RoundKind, string> = {
  gradient: 'dopasowanie modelu',
  statistics: 'pomiar kolumn',
  evaluation: 'pomiar wyniku',
  one_round: 'dopasowanie modelu',
};
const values = (n: number) => plural(n, 'wartość', 'wartości', 'wartości');
const bits = (n: number) => plural(n, 'bit', 'bity', 'bitów');

export const running: typeof en.running = {
  joining: 'Dołączanie do treningu',
  joiningLead: 'Pośrednik jest powiadamiany o Twoim udziale.',
  lobbyTitle: 'Oczekiwanie na innych posiadaczy danych',
  lobby: (enrolled, start) =>
    enrolled < start
      ? `${form(enrolled, 'Dołączył', 'Dołączyło', 'Dołączyło')} ${count(enrolled)} z ${count(start)} posiadaczy danych. Trening zacznie się, gdy będą wszyscy.`
      : `${form(enrolled, 'Dołączył', 'Dołączyło', 'Dołączyło')} ${owners(enrolled)}. Zleceniodawca rozpoczyna trening.`,
  vouchTitle: 'Porównaj słowa z innymi',
  vouch:
    'Ten trening jest kręgiem: każdy posiadacz danych ręczy za wszystkich pozostałych. Zadzwoń do każdego z nich, porównaj słowa i zaznacz go poniżej. Wcześniej nie bierzesz udziału.',
  statementsTitle: 'Przed pierwszą rundą',
  statements:
    'Każdy posiadacz danych oświadcza, czy jego wiersze były już w sumach, ponieważ dwie sumy można od siebie odjąć. Nie trzeba nic robić: pojawi się pytanie, jeśli różnica coś ujawnia.',
  waitingTitle: 'Oczekiwanie na następną rundę',
  waiting: 'Zleceniodawca ją przygotowuje. Nie trzeba nic robić.',
  absent: 'Następna runda zacznie się, gdy wszyscy wrócą.',
  roundTitle: (e) => `Runda ${count(e.round ?? 0)}`,
  atMost: (n) => `najwyżej ${rounds(n)}`,
  kind: (kind) => entry(roundKinds, kind) ?? roundKinds.gradient,
  attempt: (n) => `próba ${count(n)}`,
  phase: (phase) => entry(phases, phase) ?? phase,
  phasesLabel: 'Fazy tej rundy',
  waitsFor: 'Czeka na',
  you: 'Ty',
  present: (n, members) => `Połączeni: ${count(n)} z ${count(members)} posiadaczy danych`,
  timeLeft: (ms) => sentence(`do końca tej fazy: ${duration(ms / 1000)}`),
  workLeft: (seconds) => sentence(`pozostało obliczeń: ${duration(seconds)}`),
  progress: (done, likely, most) =>
    `Wykonano ${count(done)} z ${likely < most ? `prawdopodobnie ${count(likely)}, a ` : ''}najwyżej ${plural(most, 'rundy', 'rund', 'rund')}`,
  remaining: (seconds, probably) =>
    `W tym tempie ${probably ? 'prawdopodobnie ' : ''}jeszcze ${duration(seconds)}${probably ? '' : ', jeśli potrzebne będą wszystkie rundy'}.`,
  offline: 'Ten komputer jest offline. Trening ruszy dalej automatycznie, gdy wróci połączenie.',
  pausedTitle: 'Wstrzymano',
  paused: 'Nie bierzesz udziału do wznowienia. Inni czekają na Ciebie.',
  reconnectingTitle: 'Utracono połączenie',
  reconnecting:
    'Strona próbuje połączyć się ponownie. Twoje miejsce jest zachowane; przerwana runda zostanie powtórzona.',
  abortedTitle: 'Ta próba zakończyła się bez wyniku',
  aborted: {
    missing:
      'Jeden z posiadaczy danych nie odpowiedział na czas. Nie otwarto żadnej sumy. Runda zostanie powtórzona, gdy wszyscy wrócą.',
    left: 'Jeden z posiadaczy danych opuścił rundę. Nie otwarto żadnej sumy. Runda zostanie powtórzona, gdy wszyscy wrócą.',
    round_rejected: 'Zleceniodawca nie mógł użyć sumy. Runda może zostać powtórzona.',
  },
  abortedOther: 'Nie otwarto żadnej sumy. Runda może zostać powtórzona.',
  stoppedTitle: 'Twój udział w tym treningu się zakończył',
  notJoinedTitle: 'Nie udało się dołączyć do tego treningu',
  notify: 'Powiadom mnie, gdy się zacznie i skończy',
  news: {
    begun: 'Trening się rozpoczął.',
    asked: 'Zanim będzie można kontynuować, jest do Ciebie pytanie.',
    ended: 'Trening się zakończył.',
    stopped: 'Twój udział w treningu się zakończył.',
  },
  pause: 'Wstrzymaj',
  resume: 'Wznów',
  leave: 'Wyjdź',
  leaveQuestion: 'Opuścić ten trening?',
  leaveLead:
    'Wszystko, co obliczono z Twoich wierszy, zostanie natychmiast odrzucone. Sum, które już dodano, nie można cofnąć. Inni być może będą musieli na Ciebie czekać.',
  leaveYes: 'Wyjdź',
  leaveNo: 'Zostań',
};

export const members: typeof en.members = {
  title: 'Posiadacze danych',
  lead: 'Zadzwoń do pozostałych i poproś, aby przeczytali Ci swoje słowa. Słowa są takie same we wszystkich treningach, a zaznaczenia są zapamiętywane.',
  you: 'Ty',
  compared: 'Te słowa zostały porównane',
  called: 'W tym treningu:',
  line: 'Twój wiersz do pliku członków:',
  circle: (marked, all) =>
    `To jest krąg: zaznaczono ${count(marked)} z ${count(all)}, wliczając Ciebie. Bierzesz udział, gdy zaznaczeni będą wszyscy.`,
  alone: 'Pozostali pojawią się, gdy zleceniodawca ich dopuści.',
  onlyVouched: (counted, least) =>
    `Liczeni: tylko Ty i zaznaczeni przez Ciebie posiadacze danych, dotąd ${count(counted)}. Bierzesz udział tylko wtedy, gdy liczonych jest co najmniej ${count(least)}.`,
  fewTitle: 'Za mało posiadaczy danych, za których ręczysz',
  everybody: (least) =>
    `Liczeni: wszyscy posiadacze danych dopuszczeni przez zleceniodawcę, porównani lub nie. Bierzesz udział tylko wtedy, gdy liczonych jest co najmniej ${count(least)}.`,
  again: 'Spróbuj ponownie',
};

export const timeline: typeof en.timeline = {
  title: 'Rundy',
  none: 'Jeszcze żadnej rundy.',
  accepted: 'gotowa',
  running: 'w toku',
  again: 'powtarzana',
  label: (round, status) => `Runda ${count(round)}: ${status}`,
  earlier: (n) => `${rounds(n)} wcześniej`,
  look: 'Wybierz rundę, aby zobaczyć każdy wysłany w niej bajt.',
};

export const charts: typeof en.charts = {
  title: 'Jak przebiega',
  over: 'Jak przebiegło',
  cohort: 'Posiadacze danych dodani razem, według rund',
  lost: 'Linia przerywana: suma, której nie użyto albo jeszcze nie użyto.',
  cohortLabel: (list) =>
    list.length === 0
      ? 'Jeszcze żadnej rundy'
      : `${plural(list.length, 'przesyłka', 'przesyłki', 'przesyłek')}, razem w sumie od ${count(Math.min(...list.map((u) => u.owners)))} do ${count(Math.max(...list.map((u) => u.owners)))} posiadaczy danych`,
  convergence: 'Jak bardzo przesuwa się model, według rund',
  convergenceLabel: (first, last) =>
    `Od 10 do potęgi ${first.toFixed(1)} na początku do 10 do potęgi ${last.toFixed(1)} teraz`,
};

export const slots: typeof en.slots = {
  label: (l) =>
    `Szyfrogram zawiera ${values(Math.min(l.perCiphertext, l.values))} (każda ${bits(l.slotBits)}), następnie ${bits(l.canaryBits)} na zera kontrolne i ${bits(l.countBits)} na liczbę posiadaczy danych.`,
  lowest: 'najniższy bit',
  highest: (n) => `bit ${count(n)}`,
  short: { canary: '0', count: '#' },
  parts: (l) => [
    {
      kind: 'slot',
      name: values(l.values),
      about: `każda ${bits(l.slotBits)}: dość na sumę od wszystkich posiadaczy danych`,
    },
    { kind: 'canary', name: 'Kontrola', about: `${bits(l.canaryBits)} z zerami w każdej uczciwej sumie` },
    {
      kind: 'count',
      name: 'Licznik',
      about: `${bits(l.countBits)} z liczbą posiadaczy danych w sumie`,
    },
    { kind: 'rest', name: 'Nieużywane', about: 'zero' },
  ],
};

export const inspector: typeof en.inspector = {
  title: (round) => `Runda ${count(round)}: co wyszło z tego komputera`,
  open: (round) => `Pokaż bajty wysłane w rundzie ${count(round)}`,
  look: 'Zobacz',
  all: (s) =>
    `${values(s.values)} w ${plural(s.ciphertexts, 'szyfrogramie', 'szyfrogramach', 'szyfrogramach')}, ${bytes(s.bytesUp)} po podpisanej wiadomości o rozmiarze ${bytes(s.headBytes)}.`,
  encrypted:
    'To wszystko, co w tej rundzie wyszło z Twoich danych. Jest zaszyfrowane i zamaskowane tak, że można odczytać tylko sumę.',
  layoutTitle: 'Zawartość szyfrogramu',
  valuesTitle: (n) => (n === 1 ? 'Wartość z nazwą' : `${values(n)} z nazwami`),
  value: (label, i, n) =>
    i === n - 1
      ? 'ile masz wierszy'
      : i === n - 2
        ? 'błąd na Twoich wierszach'
        : `w którą stronę powinno przesunąć się ${label}, według Twoich wierszy`,
  bytesTitle: 'Bajty',
  length: 'Długość wiadomości',
  message: 'Podpisana wiadomość',
  ciphertext: (i, n) => (n === 1 ? 'Szyfrogram' : `Szyfrogram ${count(i)} z ${count(n)}`),
  verified: 'To są bajty treści żądania. Ich odcisk jest tym z podpisanej wiadomości.',
  altered: 'Przechowywane tu bajty nie są tymi, które podpisano: coś na tym komputerze je zmieniło.',
  gone: 'Samych bajtów nie zachowano: trening wysyła ich zbyt wiele. Ich odcisk jest poniżej i w pokwitowaniu.',
  start: (n) => `Pokazano pierwsze ${bytes(n)}.`,
  signedTitle: 'Podpisana wiadomość',
  digest: 'Odcisk szyfrogramów (SHA-256)',
  requestsTitle: 'Wszystkie żądania tej rundy',
  requests: 'Klucze i podpisy nie zawierają danych. Niczego więcej w tej rundzie nie wysłano.',
  earlier: 'Lista już ich nie ma: wysłano je przed wczytaniem strony albo zbyt dawno.',
  panelTitle: 'To samo w przeglądarce',
  panel: (s) => [
    'Otwórz narzędzia programistyczne (F12, na Macu ⌥⌘I) i wybierz Sieć. Wymienione są tylko żądania wysłane, gdy są otwarte.',
    `Wybierz żądanie PUT, którego adres kończy się na rounds/${s.round}/${s.attempt}/uploads/…, i obejrzyj jego treść.`,
    'Porównaj ją z bajtami powyżej albo zapisz jedne i drugie i porównaj ich SHA-256.',
    'Lista zawiera każde żądanie tej strony: poszukaj wszystkiego innego, co wyszło.',
  ],
  before: 'Poprzedni',
  after: 'Następny',
  save: 'Zapisz te bajty',
  close: 'Zamknij',
};

export const traffic: typeof en.traffic = {
  title: 'Wysłano i odebrano',
  sent: 'wysłano',
  received: 'odebrano',
  details: 'Wszystkie żądania tej wizyty',
  path: 'Żądanie',
  hint: 'Panel sieci w Twojej przeglądarce pokazuje tę samą listę.',
  kernel: {
    simd: 'Szyfrowano arytmetyką wektorową przeglądarki.',
    bigint: 'Szyfrowano dużymi liczbami całkowitymi przeglądarki.',
    go: 'Szyfrowano rdzeniem WebAssembly.',
  },
};
