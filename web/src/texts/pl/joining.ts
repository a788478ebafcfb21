/** Sama strona, link i zaproszenie: to, co czyta się przed wyborem pliku. */
import { value } from '../../format';
import type { MissingRule, ModelKind, RoundKind } from '../../generated/constants';
import type * as en from '../en';
import { about, bytes, count, duration, ending, entry, likely, mostRounds, plural, roughly } from './words';

export const site: typeof en.site = {
  name: 'Blindfit',
  promise: 'Twoje wiersze zostają na tym komputerze.',
  steps: ['Zaproszenie', 'Twoje dane', 'Udział', 'Pokwitowanie'],
  stepsLabel: 'Kroki',
  starting: 'Uruchamianie…',
  language: 'Język',
};

export const source: typeof en.source = {
  file: 'Ta strona jest plikiem na Twoim komputerze.',
  local: 'Ta strona pochodzi z programu na Twoim komputerze.',
  facilitator: (host) => `Ta strona pochodzi od pośrednika, ${host}: ufasz, że ten serwer jej nie zmienia.`,
  about: 'O Blindfit i o tym, jak sprawdzić tę stronę (otwiera nową kartę, po angielsku)',
  host: (host) => `Ta strona pochodzi z ${host}.`,
  module: 'SHA-256 jej programu:',
};

export const link: typeof en.link = {
  title: 'Udział w treningu',
  lead: 'Wklej link z zaproszeniem przesłany przez zleceniodawcę. Niczego nie wysyłamy, zanim zobaczysz prośbę i jej nadawcę.',
  label: 'Link z zaproszeniem',
  placeholder: 'https://…/join#2.…',
  open: 'Otwórz zaproszenie',
  knownTitle: 'Treningi znane tej przeglądarce',
  continue: 'Kontynuuj',
  receipt: 'Pokwitowanie',
  forget: 'Zapomnij',
  forgetQuestion:
    'Zapomnieć ten trening? Jego tożsamość na tym komputerze zostanie usunięta; bez nowego linku nie można do niego wrócić.',
  ended: (reason) => ending(reason) ?? 'Zakończony.',
  running: 'Niezakończony.',
};

export const checking: typeof en.checking = {
  link: 'Sprawdzanie zaproszenia',
  linkLead:
    'Trening oferowany przez pośrednika jest porównywany z odciskiem w Twoim linku, a klucz szyfrujący jest sprawdzany.',
  file: (name) => `Sprawdzanie pliku ${name}`,
  fileLead:
    'Każdy wiersz jest porównywany z kolumnami treningu. Dzieje się to na Twoim komputerze; plik nie jest wysyłany.',
};

export const refused: typeof en.refused = {
  title: 'Ten link został odrzucony',
  lead: 'Niczego nie odczytano z Twojego komputera i niczego o Tobie nie wysłano.',
  again: 'Spróbuj innego linku',
  retry: 'Spróbuj ponownie',
  titles: {
    unreachable: 'Brak połączenia z pośrednikiem',
    memory: 'Ten trening jest za duży dla tego komputera',
    second_tab: 'Otwarte w innej karcie',
    vault: 'Zapisów w tej przeglądarce nie można użyć',
  },
  reasons: {
    link: 'Link jest niepełny albo został zmieniony.',
    unreachable: 'Pośrednik, czyli serwer pomiędzy, jest nieosiągalny.',
    manifest: 'Pośrednik nie oferuje treningu, którego dotyczy ten link.',
    key: 'Klucz szyfrujący tego treningu nie jest bezpieczny.',
    training_file: 'Trening wymaga czegoś, czego ta strona nie potrafi.',
    unsupported: 'Trening wymaga nowszej wersji Blindfit.',
    ended: 'Ten trening już się skończył.',
    memory: 'Potrzebuje więcej pamięci, niż ma tutaj karta tej przeglądarki.',
    vault: 'Ta przeglądarka przechowuje klucze i zapisy innej wersji Blindfit albo są one uszkodzone.',
    second_tab:
      'Ten trening jest już otwarty w innej karcie. Użyj tamtej karty albo zamknij ją i spróbuj tutaj ponownie.',
  },
  other: 'Nie udało się otworzyć linku.',
};

