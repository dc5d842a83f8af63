/** Seconds to wait before try number `attempt` (from 0): doubling to `limit`, spread by a quarter. */
export function backOff(attempt, limit = 30) {
  const seconds = Math.min(limit, 2 ** attempt);
  return seconds * (0.75 + Math.random() / 2);
}

/** A sleep that can be cut short. */
export class Alarm {
  sleep(seconds) {
    return new Promise((resolve) => {
      this.ring = () => {
        clearTimeout(this.timer);
        resolve();
      };
      this.timer = setTimeout(resolve, seconds * 1000);
    });
  }

  ring() {}
}
