/** One line of live events that opens itself anew when the browser gives up. */

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 30000;
/** A machine that slept longer than this may hold a dead line that still looks open. */
const TRUST_AFTER_SLEEP_MS = 20000;

/** `handlers`: event name → function of the data as text. `onLine(up)` is told each change of the line. */
export function listen(url, handlers, onLine) {
  let source = null;
  let timer = 0;
  let wait = FIRST_WAIT_MS;
  let hiddenAt = 0;

  function open() {
    clearTimeout(timer);
    source?.close();
    const opened = new EventSource(url);
    source = opened;
    opened.addEventListener("open", () => {
      wait = FIRST_WAIT_MS;
      onLine(true);
    });
    opened.addEventListener("error", () => {
      onLine(false);
      if (opened !== source || opened.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    });
    for (const [name, handle] of Object.entries(handlers)) {
      opened.addEventListener(name, (event) => handle(event.data));
    }
  }

  const openAgain = () => source?.readyState === EventSource.CLOSED && open();
  addEventListener("online", openAgain);
  addEventListener("pageshow", openAgain);
  addEventListener("pagehide", () => source?.close());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") hiddenAt = Date.now();
    else if (Date.now() - hiddenAt > TRUST_AFTER_SLEEP_MS) open();
    else openAgain();
  });
  open();
}
