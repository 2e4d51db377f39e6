/** `Nov 20, 2026, 17:05:09`: local time on a 24-hour clock; what is no date is shown as it is. */
export function localTime(isoDate: string): string {
  const date = new Date(isoDate);
  if (Number.isNaN(date.getTime())) return isoDate;
  return date.toLocaleString('en', { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });
}

/** `850 ms`, `2.4 s`, `1 min 05 s`: what a piece of work inside a run took. */
export function spanDuration(durationMs: number): string {
  if (durationMs < 1) return durationMs === 0 ? '0 ms' : `${durationMs.toFixed(1)} ms`;
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(durationMs < 9_950 ? 2 : 1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}
