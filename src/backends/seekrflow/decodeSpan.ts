import { booleanOf, optional, stringOf } from '../../model/parse.ts';
import type { Span } from '../../model/trace.ts';
import { countOf, firstStringOf, idOf, momentOf } from '../shared/wireValues.ts';

/** Undefined for what has no id: nothing could lead to it. */
export function decodeSpan(raw: unknown): Span | undefined {
  const id = idOf(raw, 'span_id', 'id');
  if (id === undefined) return undefined;
  const message = stringOf(raw, 'message') || undefined;
  const kind = stringOf(raw, 'kind') || undefined;
  const startedAt = momentOf(raw, 'start_timestamp');
  const endedAt = momentOf(raw, 'end_timestamp');
  // The description knows no span without an end; one that goes on ends where it began.
  const isPending = kind === 'pending_span' && endedAt === startedAt;
  const usage = optional({
    inputTokens: countOf(raw, 'gen_ai_usage_input_tokens', 'gen_ai_usage_input_token'),
    // Published in the singular, unlike its twin.
    outputTokens: countOf(raw, 'gen_ai_usage_output_token', 'gen_ai_usage_output_tokens'),
  });
  return {
    id,
    name: firstStringOf(raw, 'span_name', 'name') || message || id,
    raw,
    ...optional({
      parentId: idOf(raw, 'parent_span_id'),
      kind,
      startedAt,
      endedAt: isPending ? undefined : endedAt,
      message,
      exception: exceptionOf(raw),
      operation: stringOf(raw, 'gen_ai_operation_name') || undefined,
      model: stringOf(raw, 'gen_ai_response_model') || stringOf(raw, 'gen_ai_request_model') || undefined,
      usage: Object.keys(usage).length === 0 ? undefined : usage,
    }),
  };
}

function exceptionOf(raw: unknown): Span['exception'] {
  const type = stringOf(raw, 'exception_type') || undefined;
  if (type === undefined && booleanOf(raw, 'is_exception') !== true) return undefined;
  return optional({ type, message: stringOf(raw, 'exception_message') || stringOf(raw, 'message') || undefined });
}
