/** Treningi z powiernikami: formularz, kod, co następuje po jedynej wiadomości, oraz opublikowane wyniki. */
import type { Column } from '../../contract';
import { value } from '../../format';
import type * as en from '../en';
import { form, plural } from './words';

const unit = (c: Column): string => (c.unit ? ` ${c.unit}` : '');

export const campaign: typeof en.campaign = {
  formTitle: 'Twoje odpowiedzi',
  formLead:
    'Na tym komputerze powstaje z nich jedna zaszyfrowana wiadomość. Nikt nie może jej odczytać osobno; otwierane są tylko sumy od wielu osób.',
  rowTitle: 'Albo wpisz jeden wiersz ręcznie',
  fileInstead: 'Albo wybierz plik',
  range: (c) => (c.min == null || c.max == null ? '' : `od ${value(c.min)} do ${value(c.max)}${unit(c)}`),
  step: (c) => (c.step == null || c.step === 1 ? '' : `co ${value(c.step)}${unit(c)}`),
  slider: (name) => `${name}, suwak`,
  choose: 'Wybierz',
  none: 'Brak odpowiedzi',
  optional: 'To pole może pozostać puste.',
  problems: {
    empty: 'Proszę na to odpowiedzieć.',
    number: 'Proszę wpisać liczbę, na przykład 12.5.',
    whole: 'Proszę wpisać liczbę całkowitą.',
    below: (c) => `Proszę wpisać liczbę nie mniejszą niż ${value(c.min ?? 0)}${unit(c)}.`,
    above: (c) => `Proszę wpisać liczbę nie większą niż ${value(c.max ?? 0)}${unit(c)}.`,
    step: (c) => `Proszę wpisać wielokrotność ${value(c.step ?? 1)}${unit(c)}.`,
    level: 'Proszę wybrać jedną z odpowiedzi.',
  },
  left: (n) =>
    n === 0
      ? ''
      : n === 1
        ? 'Brakuje jednej odpowiedzi.'
        : `${form(n, 'Brakuje', 'Brakuje', 'Brakuje')} ${n} odpowiedzi.`,
  send: 'Przekaż',
  sendLead: 'Wychodzi jedna wiadomość; potem można zamknąć tę stronę.',

  codeTitle: 'Twój kod',
  codeLead: 'Ten trening wymaga przesłanego Ci kodu: dwudziestu liter i cyfr.',
  code: 'Kod',
  codeHint: 'Wielkie i małe litery, odstępy i łączniki nie mają znaczenia.',
  codeOpen: 'Dalej',

  givenTitle: 'Możesz teraz zamknąć tę stronę',
  given: 'Twój wkład dotarł i został zapisany.',
  opened: (i) =>
    i?.close
      ? `Zostanie otwarty razem z innymi po ${i.close} (UTC)${i.putOff ? ' (ten dzień przesunięto)' : ''} albo wcześniej, jeśli zleceniodawca zamknie trening.`
      : 'Zostanie otwarty razem z innymi, gdy zleceniodawca zamknie trening.',
  together: (i) =>
    i?.batch ? `Sumy z mniej niż ${plural(i.batch, 'wkładu', 'wkładów', 'wkładów')} nigdy nie są otwierane.` : '',
  until:
    'Do tego czasu możesz otworzyć ten sam link w tej przeglądarce, aby wkład poprawić lub wycofać. Później mogą tu zostać pokazane wyniki.',
  correct: 'Popraw',
  correctLead:
    'Twoje odpowiedzi nie są przechowywane na tym komputerze: podaj wszystkie od nowa. Liczy się tylko ostatni wkład.',
  withdraw: 'Wycofaj',
  withdrawQuestion: 'Wycofać Twój wkład? Nie zostanie policzony.',
  notYet: 'jeszcze nie otwarto',
  withdrawnTitle: 'Wycofano',
  withdrawn: 'Twój wkład nie zostanie policzony. Dopóki trening nie jest zamknięty, możesz przekazać go ponownie.',
  again: 'Przekaż ponownie',
  kept: 'Jest na to za późno: wkład pozostaje taki, jaki był.',

  resultsTitle: 'Wyniki',
  resultsLead: (owners, made) => `Z ${plural(owners, 'wkładu', 'wkładów', 'wkładów')}, opublikowano ${made}.`,
  noise: 'Każda liczba zawiera losowy szum, który chroni każdą pojedynczą osobę.',
  hidden: (below) => `Pominięto liczebności od 1 do ${below - 1} oraz inne, z których dałoby się je odczytać.`,
  rounded: (to) => `Liczebności zaokrąglono do wielokrotności ${to}.`,
  signed: 'Podpisane przez zleceniodawcę',
  tables: { summary: 'Podsumowanie', tests: 'Testy', coefficients: 'Model', fit: 'Jakość dopasowania' },
  receipt: 'Co zostało ode mnie przekazane',
};
