import type { CodeReference } from './codeReference.ts';

/**
 * A piece of a message, in the order in which it was produced. Stored messages and the draft of a live run use the
 * same parts, so that one view shows both.
 */
export type Part =
  | TextPart
  | ReasoningPart
  | ToolPart
  | SourcePart
  | FilePart
  | DataPart
  | GuardrailPart
  | AnnotationsPart
  | ErrorPart
  | UnknownPart;

export interface TextPart {
  readonly type: 'text';
  /** Unique within a step of a live run; absent on stored text. */
  readonly id?: string;
  readonly text: string;
  /** True while deltas may still be appended. */
  readonly isOpen?: boolean;
}

export interface ReasoningPart {
  readonly type: 'reasoning';
  readonly id?: string;
  readonly text: string;
  readonly isOpen?: boolean;
}

/**
 * - `input-streaming`    arguments are arriving (`inputText`)
 * - `running`            arguments are complete, no result yet; `output` may hold progress
 * - `done`, `failed`     a result or an error arrived
 * - `input-error`        the arguments were not acceptable
 */
export type ToolState = 'input-streaming' | 'running' | 'done' | 'failed' | 'input-error';

export interface ToolPart {
  readonly type: 'tool';
  readonly toolCallId: string;
  /** Empty until it is known: results may arrive before their call. */
  readonly toolName: string;
  readonly title?: string;
  readonly state: ToolState;
  /** The arguments' JSON text as far as it has arrived. */
  readonly inputText?: string;
  readonly input?: unknown;
  readonly output?: unknown;
  /** True while `output` is only progress. */
  readonly isPreliminary?: boolean;
  readonly errorText?: string;
  /** Set where the service keeps arguments or result apart because of their size; the value is then a preview. */
  readonly inputStored?: StoredPayload;
  readonly outputStored?: StoredPayload;
}

/** What is known of a large value that a service keeps apart and hands out on demand. */
export interface StoredPayload {
  readonly objectId: string;
  readonly sizeBytes?: number;
  readonly mediaType?: string;
  readonly preview?: string;
  /** Whether even the stored value is cut. */
  readonly isTruncated: boolean;
}

export interface SourcePart {
  readonly type: 'source';
  readonly sourceId: string;
  readonly title: string;
  /** Set for sources on the web. */
  readonly url?: string;
  readonly mediaType?: string;
  readonly filename?: string;
  /** Set where the source is a place in the workspace. */
  readonly location?: CodeReference;
  /** Ids with which the service can be asked for the text behind the source. */
  readonly chunkId?: string;
  readonly databaseId?: string;
  readonly page?: number;
  readonly section?: string;
  /** Lines of what the service ingested, such as `42-67`; not of the original file. */
  readonly lines?: string;
}

export interface FilePart {
  readonly type: 'file';
  readonly url?: string;
  readonly fileId?: string;
  readonly name?: string;
  readonly mediaType?: string;
}

export interface DataPart {
  readonly type: 'data';
  readonly name: string;
  readonly id?: string;
  readonly data: unknown;
  /** Set where the service keeps the data apart because of its size; `data` is then a preview. */
  readonly stored?: StoredPayload;
}

/** The text before it was blocked or changed by a guardrail of the service. */
export interface GuardrailPart {
  readonly type: 'guardrail';
  /** Of unknown shape, for whoever wants to see them. */
  readonly details: readonly unknown[];
}

/** Remarks of the service on the text before; their meaning is not documented. */
export interface AnnotationsPart {
  readonly type: 'annotations';
  readonly annotations: readonly unknown[];
}

/** An error that the agent reported in the middle of its work. */
export interface ErrorPart {
  readonly type: 'error';
  readonly errorText: string;
}

/** Something this version does not know; kept and shown raw. */
export interface UnknownPart {
  readonly type: 'unknown';
  readonly raw: unknown;
}

/**
 * - `stored`    as read from the service
 * - `sending`   on this machine's disk, not yet confirmed by the service
 * - `unsent`    on this machine's disk; sending failed, can be sent again
 * - `unsaved`   was received in a stream, but the service did not keep it
 */
export type MessageState = 'stored' | 'sending' | 'unsent' | 'unsaved';

export interface Message {
  readonly id: string;
  readonly threadId: string;
  /** `user`, `assistant`, `system`, `developer`, `tool`, or whatever a service calls it. */
  readonly role: string;
  readonly parts: readonly Part[];
  readonly state: MessageState;
  /** ISO 8601 with zone. */
  readonly createdAt?: string;
  readonly agentId?: string;
  readonly runId?: string;
  /** The client-made id that travelled with the message, if it was made by this extension. */
  readonly nonce?: string;
  /** The question as it was typed, without the attached code. Absent on messages made elsewhere. */
  readonly question?: string;
  /** The code that was attached, in order. */
  readonly attachments: readonly CodeReference[];
}

/** All text of a message's text parts, as one string. */
export function textOf(message: Pick<Message, 'parts'>): string {
  return message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** What a person would call the message in one line: the question without its code, else the first line of its text. */
export function summaryOf(message: Pick<Message, 'parts' | 'question'>): string {
  const text = message.question?.trim() || textOf(message).trim();
  const line = text
    .split('\n')
    .map((each) => each.trim())
    .find((each) => each !== '' && !each.startsWith('```'));
  if (line) return line.replace(/^#+\s+/, '');
  const other = message.parts.find((part) => part.type !== 'text');
  if (other?.type === 'tool') return `Tool ${other.toolName || other.toolCallId}`;
  if (other?.type === 'reasoning') return 'Reasoning';
  if (other?.type === 'file') return 'File';
  if (other?.type === 'error') return other.errorText;
  return '';
}
