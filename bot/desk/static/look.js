/** How the desk looks to this person: large type, light or dark. Kept on this device only. */

const KEY = "xiaobao-desk-look";
const DARK = "(prefers-color-scheme: dark)";
const MEDIA = { auto: DARK, dark: "all", light: "not all" };
const root = document.documentElement;

/** The rules that make the page dark when the computer is; found before the first is changed. */
const darkRules = [...document.styleSheets]
  .flatMap((sheet) => [...sheet.cssRules])
  .filter((rule) => rule.media?.mediaText === DARK);

export const look = { large: false, theme: "auto", ...stored() };

export function change(values) {
  Object.assign(look, values);
  localStorage.setItem(KEY, JSON.stringify(look));
  show();
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function show() {
  root.classList.toggle("large-type", look.large);
  root.style.colorScheme = look.theme === "auto" ? "" : look.theme;
  darkRules.forEach((rule) => (rule.media.mediaText = MEDIA[look.theme] ?? DARK));
}

show();
