/** Entry of the queue: rows refresh by themselves; new alarms are said, counted in the title and, if wanted, heard. */

import { listen } from "./live.js";
import { readHtml } from "./post.js";
import { Sound } from "./sound.js";

const ROWS_URL = "/console/queue/rows";
const WAITING_EVERY_MS = 20000;
const MINUTE_MS = 60000;

const body = document.getElementById("queue-rows");
const sound = new Sound(document.getElementById("sound"));
const title = document.title;
let reading = null;
let readAgain = false;

const rows = () => [...body.querySelectorAll(".queue-row")];

function waitingWords(since) {
  const minutes = Math.max(0, Math.floor((Date.now() - new Date(since).getTime()) / MINUTE_MS));
  if (Number.isNaN(minutes)) return null;
  if (minutes < 1) return "1分未満";
  if (minutes < 60) return `${minutes}分`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours}時間${minutes % 60}分` : `${hours}時間`;
  const days = Math.floor(hours / 24);
  return hours % 24 ? `${days}日${hours % 24}時間` : `${days}日`;
}

function showWaiting() {
  for (const time of body.querySelectorAll("[data-waiting]")) {
    const words = waitingWords(time.dateTime);
    if (words && time.textContent !== words) time.textContent = words;
  }
}

function showCounts() {
  const open = rows().filter((row) => row.dataset.alarm === "open").length;
  document.title = open ? `（${open}）${title}` : title;
  const all = rows().length;
  document.getElementById("queue-count").textContent = open ? `${all}件、うち未確認 ${open}件` : `${all}件`;
}

/** What a row looked like: new ones and raised ones are said once. */
function snapshot() {
  return new Map(rows().map((row) => [row.dataset.id, `${row.dataset.urgency}/${row.dataset.alarm ?? ""}`]));
}

function announce(before) {
  const changed = rows().filter((row) => before.get(row.dataset.id) !== `${row.dataset.urgency}/${row.dataset.alarm ?? ""}`);
  const alarms = changed.filter((row) => row.dataset.alarm === "open");
  const pressing = alarms.filter((row) => row.dataset.urgency === "now");
  document.getElementById("say-now").textContent = pressing.length
    ? `緊急度「${pressing[0].dataset.urgencyJa}」の相談が ${pressing.length}件あります`
    : "";
  const others = changed.length - pressing.length;
  document.getElementById("say-politely").textContent = others > 0 ? `${others}件の相談が新しくなりました` : "";
  if (alarms.length) sound.play();
}

/** Focus stays on the same case when the rows are replaced under it. */
async function refresh() {
  const html = await readHtml(ROWS_URL);
  if (html === null) return;
  const before = snapshot();
  const focused = document.activeElement?.closest(".queue-row")?.dataset.id;
  body.innerHTML = html;
  if (focused) body.querySelector(`.queue-row[data-id="${CSS.escape(focused)}"] a`)?.focus();
  showWaiting();
  showCounts();
  announce(before);
}

/** Events may come in bursts: one read at a time, and one more after it. */
function requestRefresh() {
  readAgain = Boolean(reading);
  reading ??= refresh().finally(() => {
    reading = null;
    if (readAgain) requestRefresh();
  });
}

showWaiting();
showCounts();
setInterval(showWaiting, WAITING_EVERY_MS);
listen("/console/events", { queue: requestRefresh }, (up) => {
  document.getElementById("line-state").hidden = up;
  if (up) requestRefresh();
});
