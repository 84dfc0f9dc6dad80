/** Entry of one case: forms without reloading, the live transcript and sheet, the heartbeat of the claim. */

import { Answer } from "./answer.js";
import { setUpEvidence } from "./evidence.js";
import { Lines } from "./lines.js";
import { listen } from "./live.js";
import { post, readHtml } from "./post.js";

const HEARTBEAT_MS = 30000;

const byId = (id) => document.getElementById(id);
const base = byId("case").dataset.base;
const lines = new Lines(byId("lines"), byId("line-template"));
const answer = new Answer(byId("answer"), showProblem);

function showProblem(words) {
  byId("problem").textContent = words;
  byId("problem").hidden = !words;
}

const isMine = () => byId("control").dataset.mine === "yes";

/** Read this page again and take over who holds it, its alarms and lines missed; drafts are not touched. */
async function refreshControl() {
  const html = await readHtml(location.pathname);
  if (html === null) return;
  const page = new DOMParser().parseFromString(html, "text/html");
  const control = page.getElementById("control");
  if (!control) return;
  const writing = byId("control").querySelector("details[open]");
  const sameLevel = control.dataset.level === byId("control").dataset.level;
  if (writing && sameLevel) control.querySelector("details")?.replaceWith(writing);
  if (control.outerHTML !== byId("control").outerHTML) byId("control").replaceWith(control);
  for (const name of ["csrf", "version"]) {
    byId("answer").elements[name].value = page.getElementById("answer").elements[name].value;
  }
  for (const line of page.querySelectorAll("#lines > .line")) lines.adopt(line);
  answer.allow(isMine());
}

async function refreshSummary() {
  const html = await readHtml(`${base}/summary`);
  if (html !== null) byId("summary").innerHTML = html;
}

/** Ask in the dialog named by the form; resolves to true on the confirming button. */
function confirmed(dialog) {
  return new Promise((resolve) => {
    const onClick = (event) => {
      const choice = event.target.closest("[data-answer]")?.dataset.answer;
      if (choice) dialog.close(choice);
    };
    dialog.returnValue = "";
    dialog.addEventListener("click", onClick);
    dialog.addEventListener(
      "close",
      () => {
        dialog.removeEventListener("click", onClick);
        resolve(dialog.returnValue === "yes");
      },
      { once: true },
    );
    dialog.showModal();
  });
}

async function submit(form, button) {
  if (form.dataset.confirm && !(await confirmed(byId(form.dataset.confirm)))) return;
  button?.setAttribute("disabled", "");
  try {
    await post(form.action, new FormData(form));
    form.closest("details")?.removeAttribute("open");
    showProblem("");
    await Promise.all([refreshControl(), refreshSummary()]);
    if (form.action.endsWith("/claim") && isMine()) byId("answer-text").focus();
  } catch (error) {
    showProblem(error.message);
    await refreshControl();
  } finally {
    button?.removeAttribute("disabled");
  }
}

async function heartbeat() {
  if (!isMine()) return;
  try {
    await post(`${base}/heartbeat`, { csrf: byId("answer").elements.csrf.value });
  } catch (error) {
    showProblem(error.message);
    await refreshControl();
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-send]")) return;
  event.preventDefault();
  submit(event.target, event.submitter);
});
byId("print").hidden = false;
byId("print").addEventListener("click", () => print());
setUpEvidence(byId("summary"));
setInterval(heartbeat, HEARTBEAT_MS);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && heartbeat());

/** Events come in bursts; the server also sends `control` and `summary` on every opening, so nothing is missed. */
function oneAtATime(refresh) {
  let running = null;
  let again = false;
  return function request() {
    again = Boolean(running);
    running ??= refresh().finally(() => {
      running = null;
      if (again) request();
    });
  };
}

listen(
  `${base}/events`,
  {
    message: (data) => lines.add(JSON.parse(data)),
    summary: oneAtATime(refreshSummary),
    control: oneAtATime(refreshControl),
  },
  (up) => {
    byId("line-state").hidden = up;
  },
);
