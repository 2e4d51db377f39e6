import assert from 'node:assert/strict';
import type { WireAttribution } from '../../src/wire/attribution.ts';
import { type WireFile, type WireIdList, fileTypes } from '../../src/wire/files.ts';
import type {
  WireAgent,
  WireChunk,
  WireComplaint,
  WireMessage,
  WireRun,
  WireRunResponse,
  WireThread,
} from '../../src/wire/seekrflow.ts';
import type { WireSpan, WireSpanDetails } from '../../src/wire/spans.ts';

/**
 * What the published description (spec 5.45.1) demands of an answer, field by field: required fields are there, every
 * field has its type, dates have a zone. A field that is not described is a defect of ours.
 */
type Field = (value: unknown) => boolean;

const text: Field = (value) => typeof value === 'string';
const flag: Field = (value) => typeof value === 'boolean';
const real: Field = (value) => typeof value === 'number';
const whole: Field = Number.isInteger;
const anything: Field = () => true;
const dictionary: Field = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const dictionaryOf =
  (field: Field): Field =>
  (value) =>
    dictionary(value) && Object.values(value as object).every(field);
const share: Field = (value) => typeof value === 'number' && value >= -1 && value <= 1;
const date: Field = (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(String(value));
const orNull =
  (field: Field): Field =>
  (value) =>
    value === null || field(value);
const one =
  (...values: readonly unknown[]): Field =>
  (value) =>
    values.includes(value);
const list =
  (field: Field): Field =>
  (value) =>
    Array.isArray(value) && value.every(field);
const either =
  (...fields: readonly Field[]): Field =>
  (value) =>
    fields.some((field) => field(value));

function shape(required: Readonly<Record<string, Field>>, optional: Readonly<Record<string, Field>> = {}): Field {
  return (value) => {
    if (!dictionary(value)) return false;
    const given = value as Readonly<Record<string, unknown>>;
    return (
      Object.entries(required).every(([key, field]) => Object.hasOwn(given, key) && field(given[key])) &&
      Object.entries(given).every(([key, each]) => key in required || (optional[key]?.(each) ?? false))
    );
  };
}

const inputItem = either(
  shape({ type: one('input_text'), text }),
  shape(
    { type: one('input_image'), detail: one('high', 'low', 'auto') },
    { file_id: orNull(text), image_url: orNull(text) },
  ),
  shape({ type: one('input_file'), file_id: text }),
);

const outputItem = either(
  shape({ type: one('output_text'), text, annotations: list(text) }),
  shape({ type: one('output_guardrail'), text, guardrail: list(dictionary) }),
);

const objectReference = shape(
  { object_id: text, size_bytes: whole, mime_type: text },
  { sha256: orNull(text), preview_text: orNull(text), truncated: flag },
);

const partCommon = { id: text, metadata: orNull(dictionary) };

const part = either(
  shape({ type: one('text', 'reasoning'), text }, partCommon),
  shape(
    { type: one('file') },
    {
      ...partCommon,
      file_id: orNull(text),
      url: orNull(text),
      mime_type: orNull(text),
      detail: orNull(one('high', 'low', 'auto')),
    },
  ),
  shape(
    { type: one('data') },
    {
      ...partCommon,
      data: anything,
      data_ref: orNull(objectReference),
      data_type: orNull(text),
      mime_type: orNull(text),
    },
  ),
  shape(
    { type: one('tool-call'), tool_name: text },
    { ...partCommon, tool_call_id: orNull(text), args: anything, args_ref: orNull(objectReference) },
  ),
  shape(
    { type: one('tool-result'), tool_name: text },
    {
      ...partCommon,
      tool_call_id: orNull(text),
      output: anything,
      output_ref: orNull(objectReference),
      mime_type: orNull(text),
      is_error: flag,
      error_text: orNull(text),
    },
  ),
);

const span = {
  run_id: text,
  group: orNull(text),
  thread_id: text,
  agent_id: text,
  trace_id: text,
  span_id: text,
  parent_span_id: orNull(text),
  span_name: text,
  level: whole,
  service_name: text,
  otel_scope_name: orNull(text),
  start_timestamp: date,
  end_timestamp: date,
  kind: one('span', 'pending_span', 'log', 'span_event'),
  message: text,
  is_exception: orNull(flag),
  exception_type: orNull(text),
  gen_ai_operation_name: orNull(text),
  gen_ai_request_model: orNull(text),
  gen_ai_response_model: orNull(text),
  gen_ai_system: orNull(text),
  gen_ai_usage_input_tokens: orNull(text),
  gen_ai_usage_output_token: orNull(text),
  seekr_metadata: orNull(dictionaryOf(text)),
};

const sourceFields = { id: whole, text, attribution: share, offset: whole };

const attributionSource = either(
  shape({
    source_type: one('tool_response'),
    ...sourceFields,
    tool_name: text,
    tool_call_id: text,
    tool: either(
      shape({ type: one('web_search'), url: text, search_query: text }, { title: orNull(text) }),
      shape({ type: one('file_search') }, { file_path: orNull(text), file_id: orNull(text), query: orNull(text) }),
      shape({ type: one('code_interpreter'), code: text }),
      shape({ type: one('mcp_tool'), tool_name: text }, { tool_input: orNull(dictionary) }),
    ),
  }),
  shape({ source_type: one('raw', 'system_prompt'), ...sourceFields }),
);

const file = shape(
  { id: text, object: one('file') },
  {
    created_at: orNull(date),
    type: orNull(one(...fileTypes)),
    purpose: one(null),
    filename: orNull(text),
    bytes: orNull(whole),
    created_by: orNull(text),
    original_file_id: orNull(text),
    deleted: orNull(flag),
  },
);

const usage = shape({ prompt_tokens: whole, completion_tokens: whole, total_tokens: whole });

const tool = shape({
  id: text,
  name: text,
  description: orNull(text),
  type: one('file_search'),
  config: shape({ FILE_SEARCH_INDEX: text }),
});

const agentWith = (tools: Field): Field =>
  shape({
    id: text,
    name: text,
    instructions: text,
    status: one('Inactive', 'Pending', 'Active', 'Updating', 'Failed'),
    reasoning_effort: one('low', 'medium', 'high'),
    user_id: text,
    team_id: orNull(text),
    created_at: date,
    updated_at: date,
    model_id: orNull(text),
    tools,
    last_deployed_at: orNull(date),
    active_duration: whole,
  });

const location = shape({
  line_number_start: orNull(whole),
  line_number_end: orNull(whole),
  char_start: orNull(whole),
  char_end: orNull(whole),
  hierarchy: orNull(list(text)),
  page_number: orNull(whole),
});

const chunkFields = {
  chunk_id: text,
  file_id: text,
  text,
  locations: orNull(list(location)),
  metadata: orNull(dictionary),
};

const thread = shape({
  id: text,
  object: one('thread'),
  created_at: date,
  status: one('available', 'locked'),
  active_run_id: orNull(text),
  meta_data: dictionary,
});

const message = shape({
  id: text,
  object: one('thread.message'),
  created_at: date,
  thread_id: text,
  role: text,
  content: either(text, list(inputItem), list(outputItem)),
  parts: orNull(list(part)),
  agent_id: orNull(text),
  run_id: orNull(text),
  meta_data: dictionary,
});

const run = shape({
  id: text,
  object: one('thread.run'),
  created_at: date,
  agent_id: text,
  thread_id: text,
  status: one('queued', 'running', 'completed', 'failed', 'canceled', 'cancelled'),
  is_active: flag,
  started_at: orNull(date),
  expires_at: orNull(date),
  cancelled_at: orNull(date),
  failed_at: orNull(date),
  completed_at: orNull(date),
  model: text,
  instructions: orNull(text),
  tools: list(dictionary),
  meta_data: dictionary,
  usage: orNull(usage),
  temperature: real,
  top_p: real,
  max_completion_tokens: orNull(whole),
  truncation_strategy: dictionary,
  response_format: either(text, dictionary),
  tool_choice: either(text, dictionary),
  parallel_tool_calls: flag,
});

const shapes = {
  thread,
  threads: list(thread),
  message,
  messages: list(message),
  run,
  runs: list(run),
  runResponse: shape({ run_id: text, thread_id: text, status: text, group: text }),
  cancellation: shape({ status: text, run_id: text }),
  deletion: shape({ deleted: one(true) }),
  agent: agentWith(list(tool)),
  agents: shape({ data: list(agentWith(list(tool))) }),
  agentsOfVersion1: shape({
    data: list(
      agentWith(
        list(
          shape({
            id: text,
            name: one('file_search'),
            tool_env: shape({ FILE_SEARCH_INDEX: text, DOCUMENT_TOOL_DESC: text }),
          }),
        ),
      ),
    ),
  }),
  chunk: shape(chunkFields),
  chunks: shape({
    object: one('list'),
    data: list(shape({ ...chunkFields, hierarchy: orNull(list(text)) })),
    total: whole,
    limit: whole,
    offset: whole,
  }),
  databases: shape({
    object: one('list'),
    data: list(
      shape({
        id: text,
        name: text,
        model: text,
        dimension: whole,
        description: orNull(text),
        created_at: date,
        updated_at: date,
        file_count: whole,
        size_in_bytes: orNull(whole),
        db_type: orNull(one('RAG', 'explainability')),
      }),
    ),
  }),
  file,
  files: shape({ object: one('list'), data: list(file) }),
  ids: shape({ object: one('list'), data: list(text) }),
  spans: list(shape(span)),
  span: orNull(shape(span, { attributes: dictionary, exception_message: orNull(text) })),
  attribution: shape(
    { response_text: text },
    {
      segments: list(
        shape({ segment_index: whole, segment_text: text, char_offset: whole, sources: list(attributionSource) }),
      ),
      highlight: orNull(text),
      sources: orNull(list(attributionSource)),
      diagnostics: orNull(
        shape(
          { num_sources: whole, num_ablations: whole, lasso_alpha: real, mask_probability: real },
          { y_vector_stats: orNull(dictionary), raw_coef_stats: orNull(dictionary), scaler_stats: orNull(dictionary) },
        ),
      ),
    },
  ),
  complaints: shape({
    detail: list(
      shape({ loc: list(either(text, whole)), msg: text, type: text }, { input: anything, ctx: dictionary }),
    ),
  }),
  refusal: shape({ detail: text }),
} satisfies Readonly<Record<string, Field>>;

interface ContractTypes {
  readonly thread: WireThread;
  readonly threads: readonly WireThread[];
  readonly message: WireMessage;
  readonly messages: readonly WireMessage[];
  readonly run: WireRun;
  readonly runs: readonly WireRun[];
  readonly runResponse: WireRunResponse;
  readonly cancellation: { readonly status: string; readonly run_id: string };
  readonly agent: WireAgent;
  readonly agents: { readonly data: readonly WireAgent[] };
  readonly chunk: WireChunk;
  readonly chunks: { readonly data: readonly WireChunk[]; readonly total: number };
  readonly databases: { readonly data: readonly { readonly id: string; readonly file_count: number }[] };
  readonly file: WireFile;
  readonly files: { readonly data: readonly WireFile[] };
  readonly ids: WireIdList;
  readonly spans: readonly WireSpan[];
  readonly span: WireSpanDetails | null;
  readonly attribution: WireAttribution;
  readonly complaints: { readonly detail: readonly WireComplaint[] };
  readonly refusal: { readonly detail: string };
}

export type ContractShape = keyof typeof shapes;

/** Fails, showing the answer, unless it has the published shape; returns it otherwise. */
export function conforms<Name extends ContractShape>(
  name: Name,
  value: unknown,
): Name extends keyof ContractTypes ? ContractTypes[Name] : unknown {
  assert.ok(shapes[name](value), `not a ${name}: ${JSON.stringify(value)?.slice(0, 2000)}`);
  return value as Name extends keyof ContractTypes ? ContractTypes[Name] : unknown;
}
