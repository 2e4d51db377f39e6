import { takenWords } from '../../model/amounts.ts';
import type { RunFacts } from '../../model/runPanel.ts';
import type { RunSettings } from '../../model/runSettings.ts';
import { runDurationMs, runStatusWords } from '../../model/runWords.ts';
import { type Run, isActive } from '../../model/thread.ts';
import { localTime } from '../localTime.ts';

/**
 * One fact of a run.
 *
 * - `text`  a few words; `code` where they are an id or a literal of the service
 * - `time`  an ISO date, shown in local time
 * - `long`  text or JSON that is shown on request
 */
export type Detail =
  | { readonly name: string; readonly kind: 'text' | 'code'; readonly value: string; readonly note?: string }
  | { readonly name: string; readonly kind: 'time'; readonly value: string; readonly iso: string }
  | { readonly name: string; readonly kind: 'long'; readonly value: unknown };

export interface DetailGroup {
  readonly title: string;
  readonly details: readonly Detail[];
}

/** Every fact of a run, in groups; what is not known is left out, and so are groups without a fact. */
export function runDetails(facts: RunFacts, run: Run, nowMs: number): readonly DetailGroup[] {
  const groups: readonly DetailGroup[] = [
    { title: 'Run', details: [...identityDetails(facts, run)] },
    { title: 'Time', details: [...timeDetails(run, nowMs)] },
    { title: 'Tokens', details: [...usageDetails(run)] },
    { title: 'Settings', details: [...settingsDetails(run.settings ?? {})] },
    { title: 'Also said by the service', details: Object.entries(run.details ?? {}).map(otherDetail) },
  ];
  return groups.filter((group) => group.details.length > 0);
}

function* identityDetails(facts: RunFacts, run: Run): Generator<Detail> {
  const note = run.status === 'unknown' ? { note: unknownStatusNote } : {};
  yield { name: 'Status', kind: 'text', value: runStatusWords(run), ...note };
  if (facts.agentName !== undefined) yield { name: 'Agent', kind: 'text', value: facts.agentName };
  if (run.agentId !== undefined) {
    yield { name: facts.agentName === undefined ? 'Agent' : 'Agent id', kind: 'code', value: run.agentId };
  }
  if (run.model !== undefined) yield { name: 'Model', kind: 'code', value: run.model };
  yield { name: 'Thread', kind: 'text', value: facts.threadTitle };
  yield { name: 'Connection', kind: 'text', value: facts.connectionName };
  yield { name: 'Run id', kind: 'code', value: run.id };
  yield { name: 'Thread id', kind: 'code', value: run.threadId };
}

const unknownStatusNote = 'This version does not know this word of the service. The run may still be going on.';

function* timeDetails(run: Run, nowMs: number): Generator<Detail> {
  yield* timeDetail('Created', run.createdAt);
  yield* timeDetail('Started', run.startedAt);
  yield* timeDetail('Ended', run.endedAt);
  const waitedMs = Date.parse(run.startedAt ?? '') - Date.parse(run.createdAt ?? '');
  if (waitedMs >= 50) yield { name: 'Waited in the queue', kind: 'text', value: takenWords(waitedMs) };
  const durationMs = runDurationMs(run, nowMs);
  if (durationMs !== undefined) {
    yield { name: isActive(run.status) ? 'Duration so far' : 'Duration', kind: 'text', value: takenWords(durationMs) };
  }
}

function* timeDetail(name: string, iso: string | undefined): Generator<Detail> {
  if (iso !== undefined) yield { name, kind: 'time', value: localTime(iso), iso };
}

function* usageDetails({ usage }: Run): Generator<Detail> {
  yield* numberDetail('Input', usage?.inputTokens);
  yield* numberDetail('Output', usage?.outputTokens);
  yield* numberDetail('Total', usage?.totalTokens);
}

function* settingsDetails(settings: RunSettings): Generator<Detail> {
  yield* numberDetail('Temperature', settings.temperature);
  yield* numberDetail('Top p', settings.topP);
  yield* numberDetail('Frequency penalty', settings.frequencyPenalty);
  yield* numberDetail('Presence penalty', settings.presencePenalty);
  yield* numberDetail('Max tokens', settings.maxTokens);
  if (settings.group !== undefined) yield { name: 'Group', kind: 'text', value: settings.group };
  if (settings.responseSchema) yield { name: 'Answer as JSON', kind: 'long', value: settings.responseSchema };
  for (const [key, value] of Object.entries(settings.metadata ?? {})) yield { name: key, kind: 'text', value };
}

function* numberDetail(name: string, value: number | undefined): Generator<Detail> {
  if (value !== undefined) yield { name, kind: 'text', value: value.toLocaleString('en') };
}

/** Longer values are shown on request: instructions, for one, are long and nobody's first question. */
const maxShownLength = 80;

function otherDetail([key, value]: readonly [string, unknown]): Detail {
  const name = nameOf(key);
  if (typeof value === 'boolean') return { name, kind: 'text', value: value ? 'yes' : 'no' };
  if (typeof value === 'number') return { name, kind: 'text', value: value.toLocaleString('en') };
  if (typeof value === 'string' && value.length <= maxShownLength && !value.includes('\n')) {
    const isDate = /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value));
    return isDate ? { name, kind: 'time', value: localTime(value), iso: value } : { name, kind: 'text', value };
  }
  return { name, kind: 'long', value };
}

/** `parallel_tool_calls` → `Parallel tool calls`. */
function nameOf(key: string): string {
  const words = key.replaceAll(/[_\s]+/g, ' ').trim() || key;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
