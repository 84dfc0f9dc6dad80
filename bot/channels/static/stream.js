/** Live events. The browser reconnects by itself with Last-Event-ID; where it gives up, we open anew. */

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 30000;

export class Stream {
  /** `handlers`: event name → function of the parsed data; `onUp` and `onDown` tell the state of the line. */
  constructor(url, handlers, { onUp, onDown }) {
    this.url = url;
    this.handlers = handlers;
    this.onUp = onUp;
    this.onDown = onDown;
    this.wait = FIRST_WAIT_MS;
    this.source = null;
    this.timer = 0;
    addEventListener("online", () => this.ensure());
    addEventListener("offline", () => this.onDown());
    addEventListener("pagehide", () => this.close());
    addEventListener("pageshow", (event) => event.persisted && this.ensure());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.ensure());
  }

  /** Open the line unless it is open or on its way. */
  ensure() {
    if (this.source && this.source.readyState !== EventSource.CLOSED) return;
    this.open();
  }

  open() {
    this.close();
    const source = new EventSource(this.url);
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
