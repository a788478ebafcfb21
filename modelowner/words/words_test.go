package words

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestTexts: every language has the same texts, each with the values of the English format in their order.
func TestTexts(t *testing.T) {
	verb := regexp.MustCompile(`%[a-z]`)
	all := slices.Sorted(maps.Keys(german))
	for tag, list := range texts {
		if keys := slices.Sorted(maps.Keys(list)); !slices.Equal(keys, all) {
			t.Errorf("%s has other texts than German", tag)
		}
		for format, text := range list {
			if want, got := verb.FindAllString(format, -1), verb.FindAllString(text, -1); !slices.Equal(want, got) {
				t.Errorf("%s: %q has %v, want %v", tag, text, got, want)
			}
			if strings.TrimSpace(text) == "" || len(format) > 25 && text == format {
				t.Errorf("%s: %q has no text of its own", tag, format)
			}
		}
		if len(months[tag]) != 12 {
			t.Errorf("%s has %d months", tag, len(months[tag]))
		}
	}
}

func TestIn(t *testing.T) {
	day := time.Date(2027, time.March, 1, 0, 0, 0, 0, time.UTC)
	for tag, want := range map[string][3]string{
		"":   {"Purpose", "Paillier encryption under a key of 3072 bits; only the model owner can decrypt.", "1 March 2027"},
		"de": {"Zweck", "Paillier-Verschlüsselung mit einem Schlüssel von 3.072 Bits; nur der Auftraggeber kann entschlüsseln.", "1. März 2027"},
		"es": {"Finalidad", "Cifrado de Paillier con una clave de 3.072 bits; solo el promotor puede descifrar.", "1 de marzo de 2027"},
		"it": {"Finalità", "Cifratura di Paillier con una chiave di 3.072 bit; solo il promotore può decifrare.", "1 marzo 2027"},
		"ja": {"目的", "3,072ビットの鍵による Paillier 暗号。復号できるのは依頼者だけです。", "2027年3月1日"},
		"pl": {"Cel", "Szyfrowanie Pailliera kluczem o długości 3\u00a0072 bitów; odszyfrować może tylko zleceniodawca.", "1 marca 2027"},
		"nl": {"Doel", "Paillier-versleuteling met een sleutel van 3.072 bits; alleen de opdrachtgever kan ontsleutelen.", "1 maart 2027"},
		"pt": {"Finalidade", "Cifra de Paillier com uma chave de 3.072 bits; só o solicitante pode decifrar.", "1 de março de 2027"},
		"fr": {"Finalité", "Chiffrement de Paillier avec une clé de 3\u00a0072 bits ; seul le commanditaire peut déchiffrer.", "1 mars 2027"},
	} {
		w, err := In(tag)
		if err != nil {
			t.Fatal(err)
		}
		got := [3]string{w.Say("Purpose"), w.Sayf("Paillier encryption under a key of %d bits; only the model owner can decrypt.", 3072), w.Day(day)}
		if got != want {
			t.Errorf("%q: got %q, want %q", tag, got, want)
		}
	}
	if _, err := In("tlh"); err == nil || !strings.Contains(err.Error(), "one of en, de, es, fr, it, ja, nl, pl, pt") {
		t.Errorf("an unknown language: got %v", err)
	}
	w, _ := In("de")
	var missing []string
	w.Watch(func(format string) { missing = append(missing, format) })
	if got := w.Say("no such text"); got != "no such text" || !slices.Equal(missing, []string{"no such text"}) {
		t.Errorf("a text without translation: got %q, missing %v", got, missing)
	}
}

func TestNumbers(t *testing.T) {
	for tag, want := range map[string]string{"en": "-1.25e-05 [0.5, 20]", "ja": "-1.25e-05 [0.5, 20]", "de": "-1,25e-05 [0,5; 20]", "pl": "-1,25e-05 [0,5; 20]", "fr": "-1,25e-05 [0,5; 20]"} {
		w, err := In(tag)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.Numbers("-1.25e-05 [0.5, 20]"); got != want {
			t.Errorf("%s: got %q, want %q", tag, got, want)
		}
		if got := w.Numbers("12, 3"); got != "12, 3" {
			t.Errorf("%s: whole numbers are %q", tag, got)
		}
	}
}
