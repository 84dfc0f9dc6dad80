/** Entry of the chat page: ties the thread, the composer, the choices and the live line together. */

import { api, newId } from "./api.js";
import { showSendError, showSending } from "./bubble.js";
import { Composer } from "./composer.js";
import { setUpMenu } from "./menu.js";
import { Stream } from "./stream.js";
import { Thread } from "./thread.js";

const HUMAN = { code: "ask_human", label: "ひとと話したい" };
const MOST_CHOICES = 13;
const DOWN_NOTE_AFTER_MS = 3000;
const READ_AGAIN_MS = 5000;
const TYPING_AT_MOST_MS = 45000;

const byId = (id) => document.getElementById(id);
const thread = new Thread(byId("thread"), byId("scroller"), byId("new-message"));
const greeting = { shown: false, choices: [] };
const control = { state: "bot", name: "" };
const timers = { down: 0, typing: 0, again: 0 };
let queue = Promise.resolve();

function showControl(value) {
  Object.assign(control, { state: value?.state ?? "bot", name: value?.name ?? "" });
  const words = {
    claimed: `相談員${control.name ? ` ${control.name}` : ""}がお聞きしています`,
    closed: "いったん終わっています。書くと、また続けられます",
  };
  const line = byId("control");
  line.dataset.state = control.state;
  line.textContent = words[control.state] ?? "自動応答と相談員がお聞きします";
}

function showTyping(on) {
  clearTimeout(timers.typing);
  byId("typing").hidden = !on;
  byId("typing-words").textContent = on ? (control.state === "claimed" ? "相談員が書いています" : "返事を書いています") : "";
  if (on) timers.typing = setTimeout(() => showTyping(false), TYPING_AT_MOST_MS);
  thread.settle();
}

function showChoices() {
  const last = thread.last;
  const offered = last ? (last.author === "resident" ? [] : last.choices ?? []) : greeting.choices;
  const choices = thread.isWaiting ? [] : offered.slice(0, MOST_CHOICES);
  const box = byId("choices");
  box.hidden = choices.length === 0;
  box.replaceChildren(
    ...choices.map(({ code, label }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = label;
      button.addEventListener("click", () => {
        send(label, code);
        byId("composer-text").focus({ preventScroll: true });
      });
      return button;
    }),
  );
  thread.settle();
}

function receive(message, live) {
  if (!message?.id) return;
  if (message.author !== "resident") showTyping(false);
  thread.add(message, live);
  showChoices();
}

function send(text, choice = null) {
  const clientId = newId();
  const node = thread.addPending(clientId, text);
  showChoices();
  const attempt = () => {
    showSending(node);
    queue = queue.then(async () => {
      try {
        const { message } = await api.send(clientId, text, choice);
        receive({ ...message, client_id: clientId }, true);
        stream.start();
      } catch (error) {
        showSendError(node, error.message, attempt, () => {
          thread.removePending(clientId);
          composer.restore(text);
          showChoices();
        });
        thread.settle();
      }
    });
  };
  attempt();
}

function showConnection(words) {
  byId("connection").textContent = words;
  byId("connection").hidden = !words;
  thread.settle();
}

function lineDown() {
  if (timers.down) return;
  timers.down = setTimeout(() => showConnection("つながるのを待っています。書いたものは、この画面に残っています。"), DOWN_NOTE_AFTER_MS);
}

function lineUp() {
  clearTimeout(timers.down);
  timers.down = 0;
  synchronize();
}

/** Read the record and add what is missing: at the start, and whenever the line was opened anew. */
async function synchronize() {
  let state;
  clearTimeout(timers.again);
  try {
    state = await api.state();
  } catch {
    lineDown();
    timers.again = setTimeout(lineUp, READ_AGAIN_MS);
    return;
  }
  showConnection("");
  if (!greeting.shown) {
    thread.showGreeting(state.greeting ?? []);
    greeting.shown = true;
  }
  greeting.choices = state.choices ?? [];
  showControl(state.control);
  for (const message of state.messages ?? []) thread.add(message, false);
  showChoices();
  byId("thread").setAttribute("aria-busy", "false");
  if (thread.last || state.resumed) stream.start();
}

async function restart() {
  byId("thread").setAttribute("aria-busy", "true");
  thread.clear();
  greeting.shown = false;
  stream.close();
  await synchronize();
}

const stream = new Stream(
  () => `/api/chat/events?after=${thread.lastSeq}`,
  {
    message: (message) => receive(message, greeting.shown),
    typing: (data) => showTyping(Boolean(data.on)),
    control: showControl,
  },
  { onUp: lineUp, onDown: lineDown },
);
const composer = new Composer(byId("composer"), byId("composer-text"), byId("composer-note"), (text) => send(text));

/** A one-time link carries its token behind #, where no server and no preview sees it; it is taken out at once. */
async function enterByLink() {
  const [, token] = /^#enter=([\w-]+)$/.exec(location.hash) ?? [];
  if (!token) return;
  history.replaceState(null, "", location.pathname);
  try {
    await api.enter(token);
  } catch (error) {
    byId("link-problem").textContent = error.message;
    byId("link-problem").hidden = false;
  }
}

addEventListener("hashchange", async () => {
  await enterByLink();
  await restart();
});
byId("ask-human").addEventListener("click", () => send(HUMAN.label, HUMAN.code));
setUpMenu(restart);
await enterByLink();
await synchronize();
