import { sortOrders } from '../../wire/seekrflow.ts';
import type { WireSpan, WireSpanDetails, WireSpanRequest } from '../../wire/spans.ts';
import { numberFrom } from '../exactJson.ts';
import { type Check, dateTime, dateTimeFrom, integer, mapOf, nullable, object, oneOf, text } from '../http/checks.ts';
import { type Route, route } from '../http/route.ts';
import { type StoredSpan, traceIdOf } from '../store/spans.ts';
import type { Store } from '../store/store.ts';

/** What is searched if a request does not say since when, whatever else it says. */
const defaultSpanAgeMs = 15 * 60 * 1000;
const defaultLimit = 100;

const spanRequest: Check = object({
  optional: {
    min_start_datetime: nullable(dateTime),
    max_start_datetime: nullable(dateTime),
    agent_id: nullable(text),
    run_id: nullable(text),
    trace_id: nullable(text),
    thread_id: nullable(text),
    group: nullable(text),
    metadata: nullable(mapOf(text)),
    limit: integer({ minimum: 0 }),
    order: oneOf(sortOrders),
    offset: integer({ minimum: 0 }),
  },
});

/** What runs did when: recorded while they run, kept as long as their thread. */
export function spanRoutes(store: Store): readonly Route[] {
  return [
    route<WireSpanRequest>({
      method: 'POST',
      path: '/v1/observability/spans',
      body: spanRequest,
      handle({ body }) {
        const filter = {
          startedFrom: dateTimeFrom(body.min_start_datetime) ?? Date.now() - defaultSpanAgeMs,
          ...given('startedTo', wholeMicrosecond(dateTimeFrom(body.max_start_datetime))),
          ...given('agentId', body.agent_id),
          ...given('runId', body.run_id),
          ...given('traceId', body.trace_id),
          ...given('threadId', body.thread_id),
          ...given('group', body.group),
          ...given('metadata', body.metadata),
        };
        const page = {
          limit: wholeNumber(body.limit) ?? defaultLimit,
          order: body.order ?? 'desc',
          offset: wholeNumber(body.offset) ?? 0,
        };
        return { json: store.spans.list(filter, page).map(wireSpan) };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/observability/spans/{span_id}',
      handle({ path }) {
        // Null for an unknown one is what the description says.
        const stored = store.spans.get(path['span_id'] ?? '');
        return { json: stored ? spanDetails(stored) : null };
      },
    }),
  ];
}

function given<Key extends string, Value>(key: Key, value: Value | null | undefined): { readonly [K in Key]?: Value } {
  return value === null || value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Value });
}

function wholeNumber(value: unknown): number | undefined {
  const found = numberFrom(value);
  return found === undefined ? undefined : Math.min(found, Number.MAX_SAFE_INTEGER);
}

/** Times are answered in whole microseconds, so that one that was answered includes its span when it is a bound. */
function wholeMicrosecond(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds + 0.001;
}

/** Logfire's levels, in which upstream evidently records. */
const levels = { info: 9, error: 17 };

function wireSpan({ span, runId, threadId, agentId, group, runMetadata, runUsage }: StoredSpan): WireSpan {
  const { id, parentId, name, startedAt, endedAt, message, exception, operation } = span;
  const usage = parentId === undefined ? runUsage : null;
  return {
    run_id: runId,
    group,
    thread_id: threadId,
    agent_id: agentId,
    trace_id: traceIdOf(runId),
    span_id: id,
    parent_span_id: parentId ?? null,
    span_name: name,
    level: exception ? levels.error : levels.info,
    service_name: 'local-agent-host',
    otel_scope_name: null,
    start_timestamp: timestamp(startedAt),
    end_timestamp: timestamp(endedAt ?? startedAt),
    kind: endedAt === undefined ? 'pending_span' : 'span',
    message: exception ? `${message}: ${exception.message}` : message,
    is_exception: exception !== undefined,
    exception_type: exception?.type ?? null,
    gen_ai_operation_name: operation ?? null,
    gen_ai_request_model: null,
    gen_ai_response_model: null,
    gen_ai_system: null,
    gen_ai_usage_input_tokens: usage ? String(usage.prompt_tokens) : null,
    gen_ai_usage_output_token: usage ? String(usage.completion_tokens) : null,
    seekr_metadata: textsOf(runMetadata),
  };
}

function spanDetails(stored: StoredSpan): WireSpanDetails {
  const { attributes, exception } = stored.span;
  return { ...wireSpan(stored), attributes, exception_message: exception?.message ?? null };
}

function textsOf(metadata: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(metadata).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** ISO 8601 with microseconds: tools often take less than a millisecond. */
function timestamp(milliseconds: number): string {
  const microseconds = Math.floor((milliseconds - Math.floor(milliseconds)) * 1000);
  return new Date(milliseconds).toISOString().replace('Z', `${String(microseconds).padStart(3, '0')}Z`);
}
