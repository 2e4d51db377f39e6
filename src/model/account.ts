/** What a service tells about whose connection it is and what is left of it. Everything may be missing. */
export interface Account {
  /** Whose it is, as the service names them: an e-mail address, mostly. */
  readonly name?: string;
  /** In the unit of `unit`. */
  readonly used?: number;
  readonly allowed?: number;
  /** What is counted, in the service's word and in the plural: `threads`. */
  readonly unit?: string;
}

/** `12 of 50 threads`, as far as the service tells; undefined where it does not say what is used. */
export function amountUsed({ used, allowed, unit = 'threads' }: Account): string | undefined {
  if (used === undefined) return undefined;
  return allowed === undefined ? `${used} ${unit}` : `${used} of ${allowed} ${unit}`;
}
