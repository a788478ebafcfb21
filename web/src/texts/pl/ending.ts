/** Koniec treningu albo strony oraz rady na wypadek problemów. */
import type { PageCode, Problem } from '../../contract';
import type { Code, ProblemCode } from '../../generated/constants';
import type * as en from '../en';
import { sentence } from './problems';
import { bytes, ending, owners, plural } from './words';

export const done: typeof en.done = {
  title: 'Dziękujemy',
  leftTitle: 'Trening opuszczony',
  lead: (reason) => ending(reason) ?? 'Trening się zakończył.',
  summary: (rounds, up) =>
    `Twój udział: ${plural(rounds, 'przyjęta runda', 'przyjęte rundy', 'przyjętych rund')} i ${bytes(up)} wysłanych zaszyfrowanych sum.`,
  nothing: 'Nie użyto żadnej Twojej zaszyfrowanej sumy.',
  tableTitle: 'Co wyszło z tego komputera',
  round: 'Runda',
  size: 'Rozmiar',
  among: 'W sumie, na którą składa się',
  amongOwners: (u) => (u.accepted ? owners(u.owners) : 'nie użyto'),
  digest: 'Odcisk przesyłki',
  bytes: 'Bajty',
  save: 'Zapisz pokwitowanie',
  saveLead:
    'Pokwitowanie zawiera odciski Twoich przesyłek, dzięki czemu później możesz wykazać, co zostało wysłane. Nie zawiera niczego z Twoich wierszy.',
  close: 'Możesz zamknąć tę kartę.',
  another: 'Weź udział w innym treningu',
};

export const stopped: typeof en.stopped = {
  failedTitle: 'Strona musiała się zatrzymać',
  failed:
    'Na stronie coś się nie powiodło. Wszystko, co obliczono z Twoich wierszy, zniknęło z jej pamięci. Aby kontynuować, wczytaj stronę ponownie.',
  details: 'Szczegóły',
  reload: 'Wczytaj ponownie',
  unsupportedTitle: 'Ta przeglądarka nie może wziąć udziału',
  unsupported: (missing) =>
    `Brakuje jej: ${missing.join(', ')}. Użyj aktualnej wersji Firefoksa, Chrome, Edge albo Safari. Niczego nie wysłano.`,
  insecure: 'Tę stronę trzeba otworzyć przez https albo z tego samego komputera. Niczego nie wysłano.',
  bareTitle: 'Ta strona została po drodze zmieniona',
  bare: 'Przyszła bez zasad, które nie dopuszczają obcego kodu. Powiadom operatora tego serwera. Niczego nie odczytano i niczego nie wysłano.',
  features: {
    wasm: 'WebAssembly',
    bigint: 'dużych liczb całkowitych',
    worker: 'wątków roboczych (worker)',
    storage: 'pamięci dla tej strony',
    locks: 'blokad między kartami',
  },
};

export function hint(problem: Problem): string {
  if (problem.hint) return sentence(problem.hint);
  switch (problem.code as Code | ProblemCode | PageCode | undefined) {
    case 'unreachable':
    case 'unavailable':
      return 'Sprawdź połączenie i spróbuj ponownie.';
    case 'internal':
      return 'Wczytaj stronę ponownie. Jeśli to się powtórzy, powiadom zleceniodawcę.';
    default:
      return '';
  }
}
