/** The REST half of the protocol. Every function may throw `ServiceError`. */

const BASE = new URL("../../chat/", import.meta.url);
const TIMEOUT = 30_000;

/** `status` 0 means that no answer came; `retryAfter` is in seconds, or null. */
export class ServiceError extends Error {
  constructor(status, { code = "network", message = "", retry_after: retryAfter = null } = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** Nobody answered: the network's fault, not the message's. */
  get unreachable() {
    return this.status === 0;
  }

  /** The conversation is gone, or its token no longer opens it. */
  get expired() {
    return this.status === 401 || this.status === 404;
  }

  /** The same request may well succeed later. */
  get temporary() {
    return this.unreachable || [408, 409, 425, 429].includes(this.status) || this.status >= 500;
  }
}

async function refusal(response) {
  const body = await response.json().catch(() => null);
  return new ServiceError(response.status, body?.error ?? { code: "unknown" });
}

function request(method, token, body, signal) {
  const headers = { Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  return { method, headers, signal, body: body && JSON.stringify(body), cache: "no-store" };
}

async function call(method, path, { token, body, keepalive = false } = {}) {
  const stopper = new AbortController();
  const timer = setTimeout(() => stopper.abort(), TIMEOUT);
  try {
    const options = { ...request(method, token, body, stopper.signal), keepalive };
    const response = await fetch(new URL(path, BASE), options);
    if (!response.ok) throw await refusal(response);
    return response.status === 204 ? null : await response.json();
  } catch (error) {
    throw error instanceof ServiceError ? error : new ServiceError(0);
  } finally {
    clearTimeout(timer);
  }
}

/** Where the files of a conversation are handed in and listed. */
export const filesOf = (conversation) => new URL(`${pathOf(conversation)}/files`, BASE);

const pathOf = ({ id }) => `conversations/${encodeURIComponent(id)}`;

export const startConversation = (preferences) =>
  call("POST", "conversations", { body: preferences });

export const sendTurn = (conversation, turn) =>
  call("POST", `${pathOf(conversation)}/turns`, { token: conversation.token, body: turn });

/** `wish` is `leave` (wait for a person no longer) or `go-on` (with the bot, meanwhile). */
export const sendWish = (conversation, wish, key) =>
  call("POST", `${pathOf(conversation)}/queue/${wish}`, {
    token: conversation.token,
    body: { key },
  });

/** `leaving`: the page is about to go, and the request has to outlive it. */
export const sendRating = (conversation, rating, leaving = false) =>
  call("POST", `${pathOf(conversation)}/rating`, {
    token: conversation.token,
    body: rating,
    keepalive: leaving,
  });

export const fetchMessages = (conversation, after) =>
  call("GET", `${pathOf(conversation)}/messages?after=${after}`, { token: conversation.token });

export const fetchFiles = (conversation) =>
  call("GET", `${pathOf(conversation)}/files`, { token: conversation.token });

export const putPreferences = (conversation, preferences) =>
  call("PUT", `${pathOf(conversation)}/preferences`, {
    token: conversation.token,
    body: preferences,
  });