export const tooLarge: typeof en.tooLarge = (needed, room) => ({
  code: 'memory',
  message: `jedna runda potrzebuje mniej więcej ${bytes(needed)} pamięci; karta tej przeglądarki ma mniej więcej ${bytes(room)}`,
  hint: 'Weź udział na większym komputerze albo za pomocą programu dataowner.',
});

export const kinds: Record<ModelKind, string> = {
  linear_regression: 'regresji liniowej',
  logistic_regression: 'regresji logistycznej',
  softmax_regression: 'wielomianowej regresji logistycznej',
  proportional_odds: 'regresji rang (proporcjonalnych szans)',
  poisson_regression: 'regresji Poissona dla liczebności',
  negative_binomial_regression: 'ujemnej dwumianowej regresji dla liczebności',
  gamma_regression: 'regresji gamma dla liczb dodatnich',
  discriminant:
    'liniowej funkcji dyskryminacyjnej (przybliżenia regresji logistycznej, której prawdopodobieństwa trzeba sprawdzić)',
  mlp: 'małej sieci neuronowej',
  describe: 'liczebności i sum',
  cox_regression: 'regresji Coxa czasu do zdarzenia',
  piecewise_exponential: 'odcinkowo wykładniczej regresji czasu do zdarzenia',
};

export const invitation: typeof en.invitation = {
  asks: (words) => ['Zleceniodawca ', words, ' prosi Cię o pomoc '],
  lead: (i) =>
    (i.model.kind !== 'describe'
      ? `w dopasowaniu ${entry(kinds, i.model.kind) ?? 'modelu'}${i.target ? `, w której przewiduje się ${i.target.name},` : ''} na podstawie ${plural(i.features.length, 'kolumny', 'kolumn', 'kolumn')}. `
      : `w opisie ${plural(i.features.length, 'kolumny', 'kolumn', 'kolumn')}${i.model.group ? ` według ${i.model.group}` : ''}: liczebności i sumy, żadnego modelu. `) +
    'Udział bierze kilku posiadaczy danych; żaden nie widzi danych innego.',
  ended: (reason) => `Ten trening odbył się już z Twoim udziałem. ${ending(reason) ?? 'Zakończył się.'}`,
  known: 'Ta przeglądarka brała już udział w tym treningu. Wybierz ten sam plik, aby kontynuować od tego miejsca.',
  columnsTitle: 'Potrzebne kolumny',
  column: 'Kolumna',
  type: 'Rodzaj',
  allowed: 'Dozwolone',
  predicted: 'przewidywana',
  types: {
    continuous: 'liczba',
    discrete: 'liczba całkowita',
    ordinal: 'uporządkowany poziom',
    nominal: 'kategoria',
  },
  holdout: (share) =>
    `${about(100 * share)} % Twoich wierszy odkłada się, aby zmierzyć na nich model: nie uczy się on na nich.`,
  folds: (parts) => `Wysyłane są też sumy dla każdej z ${parts} części Twoich wierszy, aby zmierzyć na nich model.`,
  missing: {
    reject: 'Każda komórka musi mieć wartość.',
    drop_row: 'Wiersze z pustą komórką są pomijane.',
    indicator: 'Puste komórki są dozwolone.',
    mean: 'Pustą komórkę wypełnia się średnią liczby lub rangi albo najczęstszym poziomem, wśród wszystkich posiadaczy danych.',
    mode: 'Pustą komórkę wypełnia się najczęstszą wartością wśród wszystkich posiadaczy danych albo średnią liczby ciągłej.',
  } satisfies Record<MissingRule, string>,
  range: (c) => {
    if (c.levels) return c.levels.join(', ') + (c.other ? ` (wszystko inne liczy się jako ${c.other})` : '');
    if (c.min == null || c.max == null) return 'dowolne';
    return `od ${value(c.min)} do ${value(c.max)}${c.unit ? ` ${c.unit}` : ''}`;
  },
  fileTitle: 'Wybierz swój plik',
  fileLead: (i) =>
    `Skoroszyt (.xlsx, .ods) albo plik CSV z tymi kolumnami w nagłówku, w dowolnej kolejności, najwyżej ${plural(i.maxRows, 'wiersz', 'wiersze', 'wierszy')}. Inne kolumny są pomijane.`,
  drop: 'Upuść tutaj skoroszyt albo plik CSV, wklej skopiowaną tabelę albo',
  pasted: 'wklejona tabela',
  template: 'Pobierz pustą tabelę z tymi kolumnami',
  choose: 'Wybierz plik',
  chooseOther: 'Wybierz inny plik',
  notCsv: 'To nie jest jeden plik. Upuść jeden plik.',
};

