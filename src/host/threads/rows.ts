import { isObject } from '../../model/parse.ts';

/**
 * A row of the tree. Rows hold ids only, and there is one object per id, because VS Code knows a row that is to be
 * drawn again by its identity; what a row shows is read from the session when it is drawn.
 */
export type Row = ConnectionRow | ThreadRow | MessageRow | MoreRow | ProblemRow | RetryRow | NoticeRow;

interface RowBase {
  readonly id: string;
  readonly connectionId: string;
}

export interface ConnectionRow extends RowBase {
  readonly kind: 'connection';
}

export interface ThreadRow extends RowBase {
  readonly kind: 'thread';
  readonly threadId: string;
}

export interface MessageRow extends RowBase {
  readonly kind: 'message';
  readonly threadId: string;
  readonly messageId: string;
}

/** *Load more…*: older threads, or older messages of `threadId`. */
export interface MoreRow extends RowBase {
  readonly kind: 'more';
  readonly threadId?: string;
}

/** What went wrong with the last load of the threads, or of the messages of `threadId`. */
export interface ProblemRow extends RowBase {
  readonly kind: 'problem';
  readonly threadId?: string;
}

export interface RetryRow extends RowBase {
  readonly kind: 'retry';
  readonly threadId?: string;
}

/** Below a connection: a sentence instead of threads. */
export interface NoticeRow extends RowBase {
  readonly kind: 'notice';
}

/** Makes each row once. */
export interface RowCache {
  row<T extends Row>(row: Omit<T, 'id'> & RowParts): T;
  find(id: string): Row | undefined;
  /** Forgets the rows of connections that are gone. */
  keepConnections(connectionIds: readonly string[]): void;
}

export function createRowCache(): RowCache {
  const rows = new Map<string, Row>();
  return {
    row<T extends Row>(description: Omit<T, 'id'> & RowParts): T {
      const id = rowId(description);
      const known = rows.get(id) ?? ({ ...description, id } as unknown as Row);
      rows.set(id, known);
      return known as T;
    },
    find: (id) => rows.get(id),
    keepConnections(connectionIds) {
      for (const [id, row] of rows) if (!connectionIds.includes(row.connectionId)) rows.delete(id);
    },
  };
}

interface RowParts {
  readonly kind: Row['kind'];
  readonly connectionId: string;
  readonly threadId?: string;
  readonly messageId?: string;
}

/** The stable id of a row: prefixed with the connection, as two services may use the same ids. */
export function rowId({ kind, connectionId, threadId, messageId }: RowParts): string {
  return [kind, connectionId, threadId ?? '', messageId ?? ''].map(encodeURIComponent).join('/');
}

/** Tells a row that a menu passed from whatever else a command may be called with. */
export function isRow(value: unknown): value is Row {
  return (
    isObject(value) &&
    typeof value['kind'] === 'string' &&
    typeof value['connectionId'] === 'string' &&
    typeof value['id'] === 'string'
  );
}
