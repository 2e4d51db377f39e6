import type { Workspace } from './workspace/workspace.ts';

/** What an agent of the local host yields while it works; the run engine stores, replays and translates it. */
export type AgentEvent =
  | { readonly type: 'reasoning-start'; readonly id: string }
  | { readonly type: 'reasoning-delta'; readonly id: string; readonly delta: string }
  | { readonly type: 'reasoning-end'; readonly id: string }
  | { readonly type: 'text-start'; readonly id: string }
  | { readonly type: 'text-delta'; readonly id: string; readonly delta: string }
  | { readonly type: 'text-end'; readonly id: string }
  | { readonly type: 'tool-input-start'; readonly toolCallId: string; readonly toolName: string }
  | { readonly type: 'tool-input-delta'; readonly toolCallId: string; readonly delta: string }
  | {
      readonly type: 'tool-input-available';
      readonly toolCallId: string;
      readonly toolName: string;
      readonly input: unknown;
    }
  | {
      readonly type: 'tool-output-available';
      readonly toolCallId: string;
      readonly output: unknown;
      /** Progress: a later output of the same call replaces it. */
      readonly preliminary?: boolean;
    }
  | { readonly type: 'tool-output-error'; readonly toolCallId: string; readonly errorText: string }
  | { readonly type: 'source-document'; readonly source: AgentSource }
  | {
      readonly type: 'usage';
      readonly inputTokens?: number;
      readonly outputTokens?: number;
      readonly totalTokens?: number;
    };

/** A piece of a workspace file that an answer rests on. Lines count from 1 and both ends are included. */
export interface AgentSource {
  /** Derived from the place and the text: the same piece has the same id in every run. */
  readonly chunkId: string;
  /** Relative to its workspace folder, with `/`. */
  readonly path: string;
  /** The workspace folder's name; only where the workspace has several. */
  readonly folder?: string;
  readonly startLine: number;
  readonly endLine: number;
  /** `src/a.ts:3-9`, as `describeReference` of the model writes it. */
  readonly title: string;
  readonly mediaType: string;
  readonly text: string;
  /** The names that enclose it, outermost first: `Session › start`. */
  readonly section?: string;
}

/** Code that came with a question; `path` is relative to its workspace folder. */
export interface AgentAttachment {
  readonly path?: string;
  readonly folder?: string;
  readonly startLine?: number;
  readonly endLine?: number;
  readonly language?: string;
  /** The cell of a notebook, counted from 1; lines then count within the cell. */
  readonly cell?: number;
  /** Which version the code is from, where that is not the file as it is now. */
  readonly revision?: string;
  readonly code: string;
}

export interface AgentContext {
  /** What was asked, without the attached code (`readRequest` takes the two apart). */
  readonly question: string;
  readonly attachments: readonly AgentAttachment[];
  /** What came with the question and cannot be given to an agent, in words for people: `an image`. */
  readonly leftOut?: readonly string[];
  /** The thread's earlier messages, oldest first, without the one that asks now; `text` as it was stored. */
  readonly history: readonly { readonly role: string; readonly text: string }[];
  readonly workspace: Workspace;
  readonly signal: AbortSignal;
  /**
   * Called between steps with the milliseconds after which the agent itself would go on (0 if left out). Waits at
   * least that long, or longer where runs are slowed down for tests. Returns at once when the signal is aborted; it
   * never throws. `createPace` makes one.
   */
  pace(naturalMs?: number): Promise<void>;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

/**
 * Works on a question. `run` ends by returning, also early when the signal is aborted: whether that was a completion or
 * a cancellation is for the caller to say, who holds the signal. It throws only for defects and broken machinery.
 */
export interface Agent {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly tools: readonly { readonly name: string; readonly description: string }[];
  run(context: AgentContext): AsyncIterable<AgentEvent>;
}

/** A `pace` that waits for what the agent asks, but at least `minimumMs`; an aborted signal ends every wait. */
export function createPace(signal: AbortSignal, minimumMs = 0): (naturalMs?: number) => Promise<void> {
  return async (naturalMs = 0) => {
    const waitMs = Math.max(naturalMs, minimumMs);
    if (waitMs <= 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', finish);
        resolve();
      };
      const timer = setTimeout(finish, waitMs);
      signal.addEventListener('abort', finish);
    });
  };
}
