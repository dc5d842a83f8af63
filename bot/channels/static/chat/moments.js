/** Times as the hotline's city reads them. */

const ZONE = "Asia/Shanghai";
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const GAP = 10 * 60_000;

const format = (at, options) =>
  new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, ...options }).format(new Date(at));

const day = (at) => format(at, { year: "numeric", month: "numeric", day: "numeric" });

/** 16:05 */
const clockTime = (at) => format(at, CLOCK);

/** 2026年11月21日 16:05 */
export const fullTime = (at) =>
  `${format(at, { year: "numeric", month: "long", day: "numeric" })} ${clockTime(at)}`;

/** The line to set between two messages when time has passed, else an empty text. */
export function momentBetween(earlier, at) {
  if (!earlier || day(earlier) !== day(at)) {
    return day(at) === day(Date.now()) ? clockTime(at) : fullTime(at);
  }
  return new Date(at) - new Date(earlier) > GAP ? clockTime(at) : "";
}
