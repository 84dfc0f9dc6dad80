/** Live events. The browser reconnects by itself with Last-Event-ID; where it gives up, we open anew. */

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 30000;
/** A phone that slept longer than this may hold a dead line that still looks open. */
const TRUST_AFTER_SLEEP_MS = 20000;

export class Stream {
  /** `address`: function that gives the URL at each opening. `handlers`: event name → function of the parsed data; `onUp` and `onDown` tell the state of the line. */
  constructor(address, handlers, { onUp, onDown }) {
    this.address = address;
    this.handlers = handlers;
    this.onUp = onUp;
    this.onDown = onDown;
    this.wait = FIRST_WAIT_MS;
    this.source = null;
    this.timer = 0;
    this.hiddenAt = 0;
    this.wanted = false;
    addEventListener("online", () => this.ensure());
    addEventListener("offline", () => this.onDown());
    addEventListener("pagehide", () => this.close());
    addEventListener("pageshow", (event) => event.persisted && this.ensure());
    document.addEventListener("visibilitychange", () => this.#onVisibility());
  }

  /** From the first call on, a line is kept. Before a first message there is nothing to listen to. */
  start() {
    this.wanted = true;
    this.ensure();
  }

  /** Open the line unless it is open or on its way. */
  ensure() {
    if (!this.wanted) return;
    if (this.source && this.source.readyState !== EventSource.CLOSED) return;
    this.open();
  }

  open() {
    this.close();
    if (!this.wanted) return;
    const source = new EventSource(this.address());
    this.source = source;
    source.addEventListener("open", () => {
      this.wait = FIRST_WAIT_MS;
      this.onUp();
    });
    source.addEventListener("error", () => {
      this.onDown();
      if (source === this.source && source.readyState === EventSource.CLOSED) this.#later();
    });
    for (const [name, handle] of Object.entries(this.handlers)) {
      source.addEventListener(name, (event) => handle(parse(event.data)));
    }
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  #onVisibility() {
    if (document.visibilityState !== "visible") this.hiddenAt = Date.now();
    else if (Date.now() - this.hiddenAt > TRUST_AFTER_SLEEP_MS) this.open();
    else this.ensure();
  }

  #later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
  }
}

function parse(data) {
  try {
    return JSON.parse(data);
  } catch {
    return {};
  }
}
