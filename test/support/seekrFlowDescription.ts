import { type JsonSchema, schemaErrors } from './jsonSchema.ts';

/** One operation of SeekrFlow's published description, as far as this extension uses it. */
interface Operation {
  readonly method: string;
  /** With `{name}` for what is an id. */
  readonly path: string;
  readonly query?: Readonly<Record<string, JsonSchema>>;
  /** Present where the description requires a body. */
  readonly body?: JsonSchema;
}

const text: JsonSchema = { type: 'string' };
const flag: JsonSchema = { type: 'boolean' };
const open: JsonSchema = { type: 'object', additionalProperties: true };
const noLess: JsonSchema = { type: 'integer', minimum: 0 };
const order: JsonSchema = { enum: ['asc', 'desc'] };
const paging = { limit: noLess, offset: noLess, order };

function orNull(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: 'null' }] };
}

function object(required: Readonly<Record<string, JsonSchema>>, others: Readonly<Record<string, JsonSchema>> = {}) {
  return { type: 'object', properties: { ...required, ...others }, required: Object.keys(required) } as const;
}

function list(...forms: readonly JsonSchema[]): JsonSchema {
  return { type: 'array', items: { anyOf: forms } };
}

const detail: JsonSchema = { enum: ['high', 'low', 'auto'] };

/** Items of one list are either all input or all output. */
const inputItems = list(
  object({ type: { enum: ['input_text'] }, text }),
  object({ type: { enum: ['input_image'] }, detail }, { file_id: orNull(text), image_url: orNull(text) }),
  object({ type: { enum: ['input_file'] }, file_id: text }),
);
const outputItems = list(
  object({ type: { enum: ['output_text'] }, text, annotations: { type: 'array', items: text } }),
  object({ type: { enum: ['output_guardrail'] }, text, guardrail: { type: 'array', items: open } }),
);

/** 5.45.1; three roles in 5.30.1. */
const role: JsonSchema = { enum: ['user', 'system', 'tool', 'developer', 'assistant'] };

/** Starts a run, in each of three ways, and cancels one. */
const runRequest = object(
  {},
  {
    agent_id: text,
    model_settings: object(
      {},
      {
        temperature: { type: 'number', minimum: 0, maximum: 2 },
        top_p: { type: 'number', minimum: 0, maximum: 1 },
        frequency_penalty: { type: 'number', minimum: -2, maximum: 2 },
        presence_penalty: { type: 'number', minimum: -2, maximum: 2 },
        max_tokens: orNull({ type: 'integer' }),
      },
    ),
    response_format: orNull(object({ json_schema: open })),
    group: text,
    metadata: orNull({ type: 'object', additionalProperties: text }),
  },
);

const partFlags = { include_parts: flag, expand_part_payloads: flag };

