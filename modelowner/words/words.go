// Package words owns what model owners hand to others in the language of these people: the data-protection sheet and the labels
// of a report. A sentence in English is the id of its translations, as with golang.org/x/text/message, which keeps them and
// writes numbers as the language does. Packages of data owners do not import it: their page has catalogues of its own.
package words

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

// texts are the translations of each language, by the English format.
var texts = map[string]map[string]string{"de": german, "es": spanish, "fr": french, "pt": portuguese, "nl": dutch, "it": italian, "pl": polish, "ja": japanese}

// months of languages in which dates are written in words, January first.
var months = map[string][]string{
	"de": {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
	"es": {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
	"it": {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
	"ja": {"1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"},
	"nl": {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
	"pl": {"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"}, // genitive, as in a date
	"pt": {"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"},
	"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
}

// Languages returns the tags of all languages, English first.
func Languages() []string { return append([]string{"en"}, slices.Sorted(maps.Keys(texts))...) }

// Words says things in one language.
type Words struct {
	// Tag is the language as in the attribute lang, such as "de".
	Tag     string
	printer *message.Printer
	missing func(format string) // of tests: is called with a text without a translation
}

// In returns the words of a language; "" is English. The error of an unknown one names those that there are.
func In(tag string) (*Words, error) {
	if tag == "" {
		tag = "en"
	}
	if !slices.Contains(Languages(), tag) {
		return nil, fmt.Errorf("invalid language: must be one of %s", strings.Join(Languages(), ", "))
	}
	parsed, err := language.Parse(tag)
	if err != nil {
		return nil, fmt.Errorf("invalid language: %w", err)
	}
	list := catalog.NewBuilder()
	for format, text := range texts[tag] {
		if err := list.SetString(parsed, format, text); err != nil {
			return nil, fmt.Errorf("invalid text %q: %w", format, err)
		}
	}
	return &Words{Tag: tag, printer: message.NewPrinter(parsed, message.Catalog(list))}, nil
}

// English returns the words in English.
func English() *Words {
	w, err := In("en")
	if err != nil {
		panic(err) // English has no text that can be wrong
	}
	return w
}

// Sayf formats like fmt.Sprintf, in the language and with its numbers. A format without a translation is said in English.
func (w *Words) Sayf(format string, args ...any) string {
	w.check(format)
	if w.Tag == "en" {
		return fmt.Sprintf(format, args...)
	}
	return w.printer.Sprintf(format, args...)
}

// Say returns a text without values in the language.
func (w *Words) Say(text string) string {
	w.check(text)
	if own, ok := texts[w.Tag][text]; ok {
		return own
	}
	return text
}

func (w *Words) check(format string) {
	if _, ok := texts[w.Tag][format]; !ok && w.missing != nil {
		w.missing(format)
	}
}

// Watch calls f with each text that lacks a translation; for tests.
func (w *Words) Watch(f func(format string)) { w.missing = f }

// point is a decimal point within a number.
var point = regexp.MustCompile(`(\d)\.(\d)`)

// Numbers writes the numbers of a text of numbers alone, such as "1.5 (0.5, 2.5)", with the decimal sign of the language: a comma in all but
// English and Japanese. Semicolons then stand between them.
func (w *Words) Numbers(text string) string {
	if w.Tag == "en" || w.Tag == "ja" || !point.MatchString(text) {
		return text
	}
	return point.ReplaceAllString(strings.ReplaceAll(text, ", ", "; "), "$1,$2")
}

// Day writes a day in words.
func (w *Words) Day(t time.Time) string {
	names, ok := months[w.Tag]
	switch {
	case !ok:
		return t.Format("2 January 2006")
	case w.Tag == "de":
		return fmt.Sprintf("%d. %s %d", t.Day(), names[t.Month()-1], t.Year())
	case w.Tag == "ja":
		return fmt.Sprintf("%d年%s%d日", t.Year(), names[t.Month()-1], t.Day())
	case w.Tag == "es", w.Tag == "pt":
		return fmt.Sprintf("%d de %s de %d", t.Day(), names[t.Month()-1], t.Year())
	}
	return fmt.Sprintf("%d %s %d", t.Day(), names[t.Month()-1], t.Year())
}
