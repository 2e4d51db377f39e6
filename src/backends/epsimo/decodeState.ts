import { isObject, numberOf, objectOf, optional, property, stringOf } from '../../model/parse.ts';
import type { ThreadState } from '../../model/threadState.ts';
import { messagesIn } from '../shared/langChainMessage.ts';
import { dateOf, idOf, listOf } from '../shared/wireValues.ts';

/**
 * A state, the newest one or one of the history; total: what is missing is left out. Its values are null for a fresh
 * thread, a list of messages, or an object; some answers have them one level further down, or are the values.
 */
export function decodeState(value: unknown): ThreadState {
  const { configurable, parent } = configsOf(value);
  const metadata = objectOf(value, 'metadata');
  return {
    values: valuesOf(value),
    next: nextOf(value),
    inputRequests: [],
    raw: value,
    ...optional({
      checkpointId: checkpointIdOf(configurable) ?? idOf(value, 'checkpoint_id'),
      parentCheckpointId: checkpointIdOf(parent) ?? idOf(value, 'parent_checkpoint_id'),
      createdAt: dateOf(value, 'created_at') ?? dateOf(value, 'ts'),
      source: stringOf(metadata, 'source'),
      step: numberOf(metadata, 'step'),
      runId: idOf(metadata, 'run_id'),
    }),
  };
}

/** The states of a history, newest first; undefined for what is no history. */
export function decodeHistory(answer: unknown): readonly ThreadState[] | undefined {
  const states = listOf(answer, 'history', 'states')?.map(decodeState);
  const [first, last] = [states?.[0]?.createdAt, states?.at(-1)?.createdAt];
  return first !== undefined && last !== undefined && first < last ? states?.toReversed() : states;
}

/** What an answer has beside the values. */
const stateNames: ReadonlySet<string> = new Set([
  'values',
  'next',
  'config',
  'checkpoint',
  'metadata',
  'parent',
  'created_at',
]);

function valuesOf(value: unknown): unknown {
  if (Array.isArray(value)) return value;
  const found = property(value, 'values') ?? property(objectOf(value, 'checkpoint'), 'values');
  if (found !== undefined) return found;
  const nested = objectOf(value, 'state');
  if (nested) return valuesOf(nested);
  // What has messages of its own, or none of the known names, is the values.
  const rest = isObject(value) ? Object.entries(value).filter(([key]) => !stateNames.has(key)) : [];
  const isNamed = isObject(value) && rest.length < Object.keys(value).length;
  if (rest.length === 0 || (isNamed && messagesIn(value) === undefined)) return null;
  return Object.fromEntries(rest);
}

function nextOf(value: unknown): readonly string[] {
  const next = property(value, 'next') ?? property(objectOf(value, 'state'), 'next');
  if (typeof next === 'string') return next === '' || next === '__end__' ? [] : [next];
  return Array.isArray(next) ? next.filter((step) => typeof step === 'string') : [];
}

function configsOf(value: unknown): { readonly configurable: unknown; readonly parent: unknown } {
  const parent = objectOf(value, 'parent') ?? objectOf(value, 'parent_config');
  return {
    configurable: objectOf(objectOf(value, 'config'), 'configurable'),
    parent: objectOf(parent, 'configurable') ?? parent,
  };
}

/** Newer and older name of the same thing. */
function checkpointIdOf(configurable: unknown): string | undefined {
  return idOf(configurable, 'checkpoint_id', 'thread_ts');
}
