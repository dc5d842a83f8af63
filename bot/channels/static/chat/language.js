import { TEXTS } from "./texts.js";

const TRADITIONAL = /^zh-(Hant|TW|HK|MO)/i;

/** The script a browser's first Chinese language asks for. */
export function preferredLanguage(languages) {
  const chinese = languages.find((language) => /^zh/i.test(language));
  return chinese && TRADITIONAL.test(chinese) ? "zh-Hant" : "zh-Hans";
}

export function otherLanguage(language) {
  return language === "zh-Hant" ? "zh-Hans" : "zh-Hant";
}

/** The text of `key` in the page's language, with `{name}` filled from `values`. */
export function text(key, values = {}) {
  const template = TEXTS[document.documentElement.lang][key];
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Write the texts that the markup asks for by `data-text` and `data-label`. */
export function translatePage(root = document) {
  for (const element of root.querySelectorAll("[data-text]")) {
    element.textContent = text(element.dataset.text);
  }
  for (const element of root.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", text(element.dataset.label));
  }
}
