/** Jak wygląda miejsce danej osoby w treningu: przed dołączeniem i podczas oczekiwania. */
import type * as en from '../en';
import { count } from './words';

export const standing: typeof en.standing = {
  closed: {
    begun: {
      title: 'Ten trening się rozpoczął',
      lead: 'Jego posiadacze danych są już ustaleni, a w tej przeglądarce nie ma Cię wśród nich. Jeśli trening obejmuje Cię już w innej przeglądarce, otwórz link właśnie w niej.',
    },
    finished: {
      title: 'Ten trening się zakończył',
      lead: 'Nie przyjmuje już danych. Zapytaj osobę, od której masz link, czy będzie następny.',
    },
    revoked: {
      title: 'Ten link został wycofany',
      lead: 'Zleceniodawca już go nie przyjmuje. Jeśli nadal chcesz wziąć udział, poproś o nowy osobę, od której go masz.',
    },
    late: {
      title: 'Ten link wygasł',
      lead: 'Ostatni dzień, w którym można było z niego skorzystać, minął. Zapytaj osobę, od której go masz, czy jest inny.',
    },
    full: {
      title: 'W tym treningu nie ma już miejsc',
      lead: 'Wszystkie miejsca są zajęte. Zapytaj osobę, od której masz link, czy jakieś się zwolni.',
    },
  },
  nothing: 'Z Twojego komputera nic nie odczytano.',
  notes: {
    joined: {
      title: 'Bierzesz już udział w tym treningu',
      lead: 'Jeszcze się nie zaczął. Wybierz ponownie swój plik i pozostaw tę stronę otwartą, aby być przy rozpoczęciu. Do tego czasu możesz też wybrać inny plik.',
    },
    used: {
      title: 'Ktoś już dołączył za pomocą tego linku',
      lead: 'Każdy link jest dla jednego posiadacza danych. Jeśli to Ty, w innej przeglądarce albo przed wyczyszczeniem jej pamięci, przejdź dalej: liczy się ta, która jest połączona. Jeśli nie, powiadom osobę, od której masz link, i poproś o własny.',
    },
    twice: {
      title: 'Bierzesz już udział w tym treningu z innym linkiem',
      lead: 'Posiadacz danych liczy się raz. Nie przekazuj nikomu tego linku; powiadom zleceniodawcę, że nie jest potrzebny.',
    },
    unknown: {
      title: 'Zleceniodawca nie zna tego linku',
      lead: 'Utworzono go dla innego treningu albo zapisy zleceniodawcy są starsze niż link. Zanim przejdziesz dalej, poproś o nowy.',
    },
  },
  waiting: {
    used: {
      title: 'To miejsce zajmuje inna przeglądarka',
      lead: 'Z tym samym linkiem połączony jest ktoś jeszcze, a liczy się tylko jedno z was. Jeśli to Ty, zamknij tamtą stronę. Jeśli nie, powiadom zleceniodawcę i poproś o własny link.',
    },
    twice: {
      title: 'Bierzesz już udział w tym treningu',
      lead: 'Bierzesz w nim udział także z innym linkiem i liczysz się raz. Tutaj możesz opuścić trening.',
    },
    revoked: {
      title: 'Nie dopuszczono Cię do treningu',
      lead: 'Zleceniodawca wycofał Twój link. Zapytaj go o powód; nic z Twoich wierszy nie zostało wysłane.',
    },
    unknown: {
      title: 'Nie dopuszczono Cię do treningu',
      lead: 'Zleceniodawca nie zna linku, z którego korzystasz. Poproś go o nowy; nic z Twoich wierszy nie zostało wysłane.',
    },
  },
  lobby: (admitted, others, start) =>
    (admitted < start
      ? `Dopuszczeni posiadacze danych: ${count(admitted)} z ${count(start)}. Trening zacznie się, gdy będą wszyscy.`
      : `Dopuszczeni posiadacze danych: ${count(admitted)}. Trening uruchamia zleceniodawca.`) +
    (others > 0 ? ` Pozostali, którzy dołączyli i się nie liczą: ${count(others)}.` : ''),
  notLooked: 'Zleceniodawca jeszcze nie sprawdził, kogo dopuszcza.',
  reconsider: 'Wybierz inny plik',
  keep: 'Kontynuuj automatycznie po ponownym wczytaniu strony',
  keepHint:
    'Sumy z Twoich wierszy, nigdy same wiersze, pozostają w tej przeglądarce do końca treningu: zaszyfrowane kluczem, którego żaden skrypt nie może odczytać, a na końcu usunięte.',
  cancel: 'Przerwij sprawdzanie',
  loading: 'Wczytuje się program strony: około 1,6 MB, jednorazowo. Twoje łącze wydaje się wolne.',
};
