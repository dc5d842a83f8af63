/** Spans of time on the page that go on by themselves. */

const EVERY = 1000;

const two = (number) => String(number).padStart(2, "0");

/** 47秒, 3分05秒, 1小时20分: as a person would say it. */
export function span(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole}秒`;
  if (whole < 3600) return `${Math.floor(whole / 60)}分${two(whole % 60)}秒`;
  return `${Math.floor(whole / 3600)}小时${two(Math.floor((whole % 3600) / 60))}分`;
}

/** How far the server's clock is ahead of this computer's, in milliseconds. */
let ahead = 0;

/** Learn the server's time from a moment that it has just sent. */
export function setClock(moment) {
  ahead = new Date(moment) - Date.now();
}

function show(element) {
  const words = span((Date.now() + ahead - new Date(element.dataset.since)) / 1000);
  if (element.textContent !== words) element.textContent = words;
}

/** Let every `<time data-since>` on the page run. */
export function startClock() {
  const tick = () => document.querySelectorAll("[data-since]").forEach(show);
  setInterval(tick, EVERY);
  new MutationObserver(tick).observe(document.body, { childList: true, subtree: true });
}
