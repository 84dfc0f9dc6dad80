/** Japan time for screens; the server speaks ISO times in UTC. */

const ZONE = "Asia/Tokyo";
const TIME = new Intl.DateTimeFormat("ja-JP", { timeZone: ZONE, hour: "numeric", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("ja-JP", { timeZone: ZONE, month: "long", day: "numeric", weekday: "short" });
const KEY = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE });
const DAY_MS = 24 * 60 * 60 * 1000;

export function timeOf(iso) {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? "" : TIME.format(at);
}

/** The calendar day in Japan as YYYY-MM-DD; empty for an unreadable time. */
export function dayKey(iso) {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? "" : KEY.format(at);
}

export function dayName(iso, now = new Date()) {
  const key = dayKey(iso);
  if (key === KEY.format(now)) return "今日";
  if (key === KEY.format(new Date(now.getTime() - DAY_MS))) return "昨日";
  return DAY.format(new Date(iso));
}
