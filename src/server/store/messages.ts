import { randomUUID } from 'node:crypto';
import type { WireContent, WireMessage, WireMetadata, WirePart } from '../../wire/seekrflow.ts';
import { parseExactly } from '../exactJson.ts';
import type { ListPage } from '../http/query.ts';
import { type Row, nextTime, numberOf, numberOrNull, pageStatements, textOf, textOrNull } from './rows.ts';
import type { Database } from './sqlite.ts';

/** A message as it is kept: always with its parts, whole. */
export interface StoredMessage extends WireMessage {
  readonly parts: readonly WirePart[];
}

export interface NewStoredMessage {
  /** Left out: a new one. */
  readonly id?: string;
  readonly threadId: string;
  readonly role: string;
  readonly content: WireContent;
  readonly parts: readonly WirePart[];
  readonly agentId?: string;
  readonly runId?: string;
  readonly metadata: WireMetadata;
}

export interface MessageStore {
  create(message: NewStoredMessage): StoredMessage;
  get(threadId: string, messageId: string): StoredMessage | undefined;
  list(threadId: string, page: ListPage): readonly StoredMessage[];
  /** Replaces content, parts and metadata. */
  update(message: StoredMessage): void;
  delete(threadId: string, messageId: string): boolean;
}

export function newMessageId(): string {
  return `message-${randomUUID()}`;
}

export function createMessageStore(database: Database): MessageStore {
  const insert = database.prepare(
    `INSERT INTO messages (id, thread_id, role, content, parts, agent_id, run_id, created_at, meta_data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`,
  );
  const newest = database.prepare('SELECT max(created_at) AS newest FROM messages WHERE thread_id = ?');
  const select = database.prepare('SELECT * FROM messages WHERE thread_id = ? AND id = ?');
  const replace = database.prepare('UPDATE messages SET content = ?, parts = ?, meta_data = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM messages WHERE thread_id = ? AND id = ?');
  const pages = pageStatements(database, 'messages', 'WHERE thread_id = ?');

  return {
    create(message) {
      const createdAt = nextTime(numberOrNull(newest.get(message.threadId) ?? {}, 'newest'));
      const row = insert.get(
        message.id ?? newMessageId(),
        message.threadId,
        message.role,
        JSON.stringify(message.content),
        JSON.stringify(message.parts),
        message.agentId ?? null,
        message.runId ?? null,
        createdAt,
        JSON.stringify(message.metadata),
      );
      return messageOf(row ?? {});
    },
    get(threadId, messageId) {
      const row = select.get(threadId, messageId);
      return row && messageOf(row);
    },
    list: (threadId, { limit, order, offset }) => pages[order].all(threadId, limit, offset).map(messageOf),
    update({ id, content, parts, meta_data: metadata }) {
      replace.run(JSON.stringify(content), JSON.stringify(parts), JSON.stringify(metadata), id);
    },
    delete: (threadId, messageId) => remove.run(threadId, messageId).changes > 0,
  };
}

function messageOf(row: Row): StoredMessage {
  return {
    id: textOf(row, 'id'),
    object: 'thread.message',
    created_at: new Date(numberOf(row, 'created_at')).toISOString(),
    thread_id: textOf(row, 'thread_id'),
    role: textOf(row, 'role'),
    content: JSON.parse(textOf(row, 'content')) as WireContent,
    parts: JSON.parse(textOf(row, 'parts')) as readonly WirePart[],
    agent_id: textOrNull(row, 'agent_id'),
    run_id: textOrNull(row, 'run_id'),
    meta_data: parseExactly(textOf(row, 'meta_data')) as WireMetadata,
  };
}
