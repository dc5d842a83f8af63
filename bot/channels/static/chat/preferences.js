import { preferredLanguage, translatePage } from "./language.js";
import * as storage from "./storage.js";

/** The hotline's name, which the server wrote into the page in both scripts. */
function showName(language) {
  const heading = document.getElementById("name");
  const name = heading.getAttribute(`data-${language.toLowerCase()}`);
  heading.textContent = document.title = name;
}

/** The language and type size that the consumer reads in, shown on the page and remembered. */
export class Preferences {
  constructor() {
    const stored = storage.loadPreferences();
    this.language = stored?.language ?? preferredLanguage(navigator.languages ?? []);
    this.largeType = stored?.largeType ?? false;
    this.show();
  }

  change(values) {
    Object.assign(this, values);
    storage.savePreferences({ language: this.language, largeType: this.largeType });
    this.show();
  }

  show() {
    document.documentElement.lang = this.language;
    document.documentElement.classList.toggle("large-type", this.largeType);
    translatePage();
    showName(this.language);
  }

  /** The form in which the server takes them. */
  get body() {
    return { language: this.language, large_type: this.largeType };
  }
}
