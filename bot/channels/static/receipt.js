/** The receipt card. The number is asked for once, shown once, and kept nowhere on the device. */

import { api } from "./api.js";

const REPLACES = "新しく発行すると、前の番号は使えなくなります。";
const KEEP = "この番号は今だけ表示されます。メモか写真に残してください。";

function showNumber(card, number) {
  const code = document.createElement("output");
  code.className = "receipt-number";
  code.textContent = number;
  const keep = document.createElement("p");
  keep.textContent = KEEP;
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "button";
  copy.textContent = "番号をコピーする";
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(number);
      copy.textContent = "コピーしました";
    } catch {
      getSelection()?.selectAllChildren(code);
      copy.textContent = "番号を選びました";
    }
  });
  card.querySelector("[data-receipt-place]").replaceChildren(code, keep, copy);
}

function showButton(card, words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = "新しい受付番号を発行する";
  button.addEventListener("click", () => issue(card, button));
  const place = card.querySelector("[data-receipt-place]");
  const replaces = document.createElement("p");
  replaces.textContent = REPLACES;
  place.replaceChildren(replaces, button);
  if (!words) return;
  const note = document.createElement("p");
  note.className = "field-error";
  note.setAttribute("role", "alert");
  note.textContent = words;
  place.prepend(note);
}

async function issue(card, button) {
  if (button) button.disabled = true;
  try {
    const { receipt } = await api.receipt();
    showNumber(card, receipt);
  } catch (error) {
    showButton(card, error.message);
  }
}

/** Live in the tab in front: issue at once. From the record, or in a tab behind: only on request. */
export function receiptCard(text, live) {
  const card = document.createElement("div");
  card.className = "bubble bubble-card";
  const title = document.createElement("p");
  title.className = "card-title";
  title.textContent = "受付番号";
  const words = document.createElement("p");
  words.textContent = text;
  const place = document.createElement("div");
  place.dataset.receiptPlace = "";
  card.append(title, words, place);
  if (live && document.visibilityState === "visible") issue(card, null);
  else showButton(card, "");
  return card;
}
