/** Turns the telephone numbers that a message names into links; no other digits become links. */

/** `#8008` must be written `%238008` in an address. */
function telHref(tel) {
  return "tel:" + tel.replace(/[^\d#*+]/g, "").replaceAll("#", "%23");
}

export function phoneLink(tel, label) {
  const link = document.createElement("a");
  link.href = telHref(tel);
  link.textContent = tel;
  if (label) link.setAttribute("aria-label", `${label} ${tel} に電話する`);
  return link;
}

function nextNumber(text, from, links) {
  let found = null;
  for (const { label, tel } of links) {
    for (let at = text.indexOf(tel, from); at >= 0; at = text.indexOf(tel, at + 1)) {
      const around = (text[at - 1] ?? "") + (text[at + tel.length] ?? "");
      if (/[\d#-]/.test(around)) continue;
      const better = !found || at < found.at || (at === found.at && tel.length > found.tel.length);
      if (better) found = { at, label, tel };
      break;
    }
  }
  return found;
}

/** Appends `text` to `target` with links; returns those of `links` whose number the text does not show. */
export function appendWithPhones(target, text, links = []) {
  const shown = new Set();
  const usable = links.filter((link) => link?.tel);
  let from = 0;
  for (let hit = nextNumber(text, from, usable); hit; hit = nextNumber(text, from, usable)) {
    target.append(text.slice(from, hit.at), phoneLink(hit.tel, hit.label));
    shown.add(hit.tel);
    from = hit.at + hit.tel.length;
  }
  target.append(text.slice(from));
  return usable.filter((link) => !shown.has(link.tel));
}