const operations: readonly Operation[] = [
  { method: 'GET', path: '/v1/threads', query: paging },
  { method: 'POST', path: '/v1/threads', body: object({}, { meta_data: orNull(open) }) },
  { method: 'GET', path: '/v1/threads/{thread_id}' },
  { method: 'DELETE', path: '/v1/threads/{thread_id}' },
  { method: 'GET', path: '/v1/threads/{thread_id}/messages', query: { ...paging, ...partFlags } },
  {
    method: 'POST',
    path: '/v1/threads/{thread_id}/messages',
    query: { include_parts: flag },
    body: object({ role, content: { anyOf: [text, inputItems] } }, { meta_data: open }),
  },
  { method: 'GET', path: '/v1/threads/{thread_id}/messages/{message_id}', query: partFlags },
  {
    method: 'PATCH',
    path: '/v1/threads/{thread_id}/messages/{message_id}',
    query: { include_parts: flag },
    body: object(
      {},
      { content: { anyOf: [text, inputItems, outputItems, { type: 'null' }] }, meta_data: orNull(open) },
    ),
  },
  { method: 'DELETE', path: '/v1/threads/{thread_id}/messages/{message_id}' },
  { method: 'GET', path: '/v1/threads/{thread_id}/runs', query: paging },
  { method: 'POST', path: '/v1/threads/{thread_id}/runs', body: runRequest },
  { method: 'POST', path: '/v1/threads/{thread_id}/runs/stream', body: runRequest },
  { method: 'POST', path: '/v1/threads/{thread_id}/runs/stream/vercel', body: runRequest },
  { method: 'GET', path: '/v1/threads/{thread_id}/runs/{run_id}' },
  { method: 'GET', path: '/v1/threads/{thread_id}/runs/{run_id}/attach' },
  { method: 'POST', path: '/v1/threads/{thread_id}/runs/{run_id}/cancel', body: runRequest },
  { method: 'GET', path: '/v1/flow/agents' },
  { method: 'GET', path: '/v2/flow/agents' },
  { method: 'GET', path: '/v1/flow/agents/{agent_id}' },
  { method: 'GET', path: '/v2/flow/agents/{agent_id}' },
  { method: 'GET', path: '/v1/flow/vectordb', query: { types: { enum: ['RAG', 'explainability'] } } },
  { method: 'GET', path: '/v1/flow/vectordb/{database_id}/chunk/{chunk_id}' },
  {
    method: 'GET',
    path: '/v1/flow/files',
    query: {
      limit: { type: 'integer', minimum: 1, maximum: 1000 },
      offset: noLess,
      sort_by: { enum: ['created_at', 'filename', 'type', 'bytes'] },
      sort_order: order,
      purpose: text,
    },
  },
  { method: 'GET', path: '/v1/flow/files/{file_id}' },
  { method: 'GET', path: '/v1/flow/files/{file_id}/content' },
  {
    method: 'POST',
    path: '/v1/observability/spans',
    body: object(
      {},
      {
        min_start_datetime: { type: 'string', format: 'date-time' },
        max_start_datetime: { type: 'string', format: 'date-time' },
        agent_id: text,
        run_id: text,
        trace_id: text,
        thread_id: text,
        group: text,
        metadata: open,
        limit: { type: 'integer' },
        order,
        offset: { type: 'integer' },
      },
    ),
  },
  {
    method: 'POST',
    path: '/v1/explainability/context-attributor-from-run',
    body: object(
      { thread_id: text },
      {
        run_id: orNull(text),
        highlight: orNull(text),
        granularity: { enum: ['sentence', 'chunk'] },
        top_k: { type: 'integer', minimum: 1 },
        num_ablations: orNull({ type: 'integer', minimum: 32, maximum: 256 }),
        return_diagnostics: flag,
      },
    ),
  },
];

interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: unknown;
}

/** The published operation that a request is meant for. The slash at the end of a path is left open. */
function operationFor({ method, path }: Pick<SentRequest, 'method' | 'path'>): Operation | undefined {
  // An installation may stand behind a path of its own.
  const own = path.replace(/^.*?(?=\/v[12]\/)/, '').replace(/\/$/, '');
  // An id may be any text, so the path with the most literal parts is meant.
  return operations
    .filter((each) => each.method === method && matches(each.path, own))
    .toSorted((one, other) => one.path.split('{').length - other.path.split('{').length)[0];
}

/** What the description has against a request; empty if nothing. */
export function descriptionErrors(request: SentRequest): readonly string[] {
  const { method, path, query, headers, body } = request;
  const operation = operationFor(request);
  if (operation === undefined) return [`${method} ${path} is no published operation`];
  const errors = [...queryErrors(operation, query)];
  if (operation.body) {
    errors.push(...(body === undefined ? ['a body is required'] : schemaErrors(operation.body, body)));
    if (headers['content-type'] !== 'application/json') errors.push('the body is not declared as JSON');
  } else if (body !== undefined) {
    errors.push('a body is sent where none is published');
  }
  return errors.map((error) => `${method} ${path}: ${error}`);
}

function matches(template: string, path: string): boolean {
  const [wanted, given] = [template.split('/'), path.split('/')];
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => (part.startsWith('{') ? given[index] !== '' : part === given[index]))
  );
}

function queryErrors({ query: published = {} }: Operation, query: SentRequest['query']): readonly string[] {
  return Object.entries(query).flatMap(([name, value]) => {
    const schema = published[name];
    return schema === undefined
      ? [`query ${name} is not published`]
      : schemaErrors(schema, valueOf(schema, value), name);
  });
}

function valueOf(schema: JsonSchema, value: string): unknown {
  if (schema.type === 'integer') return /^-?\d+$/.test(value) ? Number(value) : value;
  return schema.type === 'boolean' && /^(?:true|false)$/.test(value) ? value === 'true' : value;
}

/** Operations that {@link descriptionErrors} knows, as `METHOD /path`. */
export const publishedOperations: readonly string[] = operations.map(({ method, path }) => `${method} ${path}`);

/** The operation of a request, as in {@link publishedOperations}. */
export function operationOf(request: Pick<SentRequest, 'method' | 'path'>): string | undefined {
  const found = operationFor(request);
  return found && `${found.method} ${found.path}`;
}