export const who: typeof en.who = {
  title: 'Czy to naprawdę oni?',
  lead: 'Poproś zleceniodawcę, przez telefon albo osobiście, aby przeczytał Ci te słowa. Jeśli któreś słowo się różni, nie bierz udziału.',
  trusteesLead:
    'Powiernicy przechowują maski tego, co wysyłasz: porównaj ich słowa z tymi, które publikują na własnych stronach.',
  trustee: (name) => `Powiernik: ${name}`,
  modelOwner: 'Zleceniodawca',
  training: 'Trening',
  key: 'Klucz szyfrujący',
  keyBits: (bits) => `Paillier, ${plural(bits, 'bit', 'bity', 'bitów')}`,
  you: 'Ty, w tym treningu',
  details: 'Pełne odciski',
};

const inRound: Record<RoundKind, string> = {
  gradient: 'sumy z Twoich wierszy',
  statistics: 'liczebności, sumy i kwadraty Twoich kolumn',
  evaluation: 'sumy, które mierzą wynik',
  one_round: 'sumy i iloczyny Twoich kolumn',
};

export const leaves: typeof en.leaves = {
  title: 'Co wychodzi z tego komputera',
  leavesTitle: 'Wychodzi',
  staysTitle: 'Zostaje tutaj',
  seesTitle: 'Co kto widzi',
  round: (r) =>
    `${r.most === 1 ? 'Raz' : `Najwyżej ${plural(r.most, 'raz', 'razy', 'razy')}`}: ${entry(inRound, r.kind) ?? inRound.gradient} (${plural(r.values, 'wartość', 'wartości', 'wartości')}), zaszyfrowane i zamaskowane w ${plural(r.ciphertexts, 'szyfrogramie', 'szyfrogramach', 'szyfrogramach')}. Z kluczami i podpisami to ${bytes(r.up)}.`,
  total: (i) =>
    `W sumie najwyżej ${bytes(i.rounds.reduce((sum, r) => sum + r.most * r.up, 0))}` +
    (i.estimate.rounds < mostRounds(i) ? ', jeśli potrzebne będą wszystkie te rundy; prawdopodobnie mniej.' : '.'),
  identity: 'Nazwa wymyślona tylko dla tego treningu, Twój adres sieciowy i czas Twojego udziału.',
  statement:
    'Przed pierwszą rundą: czy Twoje wiersze były już w sumach i w ilu treningach. Kto był w tym samym treningu, rozpozna to.',
  words: 'Do zleceniodawcy i innych posiadaczy danych: słowa oznaczające Ciebie, takie same we wszystkich treningach.',
  stays: [
    'Twój plik, jego nazwa i każdy jego wiersz.',
    'Ile masz wierszy: ta liczba jest wewnątrz szyfru.',
    'Tajne klucze utworzone dla tego treningu.',
  ],
  facilitator: 'Pośrednik, czyli serwer pomiędzy, przekazuje zaszyfrowane wiadomości. Nie może ich odczytać.',
  modelOwner: (i) =>
    `Zleceniodawca może otworzyć tylko sumę co najmniej ${count(i.cohort.min)} posiadaczy danych, nigdy samą Twoją.`,
  pooled: (i) =>
    (i.model.kind === 'describe'
      ? 'Sumy to liczebności i sumy od wszystkich posiadaczy danych; nie powstaje z nich żaden model.'
      : i.model.weights === 'encrypted' || i.model.method === 'one_round'
        ? 'Sumy pokazują, jak kolumny zmieniają się razem u wszystkich posiadaczy danych, i dają model.'
        : 'Sumy dają model, runda po rundzie.') +
    (i.privacy ? ' Szum ukrywa w nich Twoją część.' : ' To Ty decydujesz, czy suma ujawnia o Tobie za dużo.'),
  model: (i) =>
    i.model.weights === 'shared' && i.model.method !== 'one_round'
      ? 'Ty i inni posiadacze danych widzicie model po każdej rundzie i możecie z niego obliczyć sumę każdej rundy.' +
        (i.privacy ? '' : ' Jeśli wszyscy inni połączą to, co wiedzą, poznają Twoją część.')
      : i.model.kind !== 'describe'
        ? 'Ty i inni posiadacze danych nie widzicie modelu.'
        : 'Ty i inni posiadacze danych nie widzicie sum.',
};

