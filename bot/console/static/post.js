/** Requests of the console: the same form bodies as without JavaScript, answered in JSON. */

const NOT_REACHED = "つながりませんでした。もう一度お試しください。";
const NOT_DONE = "できませんでした。画面を読み込み直してください。";
const PATIENCE_MS = 20000;

/** Send a form body; throws an Error whose message is for the screen. */
export async function post(url, body) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "X-Requested-With": "fetch", Accept: "application/json" },
      body: new URLSearchParams(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new Error(NOT_REACHED);
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok || !answer?.ok) throw new Error(answer?.error?.message ?? NOT_DONE);
  return answer;
}

/** Read a piece of a page; null when it cannot be had now. */
export async function readHtml(url) {
  try {
    const response = await fetch(url, { credentials: "same-origin", cache: "no-store", headers: { Accept: "text/html" } });
    return response.ok && !response.redirected ? await response.text() : null;
  } catch {
    return null;
  }
}
