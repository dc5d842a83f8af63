/** The wallboard draws itself anew; a server that is away for a moment leaves the last figures. */

import { piece } from "../api.js";
import { setClock, startClock } from "../clock.js";
import { redraw, remember } from "../pieces.js";

const EVERY = 5000;

const stamp = () => document.querySelector("[data-section=stamp]");

async function refresh() {
  try {
    redraw(await piece("/desk/wall/now"));
    setClock(stamp().dataset.now);
  } catch {
    stamp().textContent = "连不上服务器，显示的是之前的情况。";
  }
}

setClock(stamp().dataset.now);
remember();
startClock();
setInterval(refresh, EVERY);