export const expected: typeof en.expected = {
  title: 'Czas i bajty',
  measuring: 'Mierzenie szybkości tego komputera…',
  time: (i) =>
    `${likely(i)}: czas obliczeń na tym komputerze to łącznie ${duration(i.estimate.seconds)}` +
    (i.estimate.rounds > 1 ? `, na jedną rundę dopasowania ${duration(i.estimate.secondsPerRound)}` : '') +
    ', do tego czekanie na innych.',
  bytes: (i) =>
    `Wysyła się przy tym mniej więcej ${bytes(i.estimate.bytesUp)}, a odbiera najwyżej ${bytes(i.estimate.bytesDown)}.`,
};

export const privacy: typeof en.privacy = {
  title: 'Budżet prywatności',
  about: (p) =>
    `Dodawany jest szum, aby wynik mówił niewiele o ${p.unit === 'record' ? 'pojedynczym wierszu' : 'pojedynczym posiadaczu danych'}: ε = ${value(p.epsilon)}, δ = ${value(p.delta)} dla całego treningu. ` +
    `Cokolwiek ktoś podejrzewa o ${p.unit === 'record' ? 'wierszu' : 'Tobie'}, może stać się najwyżej ${roughly(Math.exp(p.epsilon))} razy bardziej prawdopodobne, z wyjątkiem prawdopodobieństwa rzędu δ` +
    (p.epsilon > 5 ? ': słaba obietnica.' : p.epsilon > 1.5 ? '.' : ': silna obietnica.'),
  own: (p) => `Ten trening: zużyto ε ${about(p.spent)} z ${about(p.epsilon)}`,
  all: (p) =>
    `Wszystkie Twoje treningi: ε ${about(p.spentAll)}` +
    (p.limit ? ` z Twojej granicy ${about(p.limit)}` : ', bez Twojej granicy'),
  limit: 'Zatrzymaj, gdy wszystkie moje treningi razem zużyją o mnie tyle ε',
  limitHint: (p) =>
    p.limit
      ? `Obecna granica: ${value(p.limit)}. Wpisz 0, aby ją usunąć. Po jej osiągnięciu Twój udział automatycznie się kończy.`
      : `Bez granicy Twój udział trwa do końca treningu. Ten trening wymaga ε ${value(p.epsilon)}.`,
};
