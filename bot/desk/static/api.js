/** Asking the server. Every function may throw `Refused`. */

const TIMEOUT = 15_000;
const TIMEOUT_OF_FILES = 300_000;
const csrf = document.querySelector("meta[name=csrf]").content;

/** `status` 0 means that no answer came; `message` is a sentence for people. */
export class Refused extends Error {
  constructor(status, { code = "network", message = "网络不通，请再试一次。" } = {}) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** The same request may well succeed later. */
  get temporary() {
    return [0, 408, 425, 429].includes(this.status) || this.status >= 500;
  }
}

async function refusal(response) {
  const body = await response.json().catch(() => null);
  // Signed out: the page itself leads to the sign-in and back.
  if (response.status === 401) location.reload();
  return new Refused(response.status, body?.error ?? { code: "unknown" });
}

async function ask(method, path, { body, type = "application/json", timeout = TIMEOUT } = {}) {
  // Refusals come as JSON to whoever does not ask for pages.
  const headers = { Accept: "application/json", "X-CSRF-Token": csrf };
  if (body) headers["Content-Type"] = type;
  const stopper = new AbortController();
  const timer = setTimeout(() => stopper.abort(), timeout);
  const request = { method, headers, body, signal: stopper.signal, cache: "no-store" };
  try {
    const response = await fetch(path, request);
    if (!response.ok) throw await refusal(response);
    return response.status === 204 ? "" : await response.text();
  } catch (error) {
    throw error instanceof Refused ? error : new Refused(0);
  } finally {
    clearTimeout(timer);
  }
}

/** Read JSON. */
export const read = async (path) => JSON.parse(await ask("GET", path));

/** Do something; the answer is JSON, or null where there is none. */
export async function act(method, path, body = {}) {
  const answer = await ask(method, path, { body: JSON.stringify(body) });
  return answer ? JSON.parse(answer) : null;
}

/** Read a piece of a page that the server has drawn. */
export async function piece(path) {
  return new DOMParser().parseFromString(await ask("GET", path), "text/html").body;
}

/** Hand in a file; its name is not sent. */
export async function handIn(path, file) {
  const sending = { body: file, type: "application/octet-stream", timeout: TIMEOUT_OF_FILES };
  return JSON.parse(await ask("POST", path, sending));
}
