/**
 * SeekrFlow's shapes, as its published description has them (`docs/seekrflow.md` says how certain each fact
 * is). Types describe what is *written*; readers must expect less and more. Both the client and the local agent host
 * import these, so that they cannot drift apart.
 */

export const threadStatuses = ['available', 'locked'] as const;
export const runStatuses = ['queued', 'running', 'completed', 'failed', 'canceled', 'cancelled'] as const;
export const messageRoles = ['user', 'system', 'tool', 'developer', 'assistant'] as const;
export const sortOrders = ['asc', 'desc'] as const;
export const agentStatuses = ['Inactive', 'Pending', 'Active', 'Updating', 'Failed'] as const;
export const imageDetails = ['high', 'low', 'auto'] as const;
/** Default page of every list that has pages; no maximum is declared. */
export const defaultPageSize = 20;

export type WireThreadStatus = (typeof threadStatuses)[number];
export type WireRunStatus = (typeof runStatuses)[number];
export type WireRole = (typeof messageRoles)[number];
export type WireMetadata = Readonly<Record<string, unknown>>;

export interface WireThread {
  readonly id: string;
  readonly created_at: string;
  readonly object: 'thread';
  readonly status: WireThreadStatus;
  readonly active_run_id: string | null;
  readonly meta_data: WireMetadata;
}

export interface WireThreadRequest {
  readonly meta_data?: WireMetadata | null;
}

export type WireInputItem =
  | { readonly type: 'input_text'; readonly text: string }
  | {
      readonly type: 'input_image';
      readonly detail: (typeof imageDetails)[number];
      readonly file_id?: string | null;
      readonly image_url?: string | null;
    }
  | { readonly type: 'input_file'; readonly file_id: string };

export type WireOutputItem =
  | { readonly type: 'output_text'; readonly text: string; readonly annotations: readonly string[] }
  | { readonly type: 'output_guardrail'; readonly text: string; readonly guardrail: readonly WireMetadata[] };

export type WireContent = string | readonly WireInputItem[] | readonly WireOutputItem[];

interface WirePartBase {
  readonly id?: string | null;
  readonly metadata?: WireMetadata | null;
}

export interface WireObjectReference {
  readonly object_id: string;
  readonly size_bytes: number;
  readonly mime_type: string;
  readonly sha256?: string | null;
  readonly preview_text?: string | null;
  readonly truncated?: boolean;
}

/** Parts of a stored message; present only if `include_parts=true` was asked for. */
export type WirePart =
  | (WirePartBase & { readonly type: 'text'; readonly text: string })
  | (WirePartBase & { readonly type: 'reasoning'; readonly text: string })
  | (WirePartBase & {
      readonly type: 'file';
      readonly file_id?: string | null;
      readonly url?: string | null;
      readonly mime_type?: string | null;
      readonly detail?: (typeof imageDetails)[number] | null;
    })
  | (WirePartBase & {
      readonly type: 'data';
      readonly data?: unknown;
      readonly data_ref?: WireObjectReference | null;
      readonly data_type?: string | null;
      readonly mime_type?: string | null;
    })
  | (WirePartBase & {
      readonly type: 'tool-call';
      readonly tool_name: string;
      readonly tool_call_id?: string | null;
      readonly args?: unknown;
      readonly args_ref?: WireObjectReference | null;
    })
  | (WirePartBase & {
      readonly type: 'tool-error';
      readonly tool_name: string;
      readonly tool_call_id?: string | null;
      readonly input?: unknown;
      readonly input_ref?: WireObjectReference | null;
      readonly mime_type?: string | null;
      readonly error_text?: string | null;
    })
  | (WirePartBase & {
      readonly type: 'tool-result';
      readonly tool_name: string;
      readonly tool_call_id?: string | null;
      readonly output?: unknown;
      readonly output_ref?: WireObjectReference | null;
      readonly mime_type?: string | null;
      readonly is_error: boolean;
      readonly error_text?: string | null;
    });

