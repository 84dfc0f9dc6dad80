/** The talk: messages in order of `seq`, date lines, and a scroll position that respects the reader. */

import { messageElement, pendingElement } from "./bubble.js";
import { dayName } from "./clock.js";

const NEAR_END_PX = 96;

export class Thread {
  constructor(list, scroller, newButton) {
    this.list = list;
    this.scroller = scroller;
    this.newButton = newButton;
    this.messages = new Map();
    this.pending = new Map();
    this.atEnd = true;
    scroller.addEventListener("scroll", () => this.#noteScroll(), { passive: true });
    newButton.addEventListener("click", () => this.scrollToEnd());
    const keepEnd = new ResizeObserver(() => this.atEnd && this.#jumpToEnd());
    for (const box of [scroller, list]) keepEnd.observe(box);
  }

  /** The newest stored message that is neither a plain notice nor about the way here from a messenger. */
  get last() {
    const all = [...this.messages.values()].filter(
      (m) => !["link", "screen"].includes(m.kind) && (m.kind !== "notice" || m.choices?.length),
    );
    return all.reduce((best, m) => (!best || m.seq > best.seq ? m : best), null);
  }

  /** The number of the newest message known, 0 for none: where the live line goes on. */
  get lastSeq() {
    return [...this.messages.values()].reduce((most, message) => Math.max(most, message.seq), 0);
  }

  get isWaiting() {
    return this.pending.size > 0;
  }

  clear() {
    this.messages.clear();
    this.pending.clear();
    this.list.replaceChildren();
    this.atEnd = true;
  }

  showGreeting(lines) {
    for (const text of lines) this.#place(messageElement({ author: "bot", kind: "text", text, seq: -1 }, false));
  }

  /** Add a message unless it is known; a pending bubble with its `client_id` gives way to it. */
  add(message, live) {
    this.#dropPending(message.client_id);
    if (this.messages.has(message.id)) return false;
    this.messages.set(message.id, message);
    const node = messageElement(message, live);
    this.#place(node);
    this.#reveal(node, message.author === "resident");
    return true;
  }

  addPending(clientId, text) {
    const node = pendingElement(text);
    node.dataset.seq = String(Number.MAX_SAFE_INTEGER);
    this.pending.set(clientId, node);
    this.#place(node);
    this.#reveal(node, true);
    return node;
  }

  removePending(clientId) {
    this.#dropPending(clientId);
  }

  scrollToEnd() {
    this.atEnd = true;
    this.newButton.hidden = true;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: calm ? "auto" : "smooth" });
  }

  /** Keep the end in view after something below the thread (choices, typing) changed. */
  settle() {
    if (this.atEnd) this.#jumpToEnd();
  }

  #dropPending(clientId) {
    const node = clientId && this.pending.get(clientId);
    if (!node) return;
    node.remove();
    this.pending.delete(clientId);
  }

  #place(node) {
    const seq = Number(node.dataset.seq);
    const articles = [...this.list.querySelectorAll(":scope > .message")];
    const next = articles.find((other) => Number(other.dataset.seq) > seq) ?? null;
    const previous = next ? articles[articles.indexOf(next) - 1] : articles.at(-1);
    const line = next?.previousElementSibling;
    const anchor = line?.classList.contains("date-line") ? line : next;
    this.list.insertBefore(node, anchor);
    if (node.dataset.day && node.dataset.day !== previous?.dataset.day) this.#dateLine(node);
    if (anchor !== next && next.dataset.day === node.dataset.day) anchor.remove();
    this.#join(node);
    if (next) this.#join(next);
  }

  #dateLine(node) {
    const line = document.createElement("div");
    line.className = "date-line";
    line.textContent = dayName(node.querySelector("time").dateTime);
    this.list.insertBefore(line, node);
  }

  /** A run of bubbles of one speaker shows the speaker once. */
  #join(node) {
    const before = node.previousElementSibling;
    const same = before?.classList.contains("message") && before.dataset.speaker === node.dataset.speaker;
    node.toggleAttribute("data-again", Boolean(same));
  }

  #reveal(node, own) {
    if (this.list.getAttribute("aria-busy") === "true") return;
    if (own) this.atEnd = true;
    if (!this.atEnd) {
      this.newButton.hidden = false;
      return;
    }
    requestAnimationFrame(() => {
      const room = this.scroller.clientHeight;
      if (node.offsetHeight <= room) {
        this.#jumpToEnd();
        return;
      }
      this.atEnd = false;
      this.scroller.scrollTop = node.offsetTop;
    });
  }

  #jumpToEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  #noteScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.atEnd) this.newButton.hidden = true;
  }
}
