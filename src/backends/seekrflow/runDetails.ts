import { isObject, numberOf, objectOf, optional, stringOf } from '../../model/parse.ts';
import type { RunSettings } from '../../model/runSettings.ts';
import { nonceMetadataKey, reasonMetadataKey } from '../../wire/seekrflow.ts';

/** Fields that a `Run` of ours has a place for; `object` says nothing and `is_active` has a default of false. */
const placed: ReadonlySet<string> = new Set([
  'id',
  'run_id',
  'object',
  'thread_id',
  'agent_id',
  'status',
  'is_active',
  'model',
  'usage',
  'created_at',
  'started_at',
  'completed_at',
  'failed_at',
  'cancelled_at',
  'temperature',
  'top_p',
  'max_completion_tokens',
  'group',
  'meta_data',
]);

/** Our own notes in a run's metadata, which are no news to anybody. */
const ownNotes: ReadonlySet<string> = new Set([nonceMetadataKey, reasonMetadataKey]);

/** The settings that the published run repeats; undefined if it repeats none. */
export function runSettingsOf(value: unknown): RunSettings | undefined {
  const schema = objectOf(objectOf(value, 'response_format'), 'json_schema');
  return unlessEmpty<RunSettings>(
    optional({
      temperature: numberOf(value, 'temperature'),
      topP: numberOf(value, 'top_p'),
      maxTokens: numberOf(value, 'max_completion_tokens'),
      responseSchema: schema,
      group: stringOf(value, 'group') || undefined,
    }),
  );
}

/** What is left of a run as it was read, under the service's names; undefined if nothing is. */
export function runDetailsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isObject(value)) return undefined;
  const metadata = Object.entries(objectOf(value, 'meta_data') ?? {}).filter(([key]) => !ownNotes.has(key));
  const isSchema = runSettingsOf(value)?.responseSchema !== undefined;
  const rest = Object.entries(value).filter(
    ([key, each]) => !placed.has(key) && !isBlank(each) && !(isSchema && key === 'response_format'),
  );
  const kept = metadata.length > 0 ? [...rest, ['meta_data', Object.fromEntries(metadata)] as const] : rest;
  return unlessEmpty(Object.fromEntries(kept));
}

function isBlank(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}
