/** A defect in one line for the log: what kind and where, without its message, which may quote content. */
export function describeDefect(error: unknown): string {
  if (!(error instanceof Error)) return `defect: ${typeof error}`;
  const place = /([\w.-]+:\d+):\d+\)?$/m.exec(error.stack ?? '')?.[1] ?? '';
  return `defect: ${error.name} ${place}`.trimEnd();
}
