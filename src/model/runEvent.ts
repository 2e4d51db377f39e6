import type { InputRequest } from './inputRequest.ts';
import type { Message, SourcePart } from './message.ts';
import type { Usage } from './thread.ts';

export type RunOutcome = 'completed' | 'failed' | 'cancelled' | 'needs-input' | 'unknown';

/**
 * What happens in a run, in one vocabulary for every service. Names are those of the AI SDK's UI message stream where
 * it has one. Events are facts, never commands; text ids are unique within a step; text is append-only except after
 * `step-reset`, `message-upsert` and `text-final`.
 */
export type RunEvent =
  | { readonly type: 'run-start'; readonly runId?: string }
  | {
      readonly type: 'run-update';
      readonly status?: 'queued' | 'running';
      readonly usage?: Usage;
      readonly model?: string;
    }
  | { readonly type: 'step-start' }
  /** Drops the parts of the current step. */
  | { readonly type: 'step-reset' }
  | { readonly type: 'text-start'; readonly id: string }
  | { readonly type: 'text-delta'; readonly id: string; readonly delta: string }
  | { readonly type: 'text-end'; readonly id: string }
  /** The service declared the whole answer: replaces the text of the current step. */
  | { readonly type: 'text-final'; readonly text: string }
  | { readonly type: 'reasoning-start'; readonly id: string }
  | { readonly type: 'reasoning-delta'; readonly id: string; readonly delta: string }
  | { readonly type: 'reasoning-end'; readonly id: string }
  | {
      readonly type: 'tool-input-start';
      readonly toolCallId: string;
      readonly toolName: string;
      readonly title?: string;
    }
  | { readonly type: 'tool-input-delta'; readonly toolCallId: string; readonly delta: string }
  | {
      readonly type: 'tool-input-available';
      readonly toolCallId: string;
      readonly toolName: string;
      readonly input: unknown;
      readonly title?: string;
    }
  | {
      readonly type: 'tool-input-error';
      readonly toolCallId: string;
      readonly toolName: string;
      readonly input: unknown;
      readonly errorText: string;
    }
  | {
      readonly type: 'tool-output-available';
      readonly toolCallId: string;
      readonly output: unknown;
      /** Progress: a later output of the same call replaces it. */
      readonly isPreliminary?: boolean;
      /** Where a service names the tool only with its result. */
      readonly toolName?: string;
    }
  | { readonly type: 'tool-output-error'; readonly toolCallId: string; readonly errorText: string }
  | { readonly type: 'source-url'; readonly sourceId: string; readonly url: string; readonly title?: string }
  | { readonly type: 'source-document'; readonly source: SourcePart }
  | { readonly type: 'file'; readonly url: string; readonly mediaType: string }
  | {
      readonly type: 'data';
      readonly name: string;
      readonly id?: string;
      readonly data: unknown;
      /** Shown while it is news, not kept. */
      readonly isTransient?: boolean;
    }
  | { readonly type: 'error'; readonly errorText: string }
  /** For services that send whole messages again and again. */
  | { readonly type: 'message-upsert'; readonly message: Message }
  /** All that is asked now; replaces what was asked before. */
  | { readonly type: 'needs-input'; readonly requests: readonly InputRequest[] }
  /** An event this version does not know; kept and shown raw. */
  | { readonly type: 'unknown'; readonly raw: unknown }
  /** Exactly one, at the very end. `reason` is for people. */
  | { readonly type: 'run-end'; readonly outcome: RunOutcome; readonly reason?: string };
