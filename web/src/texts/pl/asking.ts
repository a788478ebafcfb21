/** Kto prosi, o co, oraz karta dla osób odpowiedzialnych za ochronę danych. */
import type * as en from '../en';
import { count, day } from './words';

const fields: typeof en.asking.fields = [
  ['contact', 'Kontakt'],
  ['closing', 'Ostatni dzień udziału'],
  ['return', 'Co otrzymasz'],
  ['approval', 'Zatwierdzone przez'],
  ['approval_number', 'Numer zgody'],
  ['legal_basis', 'Podstawa prawna'],
  ['controller', 'Administrator danych'],
  ['retention', 'Okres przechowywania wyników'],
];

export const asking: typeof en.asking = {
  title: 'Kto Cię prosi',
  own: 'Słowami samego zleceniodawcy. Nikt ich nie sprawdził; porównaj słowa poniżej z kimś, kogo tam znasz.',
  nothing: 'Zleceniodawca nic o sobie nie mówi. Zanim weźmiesz udział, zapytaj, kim jest i do czego posłuży wynik.',
  fields,
  value: (name, text) => (name === 'closing' ? day(text) : text),
  more: 'Więcej na ten temat',
  links: 'Strony na ten temat',
  logo: 'Logo używane przez zleceniodawcę',
  calendar: 'Dodaj ostatni dzień do mojego kalendarza',
  event: (training) => `Ostatni dzień udziału: ${training}`,
};

export const sheet: typeof en.sheet = {
  title: 'Karta ochrony danych',
  open: 'Dla inspektora ochrony danych',
  print: 'Wydrukuj tę kartę',
  purpose: 'Cel',
  asker: 'Kto prosi',
  notSaid: 'nie podano',
  training: 'Trening',
  fingerprint: 'Odcisk podpisanego opisu',
  columns: 'Odczytywane kolumny',
  measures: 'Ochrona',
  measure: (i) => [
    `Sumy są szyfrowane kluczem Pailliera o długości ${i.keyBits} bitów, który może otworzyć tylko zleceniodawca, i maskowane tak, że dają się otworzyć tylko jako suma co najmniej ${count(i.cohort.min)} posiadaczy danych.`,
    'Wiersze są odczytywane tylko w przeglądarce. Każda wiadomość jest podpisana, a pokwitowanie wymienia wszystko, co wyszło.',
    ...(i.privacy
      ? [`Szum utrzymuje cały trening w granicach ε = ${i.privacy.epsilon} i δ = ${i.privacy.delta}.`]
      : []),
  ],
  remaining: 'Co pozostaje',
  remain: [
    'Suma z niewielu wierszy wiele o nich ujawnia.',
    'Gdyby wszyscy inni posiadacze danych byli zmyśleni, suma byłaby wyłącznie Twoją częścią. Porównaj słowa z innymi.',
    'Ten komputer, ta przeglądarka i ta strona muszą być godne zaufania.',
  ],
  consent: 'Zdania, na które wyraża się zgodę',
};
