/** One message as an element. Texts enter the page as text nodes only. */

import { dayKey, timeOf } from "./clock.js";
import { appendWithPhones, phoneLink } from "./phone.js";
import { receiptCard } from "./receipt.js";

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

/** The label above a bubble; a counselor's comes whole from the server: 「相談員 佐藤」. */
export function speakerOf(message) {
  if (message.author === "staff") return message.name || "相談員";
  return { bot: "自動応答", resident: "あなた" }[message.author] ?? "お知らせ";
}

function avatarOf(message) {
  if (message.author !== "staff") return "丸";
  return Array.from((message.name ?? "").replace(/^相談員\s*/, ""))[0] ?? "相";
}

function phones(links) {
  const list = element("ul", "phone-list");
  for (const { label, tel } of links) {
    const item = element("li");
    item.append(element("span", "", label), phoneLink(tel, label));
    list.append(item);
  }
  return list;
}

function summaryCard(text) {
  const card = element("div", "bubble bubble-card");
  let list = null;
  for (const line of text.split("\n")) {
    if (line.startsWith("・")) {
      list ??= card.appendChild(element("ul", "card-lines"));
      list.append(element("li", "", line.slice(1)));
    } else if (line.trim()) {
      card.append(element("p", list || card.childElementCount ? "" : "card-title", line));
      list = null;
    }
  }
  return card;
}

function bubbleOf(message, live) {
  const text = message.text ?? "";
  if (message.kind === "receipt") return receiptCard(text, live);
  if (message.kind === "summary") return summaryCard(text);
  const bubble = element("div", message.kind === "safety" ? "bubble bubble-safety" : "bubble");
  const unshown = appendWithPhones(bubble, text, message.links ?? []);
  if (unshown.length) bubble.append(phones(unshown));
  return bubble;
}

/** Build the element; `live` tells a message that has just come from one read back from the record. */
export function messageElement(message, live) {
  const node = element("article", `message message-${message.author}`);
  node.dataset.seq = String(message.seq ?? "");
  node.dataset.day = message.at ? dayKey(message.at) : "";
  node.dataset.speaker = speakerOf(message);
  const avatar = element("span", "avatar", avatarOf(message));
  avatar.setAttribute("aria-hidden", "true");
  const body = element("div", "message-body");
  if (message.author === "resident") body.append(element("span", "visually-hidden", "あなた"));
  body.append(element("div", "speaker", speakerOf(message)), bubbleOf(message, live));
  if (message.at) {
    const time = element("time", "message-time", timeOf(message.at));
    time.dateTime = message.at;
    body.append(time);
  }
  node.append(avatar, body);
  return node;
}

/** A message on its way: same look, dashed, without a time. */
export function pendingElement(text) {
  const node = messageElement({ author: "resident", kind: "text", text }, true);
  node.dataset.pending = "";
  node.querySelector(".message-body").append(element("span", "message-time", "送信中…"));
  return node;
}

/** Say under a pending bubble that it did not arrive, with the two ways on. */
export function showSendError(node, message, onRetry, onRewrite) {
  const place = node.querySelector(".message-time") ?? node.querySelector(".send-error");
  const box = element("div", "send-error");
  const words = element("p", "", message);
  words.setAttribute("role", "alert");
  const rewrite = element("button", "button button-quiet", "書き直す");
  const retry = element("button", "button", "もう一度送る");
  for (const [button, act] of [[rewrite, onRewrite], [retry, onRetry]]) {
    button.type = "button";
    button.addEventListener("click", act);
  }
  box.append(words, rewrite, retry);
  place.replaceWith(box);
}

export function showSending(node) {
  node.querySelector(".send-error")?.replaceWith(element("span", "message-time", "送信中…"));
}
