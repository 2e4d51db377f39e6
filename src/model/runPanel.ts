import type { Attribution } from './attribution.ts';
import type { Problem } from './explain.ts';
import { isObject, numberOf, oneOf, optional, stringOf } from './parse.ts';
import type { Reading } from './reading.ts';
import type { Run } from './thread.ts';
import type { Span } from './trace.ts';

/**
 * - `details`  everything that is known of the run
 * - `trace`    its spans on a time axis
 * - `why`      what the answer rests on
 */
export const runTabs = ['details', 'trace', 'why'] as const;
export type RunTab = (typeof runTabs)[number];

/** What a run's panel is restored from. The panel keeps it; the host gives and reads it. */
export interface RunPanelIdentity {
  readonly connectionId: string;
  readonly threadId: string;
  readonly runId: string;
  readonly tab: RunTab;
  /** A passage of the answer that the person asks about. */
  readonly highlight?: string;
}

/** A span as the tree shows it; its raw form is asked for when the span is looked at. */
export type TraceSpan = Omit<Span, 'raw'>;

/** What is asked about: the whole answer sentence by sentence, or the passage that was selected. */
export const whyScopes = ['answer', 'passage'] as const;
export type WhyScope = (typeof whyScopes)[number];

export const runCommands = ['refresh', 'attach', 'cancel', 'rerun', 'openThread'] as const;
export type RunCommand = (typeof runCommands)[number];

export interface RunFacts {
  readonly connectionName: string;
  readonly threadTitle: string;
  readonly runId: string;
  readonly threadId: string;
  readonly agentName?: string;
  readonly run: Reading<Run>;
  /** What the service offers for this run now. */
  readonly commands: readonly RunCommand[];
  /** The command that is being carried out. */
  readonly busyWith?: RunCommand;
  /** What went wrong with the last command. */
  readonly problem?: Problem;
}

/** Host → run panel. Each message replaces what was said before about the same thing. */
export type RunHostMessage =
  | { readonly type: 'run'; readonly facts: RunFacts }
  | { readonly type: 'trace'; readonly trace: Reading<readonly TraceSpan[]> }
  | { readonly type: 'why'; readonly scope: WhyScope; readonly why: Reading<Attribution> }
  /** The span as the service has it, as JSON text; `index` is its place in the trace that was posted last. */
  | { readonly type: 'span'; readonly index: number; readonly raw: string }
  /** Another tab or passage is asked for from outside. */
  | { readonly type: 'identity'; readonly identity: RunPanelIdentity };

/** Run panel → host. Parsed by {@link parseRunPanelMessage}, never cast. */
export type RunPanelMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'tab'; readonly tab: RunTab }
  | { readonly type: 'command'; readonly command: RunCommand }
  | { readonly type: 'readTrace' }
  | { readonly type: 'showSpan'; readonly index: number }
  | { readonly type: 'askWhy'; readonly scope: WhyScope }
  | { readonly type: 'cancelWhy'; readonly scope: WhyScope }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'openLink'; readonly url: string }
  /** One of a problem's actions that are the editor's own. */
  | { readonly type: 'act'; readonly action: string };

/** Longest text that the panel may hand over at once; more is refused rather than cut. */
const maxTextLength = 1_000_000;

/** Longest passage that can be asked about; a longer one is cut, as any answer to it would be as vague. */
export const maxHighlightLength = 20_000;

/** Reads a message from the panel. Anything else (the panel shows hostile text) gives undefined. */
export function parseRunPanelMessage(value: unknown): RunPanelMessage | undefined {
  if (!isObject(value)) return undefined;
  const text = (key: string): string | undefined => {
    const found = stringOf(value, key);
    return found && found.length <= maxTextLength ? found : undefined;
  };
  const type = stringOf(value, 'type');
  switch (type) {
    case 'ready':
    case 'readTrace':
      return { type };
    case 'tab': {
      const tab = oneOf(runTabs, value, 'tab');
      return tab && { type, tab };
    }
    case 'command': {
      const command = oneOf(runCommands, value, 'command');
      return command && { type, command };
    }
    case 'showSpan': {
      const index = numberOf(value, 'index');
      return index !== undefined && Number.isSafeInteger(index) && index >= 0 ? { type, index } : undefined;
    }
    case 'askWhy':
    case 'cancelWhy': {
      const scope = oneOf(whyScopes, value, 'scope');
      return scope && { type, scope };
    }
    case 'copy': {
      const copied = text('text');
      return copied === undefined ? undefined : { type, text: copied };
    }
    case 'openLink': {
      const url = text('url');
      return url === undefined ? undefined : { type, url };
    }
    case 'act': {
      const action = text('action');
      return action === undefined ? undefined : { type, action };
    }
    default:
      return undefined;
  }
}

/** Reads what a run's panel kept of itself over a reload; undefined if it is not one of ours. */
export function readRunPanelIdentity(value: unknown): RunPanelIdentity | undefined {
  const connectionId = stringOf(value, 'connectionId');
  const threadId = stringOf(value, 'threadId');
  const runId = stringOf(value, 'runId');
  if (!connectionId || !threadId || !runId) return undefined;
  const tab = oneOf(runTabs, value, 'tab') ?? 'details';
  const highlight = stringOf(value, 'highlight')?.trim().slice(0, maxHighlightLength) || undefined;
  return { connectionId, threadId, runId, tab, ...optional({ highlight }) };
}
