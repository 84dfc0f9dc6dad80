/** The transcript: live messages join the lines that the server wrote, in the same form. */

const TIME = new Intl.DateTimeFormat("ja-JP", {
  timeZone: "Asia/Tokyo",
  month: "long",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit",
});
const NEAR_END_PX = 80;

function speakerOf(message) {
  if (message.author === "staff") return message.name || "相談員";
  return { resident: "相談者", bot: "自動応答" }[message.author] ?? "お知らせ";
}

function noteOf(words) {
  const note = document.createElement("span");
  note.className = "mark";
  note.textContent = words;
  return note;
}

function linkTo({ url, label }) {
  const link = document.createElement("a");
  Object.assign(link, { href: url, target: "_blank", rel: "noopener", textContent: label });
  return link;
}

export class Lines {
  constructor(list, template) {
    this.list = list;
    this.template = template;
    this.toEnd();
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
  }

  /** Add a message unless it is there. */
  add(message) {
    if (message?.id && !this.#has(message.id)) this.#place(this.#line(message));
  }

  /** Take over a line that the server wrote, unless it is there with the same remarks. */
  adopt(line) {
    const known = this.#find(line.dataset.id);
    if (!known) this.#place(document.importNode(line, true));
    else if (known.dataset.notes !== line.dataset.notes) known.replaceWith(document.importNode(line, true));
  }

  #find(id) {
    return this.list.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }

  #has(id) {
    return this.#find(id) !== null;
  }

  /** Keeps the reader's place unless they read the end. */
  #place(node) {
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_END_PX;
    const after = [...this.list.children].find((line) => Number(line.dataset.seq) > Number(node.dataset.seq)) ?? null;
    this.list.insertBefore(node, after);
    if (atEnd) this.toEnd();
  }

  #line(message) {
    const line = this.template.content.firstElementChild.cloneNode(true);
    const safety = message.kind === "safety";
    line.classList.add(`line-${message.author}`);
    line.classList.toggle("line-safety", safety);
    line.dataset.id = message.id;
    line.dataset.seq = message.seq;
    // The resident's own messages carry their number from 0: what the evidence points at.
    if (message.author === "resident") line.id = `m${message.message_index}`;
    line.querySelector(".anchor").id = `msg-${message.id}`;
    line.querySelector(".line-who").textContent = speakerOf(message);
    if (!safety) line.querySelector(".mark-safety").remove();
    const time = line.querySelector("time");
    time.dateTime = message.at;
    time.textContent = TIME.format(new Date(message.at));
    line.querySelector(".line-text").textContent = message.text;
    line.dataset.notes = `${message.notes.join("・")}${message.files.length}`;
    line.querySelector(".line-notes").append(...message.notes.map(noteOf), ...message.files.map(linkTo));
    return line;
  }
}
