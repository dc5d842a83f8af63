/** The trainer's view draws itself anew until the practice is over. */

import { piece } from "../api.js";
import { redraw, remember } from "../pieces.js";

const EVERY = 2000;

const state = () => document.querySelector("[data-section=state]");

async function refresh() {
  const { practice, state: now } = state().dataset;
  if (now === "over") return;
  try {
    redraw(await piece(`/desk/practice/${practice}/now`));
  } catch {
    // The server is away for a moment: what was shown stays.
  }
}

remember();
setInterval(refresh, EVERY);
