/** The counselor's writing field: safe with Japanese input, sent by the button or Ctrl+Enter. */

import { post } from "./post.js";

const AFTER_COMPOSITION_MS = 60;

/** A random id that lets the server notice the same answer sent twice. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Answer {
  constructor(form, onProblem) {
    this.form = form;
    this.field = form.querySelector("textarea");
    this.button = form.querySelector("button");
    this.note = form.querySelector("#answer-note");
    this.onProblem = onProblem;
    this.compositionEnd = -Infinity;
    this.sending = false;
    this.id = newId();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.field.addEventListener("compositionend", (event) => {
      this.compositionEnd = event.timeStamp;
    });
    this.field.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** Open or shut the field; what was written stays. */
  allow(mine) {
    this.field.disabled = !mine;
    this.button.disabled = !mine;
    this.note.textContent = mine ? "Ctrl＋Enter でも送れます" : "「担当する」を押すと書けます";
  }

  #onKey(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    if (event.isComposing || event.keyCode === 229 || event.timeStamp - this.compositionEnd < AFTER_COMPOSITION_MS) return;
    event.preventDefault();
    this.#send();
  }

  async #send() {
    const text = this.field.value.trim();
    if (!text || this.sending || this.field.disabled) return;
    this.sending = true;
    this.button.setAttribute("aria-disabled", "true");
    try {
      this.form.elements.client_id.value = this.id;
      const body = new FormData(this.form);
      body.set("text", text);
      await post(this.form.action, body);
      if (this.field.value.trim() === text) this.field.value = "";
      this.id = newId();
      this.onProblem("");
    } catch (error) {
      this.onProblem(error.message);
    } finally {
      this.sending = false;
      this.button.removeAttribute("aria-disabled");
      this.field.focus();
    }
  }
}
