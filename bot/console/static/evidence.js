/** From a quote to where it was said: jump, mark the words, let the keyboard follow. */

function unmark() {
  for (const line of document.querySelectorAll(".line[data-shown]")) {
    line.removeAttribute("data-shown");
    const text = line.querySelector(".line-text");
    text.textContent = text.textContent;
  }
}

/** Spans count code points, as the server does; JavaScript strings count UTF-16 units. */
function markSpan(text, start, end) {
  const points = Array.from(text.textContent);
  if (!(start >= 0 && start < end && end <= points.length)) return;
  const mark = document.createElement("mark");
  mark.textContent = points.slice(start, end).join("");
  text.replaceChildren(points.slice(0, start).join(""), mark, points.slice(end).join(""));
}

/** Show the line that `link` points at; false when it is not on the page. */
export function showEvidence(link) {
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const line = target?.closest(".line");
  if (!line) return false;
  unmark();
  line.setAttribute("data-shown", "");
  if (link.dataset.start) markSpan(line.querySelector(".line-text"), Number(link.dataset.start), Number(link.dataset.end));
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  line.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  line.focus({ preventScroll: true });
  return true;
}

export function setUpEvidence(sheet) {
  sheet.addEventListener("click", (event) => {
    const link = event.target.closest(".said a");
    if (link && showEvidence(link)) event.preventDefault();
  });
}
