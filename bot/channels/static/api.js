/** Requests of the chat page. A resident's words travel in bodies only, never in an address. */

const NOT_REACHED = "つながりませんでした。少し待って、もう一度お試しください。";
const NOT_DONE = "うまく届きませんでした。もう一度お試しください。";
const PATIENCE_MS = 20000;

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, {
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...options,
    });
  } catch {
    throw new ApiError(0, NOT_REACHED);
  }
  if (response.status === 204) return null;
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(response.status, body?.error?.message ?? NOT_DONE);
  return body;
}

function post(path, body) {
  return request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Marugoto": "1" },
    body: JSON.stringify(body),
  });
}

export const api = {
  state: () => request("/api/chat", {}),
  send: (clientId, text, choice) => post("/api/chat/messages", { client_id: clientId, text, choice }),
  receipt: () => post("/api/chat/receipt", {}),
  resume: (receipt) => post("/api/chat/resume", { receipt }),
  enter: (token) => post("/api/chat/enter", { token }),
  forget: () => post("/api/chat/forget", {}),
};

/** A random UUID; `crypto.randomUUID` is missing on plain http. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
