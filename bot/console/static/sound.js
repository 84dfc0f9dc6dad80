/** The alarm sound: off until a counselor turns it on; made here, no file. */

const KEY = "marugoto.console.sound";

export class Sound {
  constructor(button) {
    this.button = button;
    this.context = null;
    this.on = localStorage.getItem(KEY) === "on";
    button.hidden = false;
    button.addEventListener("click", () => {
      this.on = !this.on;
      localStorage.setItem(KEY, this.on ? "on" : "off");
      this.#show();
      if (this.on) this.play();
    });
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => this.#show(), { once: true });
    this.#show();
  }

  /** Browsers stay silent until the page has been touched once; the button says so. */
  get #allowed() {
    return navigator.userActivation?.hasBeenActive ?? true;
  }

  /** Two soft tones. */
  play() {
    if (!this.on || !this.#allowed) return;
    const context = this.#wake();
    for (const [start, pitch] of [[0, 660], [0.28, 880]]) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      const at = context.currentTime + start;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(0.2, at + 0.03);
      volume.gain.linearRampToValueAtTime(0, at + 0.24);
      tone.connect(volume).connect(context.destination);
      tone.start(at);
      tone.stop(at + 0.26);
    }
  }

  #wake() {
    this.context ??= new AudioContext();
    if (this.context.state === "suspended") this.context.resume();
    return this.context;
  }

  #words() {
    if (!this.on) return "切";
    return this.#allowed ? "入" : "入（画面を一度押すと鳴ります）";
  }

  #show() {
    this.button.setAttribute("aria-pressed", String(this.on));
    this.button.querySelector("span").textContent = this.#words();
  }
}
