/**
 * Let many wishes become one act: at the earliest `pause` milliseconds after the first of them, and
 * `spacing` after the act before. Two never run at a time.
 */
export function later(pause, work, spacing = pause) {
  let timer = 0;
  let working = false;
  let wanted = false;
  let done = 0;
  const plan = () => {
    wanted = true;
    if (timer || working) return;
    timer = setTimeout(begin, Math.max(pause, done + spacing - Date.now()));
  };
  const begin = async () => {
    timer = 0;
    wanted = false;
    working = true;
    await work();
    working = false;
    done = Date.now();
    if (wanted) plan();
  };
  return plan;
}
