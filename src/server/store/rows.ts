import type { Database } from './sqlite.ts';

export type Row = Readonly<Record<string, unknown>>;

export function textOf(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : '';
}

export function textOrNull(row: Row, column: string): string | null {
  const value = row[column];
  return typeof value === 'string' ? value : null;
}

export function numberOf(row: Row, column: string): number {
  return Number(row[column] ?? 0);
}

export function numberOrNull(row: Row, column: string): number | null {
  const value = row[column];
  return value === null || value === undefined ? null : Number(value);
}

/** How many ticks of a clock that stands still or stepped back a little are bridged. */
const bridgedMs = 1000;

/**
 * The time for a new row of a list that is sorted by time: now, or one millisecond after the newest row where the clock
 * has not moved on, so that dates agree with the order of arrival.
 */
export function nextTime(newest: number | null): number {
  const now = Date.now();
  return newest !== null && now <= newest && newest - now < bridgedMs ? newest + 1 : now;
}

/** `ORDER BY seq` in the direction that a list was asked for, with its two bounds as parameters. */
export function pageStatements(database: Database, table: string, where: string) {
  const select = (order: string): string => `SELECT * FROM ${table} ${where} ORDER BY seq ${order} LIMIT ? OFFSET ?`;
  return { asc: database.prepare(select('ASC')), desc: database.prepare(select('DESC')) };
}
