import type { WireMetadata } from './seekrflow.ts';

/** SeekrFlow's observability, as its published description has it (spec 5.45.1). */

export const spanKinds = ['span', 'pending_span', 'log', 'span_event'] as const;

/** The body of `POST /v1/observability/spans`. Dates are ISO 8601. */
export interface WireSpanRequest {
  /** Without it only the last 15 minutes are searched, whatever else is asked for. */
  readonly min_start_datetime?: string | null;
  readonly max_start_datetime?: string | null;
  readonly agent_id?: string | null;
  readonly run_id?: string | null;
  readonly trace_id?: string | null;
  readonly thread_id?: string | null;
  readonly group?: string | null;
  readonly metadata?: Readonly<Record<string, string>> | null;
  readonly limit?: number;
  readonly order?: 'asc' | 'desc';
  readonly offset?: number;
}

/** One item of the bare array that is answered. */
export interface WireSpan {
  readonly run_id: string;
  readonly group: string | null;
  readonly thread_id: string;
  readonly agent_id: string;
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly span_name: string;
  readonly level: number;
  readonly service_name: string;
  readonly otel_scope_name: string | null;
  readonly start_timestamp: string;
  /** Of a pending span the same as its start: the description knows no span without an end. */
  readonly end_timestamp: string;
  readonly kind: (typeof spanKinds)[number];
  readonly message: string;
  readonly is_exception: boolean | null;
  readonly exception_type: string | null;
  readonly gen_ai_operation_name: string | null;
  readonly gen_ai_request_model: string | null;
  readonly gen_ai_response_model: string | null;
  readonly gen_ai_system: string | null;
  /** A number as text. */
  readonly gen_ai_usage_input_tokens: string | null;
  /** A number as text; the name is singular. */
  readonly gen_ai_usage_output_token: string | null;
  readonly seekr_metadata: Readonly<Record<string, string>> | null;
}

/** `GET /v1/observability/spans/{span_id}` answers an open object, or null. */
export type WireSpanDetails = WireSpan & WireMetadata;
