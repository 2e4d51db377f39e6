import type { Problem } from './explain.ts';
import { arrayOf, isObject, oneOf, optional, stringOf } from './parse.ts';
import type { Reading } from './reading.ts';
import type { ThreadState } from './threadState.ts';

/**
 * - `state`    what the service keeps of the thread at one point in time
 * - `history`  the points in time that there are
 */
export const stateTabs = ['state', 'history'] as const;
export type StateTab = (typeof stateTabs)[number];

/** What the panel of a thread's state is restored from. The panel keeps it; the host gives and reads it. */
export interface StatePanelIdentity {
  readonly connectionId: string;
  readonly threadId: string;
  readonly tab: StateTab;
}

/** Everything about a checkpoint but its values, which are asked for when it is looked at. */
export interface CheckpointRow extends Omit<ThreadState, 'values' | 'raw' | 'inputRequests'> {
  /** Tells it from the others of its thread: its id, or where it has none its place and time. */
  readonly key: string;
  /** `Step 3`, or by its place where the service counts no steps: `State now`, `2 states earlier`. */
  readonly name: string;
  /** How many requests wait for a person there. */
  readonly waiting: number;
}

export interface ShownState {
  readonly checkpoint: CheckpointRow;
  readonly values: unknown;
  /** False while an older one is looked at. */
  readonly isNewest: boolean;
}

export interface History {
  /** Newest first. */
  readonly checkpoints: readonly CheckpointRow[];
  readonly hasMore: boolean;
}

/** What a service may or may not offer. */
export const stateOffers = ['history', 'add', 'fork', 'rerun'] as const;
export type StateOffer = (typeof stateOffers)[number];

/** What is done with one checkpoint. */
export const checkpointActions = ['show', 'json', 'fork', 'rerun'] as const;
export type CheckpointAction = (typeof checkpointActions)[number];

export const stateCommands = ['refresh', 'showNewest', 'loadMore', 'add', 'openThread'] as const;
export type StateCommand = (typeof stateCommands)[number];

export interface StateFacts {
  readonly connectionName: string;
  readonly threadTitle: string;
  readonly offers: readonly StateOffer[];
  readonly state: Reading<ShownState>;
  readonly history: Reading<History>;
  /** What is being done with a checkpoint, in words: `Forking…`. */
  readonly busyWith?: string;
  /** What went wrong with the last thing that was asked for. */
  readonly problem?: Problem;
}

/** Host → state panel. */
export type StateHostMessage =
  | { readonly type: 'facts'; readonly facts: StateFacts }
  | { readonly type: 'identity'; readonly identity: StatePanelIdentity };

/** State panel → host. Parsed by {@link parseStatePanelMessage}, never cast. */
export type StatePanelMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'tab'; readonly tab: StateTab }
  | { readonly type: 'command'; readonly command: StateCommand }
  | { readonly type: 'checkpoint'; readonly action: CheckpointAction; readonly key: string }
  /** Two checkpoints, the older one first. */
  | { readonly type: 'compare'; readonly keys: readonly [string, string] }
  | { readonly type: 'copy'; readonly text: string }
  /** One of a problem's actions that are the editor's own. */
  | { readonly type: 'act'; readonly action: string };

/** Longest text that the panel may hand over at once; more is refused rather than cut. */
const maxTextLength = 4_000_000;

/** Reads a message from the panel. Anything else (the panel shows hostile text) gives undefined. */
export function parseStatePanelMessage(value: unknown): StatePanelMessage | undefined {
  if (!isObject(value)) return undefined;
  const text = (key: string): string | undefined => {
    const found = stringOf(value, key);
    return found && found.length <= maxTextLength ? found : undefined;
  };
  const type = stringOf(value, 'type');
  switch (type) {
    case 'ready':
      return { type };
    case 'tab': {
      const tab = oneOf(stateTabs, value, 'tab');
      return tab && { type, tab };
    }
    case 'command': {
      const command = oneOf(stateCommands, value, 'command');
      return command && { type, command };
    }
    case 'checkpoint': {
      const action = oneOf(checkpointActions, value, 'action');
      const key = text('key');
      return action && key !== undefined ? { type, action, key } : undefined;
    }
    case 'compare': {
      const [older, newer, ...others] = arrayOf(value, 'keys');
      if (typeof older !== 'string' || typeof newer !== 'string' || others.length > 0) return undefined;
      return { type, keys: [older, newer] };
    }
    case 'copy': {
      const copied = text('text');
      return copied === undefined ? undefined : { type, text: copied };
    }
    case 'act': {
      const action = text('action');
      return action === undefined ? undefined : { type, action };
    }
    default:
      return undefined;
  }
}

/** Reads a panel's identity from foreign data; undefined if it names no thread. */
export function readStatePanelIdentity(value: unknown): StatePanelIdentity | undefined {
  const connectionId = stringOf(value, 'connectionId');
  const threadId = stringOf(value, 'threadId');
  if (!connectionId || !threadId) return undefined;
  return { connectionId, threadId, tab: oneOf(stateTabs, value, 'tab') ?? 'state' };
}

/**
 * What the panel shows of a state.
 *
 * @param place among the states of its thread, counted from the newest
 */
export function checkpointRow(state: ThreadState, place: number): CheckpointRow {
  const { checkpointId, parentCheckpointId, createdAt, source, step, runId, errorText, next } = state;
  return {
    key: checkpointId ?? `${place} ${createdAt ?? ''}`,
    name: step === undefined ? placeName(place) : `Step ${step}`,
    next,
    waiting: state.inputRequests.length,
    ...optional({ checkpointId, parentCheckpointId, createdAt, source, step, runId, errorText }),
  };
}

function placeName(place: number): string {
  if (place === 0) return 'State now';
  return place === 1 ? '1 state earlier' : `${place} states earlier`;
}
