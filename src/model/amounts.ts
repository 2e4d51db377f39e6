import type { Usage } from './thread.ts';

/** `8 s`, `1 min 05 s`, `2 h 07 min`. */
export function durationWords(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${pad(Math.floor((seconds % 3600) / 60))} min`;
}

/** How long something took in the end; short times with tenths: `0.8 s`, `12 s`. */
export function takenWords(durationMs: number): string {
  if (durationMs < 9_950) return `${(Math.max(0, durationMs) / 1000).toFixed(1)} s`;
  return durationWords(Math.round(durationMs / 1000) * 1000);
}

/** The same, with milliseconds where a second is long: `48 ms`, `1.2 s`. */
export function preciseWords(durationMs: number): string {
  const milliseconds = Math.round(Math.max(0, durationMs));
  return milliseconds < 1000 ? `${milliseconds} ms` : takenWords(durationMs);
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** `1,234 tokens`; undefined if nothing is known. */
export function usageWords(usage: Usage | undefined): string | undefined {
  const sum = (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0);
  const total = usage?.totalTokens ?? (sum > 0 ? sum : undefined);
  if (total === undefined) return undefined;
  return `${total.toLocaleString('en')} ${total === 1 ? 'token' : 'tokens'}`;
}

/** The parts of the usage, for a tooltip; undefined if they are not known. */
export function usageDetail(usage: Usage | undefined): string | undefined {
  if (usage?.inputTokens === undefined || usage.outputTokens === undefined) return undefined;
  return `${usage.inputTokens.toLocaleString('en')} in, ${usage.outputTokens.toLocaleString('en')} out`;
}
