const STOPS = "[data-stop]:not([hidden])";

/** Up and down through the cards of a column, as through the entries of a list. */
export function walkByArrows(column) {
  column.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.matches("input, textarea, select")) return;
    const stops = [...column.querySelectorAll(STOPS)];
    const at = stops.indexOf(event.target.closest("[data-stop]"));
    const next = stops[Math.max(0, Math.min(at + step, stops.length - 1))];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
