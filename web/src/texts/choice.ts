/** The language that a person chose in this browser. */
const key = 'blindfit-language';

/** The chosen language, or none. A browser that keeps nothing has none. */
export function chosen(): string[] {
  try {
    const language = localStorage.getItem(key);
    return language ? [language] : [];
  } catch {
    return [];
  }
}

/** Keeps the choice and shows the page in it. */
export function change(language: string): void {
  try {
    localStorage.setItem(key, language);
  } catch {
    // The page is shown in the language of the browser, as before.
  }
  location.reload();
}
