import { isObject, numberOf, oneOf, optional, stringOf } from './parse.ts';

/**
 * What can be done with a block of code besides copying and inserting it.
 *
 * - `replaceAsked`   it takes the place of the code that was asked about
 * - `apply`          it becomes a change of files that is reviewed before anything is written
 * - `newFile`        it becomes a document that is not saved yet
 * - `runInTerminal`  it is put at a terminal's prompt
 */
export const codeActions = ['replaceAsked', 'apply', 'newFile', 'runInTerminal'] as const;
export type CodeAction = (typeof codeActions)[number];

/** A block of code from an answer and what a person wants done with it. */
export interface CodeActionRequest {
  readonly action: CodeAction;
  readonly code: string;
  /** The fence's first word, as written; empty: none. */
  readonly language: string;
  /** The file that the block itself names. From an answer: hostile. */
  readonly path?: string;
  /** The message that the answer answers, and which of its attachments is meant, counted from 0. */
  readonly questionId?: string;
  readonly attachment?: number;
}

/** Longer paths are none. */
const maxPathLength = 1_024;

/** Reads {@link CodeActionRequest} from the panel; undefined for anything else. */
export function readCodeActionRequest(value: unknown, maxCodeLength: number): CodeActionRequest | undefined {
  const action = oneOf(codeActions, value, 'action');
  const code = stringOf(value, 'code');
  const path = stringOf(value, 'path');
  const attachment = numberOf(value, 'attachment');
  if (!isObject(value) || !action || code === undefined || code.length > maxCodeLength) return undefined;
  if (path !== undefined && path.length > maxPathLength) return undefined;
  if (attachment !== undefined && !(Number.isSafeInteger(attachment) && attachment >= 0)) return undefined;
  return {
    action,
    code,
    language: stringOf(value, 'language') ?? '',
    ...optional({ path: path || undefined, questionId: stringOf(value, 'questionId'), attachment }),
  };
}
