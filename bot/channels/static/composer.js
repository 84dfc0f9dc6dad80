/** The writing line: grows with the text, safe with Japanese input, remembers nothing on the device. */

const LIMIT = 10000;
const COUNT_FROM = 9000;
/** Safari ends the composition before the Enter that confirmed it arrives. */
const AFTER_COMPOSITION_MS = 60;

/** True while Enter belongs to the input method, not to us. */
export class CompositionGuard {
  constructor(field) {
    this.endedAt = -Infinity;
    field.addEventListener("compositionend", (event) => {
      this.endedAt = event.timeStamp;
    });
  }

  holds(event) {
    return event.isComposing || event.keyCode === 229 || event.timeStamp - this.endedAt < AFTER_COMPOSITION_MS;
  }
}

export class Composer {
  constructor(form, field, note, onSend) {
    this.field = field;
    this.note = note;
    this.onSend = onSend;
    this.guard = new CompositionGuard(field);
    this.touch = matchMedia("(pointer: coarse)");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    field.addEventListener("keydown", (event) => this.#onKey(event));
    field.addEventListener("input", () => this.#onInput());
    this.#onInput();
  }

  /** Put a text back for rewriting; what is being written stays below it. */
  restore(text) {
    this.field.value = [text, this.field.value].filter(Boolean).join("\n");
    this.#onInput();
    this.field.focus();
  }

  #onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || this.touch.matches || this.guard.holds(event)) return;
    event.preventDefault();
    this.#send();
  }

  #send() {
    const text = this.field.value.trim();
    if (!text) {
      this.field.focus();
      return;
    }
    if (Array.from(text).length > LIMIT) return;
    this.field.value = "";
    this.#onInput();
    this.field.focus();
    this.onSend(text);
  }

  #onInput() {
    const length = Array.from(this.field.value).length;
    const left = LIMIT - length;
    this.note.toggleAttribute("data-over", left < 0);
    if (length < COUNT_FROM) this.note.textContent = "";
    else if (left >= 0) this.note.textContent = `あと ${left.toLocaleString()} 文字書けます`;
    else this.note.textContent = `${(-left).toLocaleString()} 文字多いので、分けて送ってください`;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }
}