export interface WireMessage {
  readonly id: string;
  readonly thread_id: string;
  readonly role: string;
  readonly content: WireContent;
  readonly object: 'thread.message';
  readonly created_at: string;
  readonly parts: readonly WirePart[] | null;
  readonly agent_id: string | null;
  readonly run_id: string | null;
  readonly meta_data: WireMetadata;
}

export interface WireMessageRequest {
  readonly role: WireRole;
  readonly content: string | readonly WireInputItem[];
  readonly meta_data?: WireMetadata;
}

export interface WireMessageUpdateRequest {
  readonly content?: WireContent | null;
  readonly meta_data?: WireMetadata | null;
}

export interface WireModelSettings {
  readonly temperature?: number;
  readonly top_p?: number;
  readonly frequency_penalty?: number;
  readonly presence_penalty?: number;
  readonly max_tokens?: number | null;
}

/** The body of all four POSTs that concern runs, cancel included. */
export interface WireRunRequest {
  readonly agent_id?: string;
  readonly model_settings?: WireModelSettings;
  readonly response_format?: { readonly json_schema: WireMetadata } | null;
  readonly group?: string;
  /** Strings only, unlike every `meta_data`. */
  readonly metadata?: Readonly<Record<string, string>> | null;
}

export interface WireRunResponse {
  readonly run_id: string;
  readonly thread_id: string;
  readonly status: string;
  readonly group: string;
}

export interface WireUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

export interface WireRun {
  readonly id: string;
  readonly object: 'thread.run';
  readonly created_at: string;
  readonly agent_id: string;
  readonly thread_id: string;
  readonly status: WireRunStatus;
  readonly is_active: boolean;
  readonly model: string;
  readonly temperature: number;
  readonly top_p: number;
  readonly parallel_tool_calls: boolean;
  readonly started_at: string | null;
  readonly expires_at: string | null;
  readonly cancelled_at: string | null;
  readonly failed_at: string | null;
  readonly completed_at: string | null;
  readonly instructions: string | null;
  readonly tools: readonly WireMetadata[];
  readonly meta_data: WireMetadata;
  readonly usage: WireUsage | null;
  readonly max_completion_tokens: number | null;
  readonly truncation_strategy: WireMetadata;
  readonly response_format: string | WireMetadata;
  readonly tool_choice: string | WireMetadata;
}

/** `GET /v2/flow/agents/{id}`; the list wraps these in `{ data }`. */
export interface WireAgent {
  readonly id: string;
  readonly name: string;
  readonly instructions: string;
  readonly status: (typeof agentStatuses)[number];
  readonly model_id: string;
  readonly user_id: string;
  readonly team_id: string | null;
  readonly tools: readonly WireMetadata[];
  readonly created_at: string;
  readonly updated_at: string;
  readonly last_deployed_at: string | null;
  readonly active_duration: number;
}

export interface WireChunkLocation {
  readonly line_number_start: number | null;
  readonly line_number_end: number | null;
  readonly char_start: number | null;
  readonly char_end: number | null;
  readonly hierarchy: readonly string[] | null;
  readonly page_number: number | null;
}

/** `GET /v1/flow/vectordb/{database_id}/chunk/{chunk_id}` */
export interface WireChunk {
  readonly chunk_id: string;
  readonly file_id: string;
  readonly text: string;
  readonly locations: readonly WireChunkLocation[] | null;
  readonly metadata: WireMetadata | null;
}

/** One complaint of a 422 body, `{ detail: WireComplaint[] }`. */
export interface WireComplaint {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
  readonly input?: unknown;
  readonly ctx?: WireMetadata;
}

/**
 * Where the window's workspace travels in a local run's `metadata`: one string of JSON
 * `{ folders: { name, path }[], exclude: string[] }`. Only ever sent over the local socket.
 */
export const workspaceMetadataKey = 'agent_threads_workspace';
/** Where the client's nonce travels in a run's `metadata`. */
export const nonceMetadataKey = 'agent_threads_nonce';
/** `data_type` of the data parts in which the local agent host keeps an answer's sources. */
export const sourceDataType = 'agent-threads-source';
/** Where the local agent host keeps, in a failed run's `meta_data`, why it failed: one sentence for people. */
export const reasonMetadataKey = 'agent_threads_reason';
