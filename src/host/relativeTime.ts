const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * `now`, `5 min ago`, `3 h ago`, `2 d ago`, and from a week on the local date. A time in the future (clocks differ)
 * is `now`. Undefined if it is not a date.
 */
export function relativeTime(isoDate: string, nowMs: number): string | undefined {
  const date = new Date(isoDate);
  const ageMs = nowMs - date.getTime();
  if (Number.isNaN(ageMs)) return undefined;
  if (ageMs < minuteMs) return 'now';
  if (ageMs < hourMs) return `${Math.floor(ageMs / minuteMs)} min ago`;
  if (ageMs < dayMs) return `${Math.floor(ageMs / hourMs)} h ago`;
  if (ageMs < 7 * dayMs) return `${Math.floor(ageMs / dayMs)} d ago`;
  return date.toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
}

/** The same for a sentence about a time in milliseconds since 1970: *what was read just now*. */
export function justNow(atMs: number, nowMs: number): string {
  const text = relativeTime(new Date(atMs).toISOString(), nowMs) ?? 'now';
  return text === 'now' ? 'just now' : text;
}
