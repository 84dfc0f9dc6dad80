/** The menu, the quick exit, and the dialogs for the receipt and for clearing this device. */

import { api } from "./api.js";

const NEUTRAL_PAGE = "/quiet";

/** Leave at once: hide first, then put the neutral page in this page's place in the history. */
export function quickExit() {
  document.documentElement.hidden = true;
  document.title = "お知らせ";
  location.replace(NEUTRAL_PAGE);
}

function closeOnOutside(menu) {
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.querySelector("ul").addEventListener("click", () => {
    menu.open = false;
  });
}

function showError(slot, message) {
  slot.textContent = message;
  slot.hidden = !message;
}

function setUpResume(onResumed) {
  const dialog = document.getElementById("resume-dialog");
  const field = document.getElementById("resume-number");
  const error = document.getElementById("resume-error");
  document.getElementById("open-resume").addEventListener("click", () => {
    field.value = "";
    showError(error, "");
    dialog.showModal();
  });
  document.getElementById("resume-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const receipt = field.value.normalize("NFKC").trim().toUpperCase();
    if (!receipt) {
      showError(error, "受付番号を入れてください。");
      field.focus();
      return;
    }
    try {
      await api.resume(receipt);
      field.value = "";
      dialog.close();
      onResumed();
    } catch (problem) {
      field.setAttribute("aria-invalid", "true");
      showError(error, problem.message);
      field.focus();
    }
  });
  field.addEventListener("input", () => field.removeAttribute("aria-invalid"));
}

function setUpForget() {
  const dialog = document.getElementById("forget-dialog");
  const error = document.getElementById("forget-error");
  document.getElementById("open-forget").addEventListener("click", () => {
    showError(error, "");
    dialog.showModal();
  });
  document.getElementById("forget-confirm").addEventListener("click", async () => {
    try {
      await api.forget();
      quickExit();
    } catch (problem) {
      showError(error, problem.message);
    }
  });
}

export function setUpMenu(onResumed) {
  closeOnOutside(document.getElementById("menu"));
  for (const button of document.querySelectorAll("[data-quick-exit]")) button.addEventListener("click", quickExit);
  for (const button of document.querySelectorAll("dialog [data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
  setUpResume(onResumed);
  setUpForget();
}
