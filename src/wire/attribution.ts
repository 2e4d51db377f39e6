import type { WireMetadata } from './seekrflow.ts';

/** SeekrFlow's context attribution, as its published description has it (explainability spec 5.17.1). */

export const attributionGranularities = ['sentence', 'chunk'] as const;

/** The body of `POST /v1/explainability/context-attributor-from-run`. */
export interface WireAttributionRequest {
  readonly thread_id: string;
  /** Left out or null: the newest completed run. */
  readonly run_id?: string | null;
  /** A passage of the answer. Left out or null: every segment of it. */
  readonly highlight?: string | null;
  readonly granularity?: (typeof attributionGranularities)[number];
  readonly top_k?: number;
  /** 32 to 256. */
  readonly num_ablations?: number | null;
  readonly return_diagnostics?: boolean;
}

interface WireSourceBase {
  /** Number of the source in its context, from 0. */
  readonly id: number;
  readonly text: string;
  /** −1 to 1. */
  readonly attribution: number;
  /** In characters, in the context that the source is a piece of. */
  readonly offset: number;
}

export type WireSourceTool =
  | {
      readonly type: 'web_search';
      readonly url: string;
      readonly title?: string | null;
      readonly search_query: string;
    }
  | {
      readonly type: 'file_search';
      readonly file_path?: string | null;
      readonly file_id?: string | null;
      readonly query?: string | null;
    }
  | { readonly type: 'code_interpreter'; readonly code: string }
  | { readonly type: 'mcp_tool'; readonly tool_name: string; readonly tool_input?: WireMetadata | null };

export type WireAttributionSource =
  | (WireSourceBase & {
      readonly source_type: 'tool_response';
      readonly tool_name: string;
      readonly tool_call_id: string;
      readonly tool: WireSourceTool;
    })
  | (WireSourceBase & { readonly source_type: 'raw' })
  | (WireSourceBase & { readonly source_type: 'system_prompt' });

export interface WireSegment {
  readonly segment_index: number;
  readonly segment_text: string;
  /** In the response, in characters. */
  readonly char_offset: number;
  readonly sources: readonly WireAttributionSource[];
}

export interface WireAttributionDiagnostics {
  readonly num_sources: number;
  readonly num_ablations: number;
  readonly lasso_alpha: number;
  readonly mask_probability: number;
  readonly y_vector_stats?: WireMetadata | null;
  readonly raw_coef_stats?: WireMetadata | null;
  readonly scaler_stats?: WireMetadata | null;
}

export interface WireAttribution {
  readonly response_text: string;
  /** Filled where no highlight was asked for. */
  readonly segments: readonly WireSegment[];
  readonly highlight: string | null;
  /** Of the highlight; null where none was asked for. */
  readonly sources: readonly WireAttributionSource[] | null;
  readonly diagnostics: WireAttributionDiagnostics | null;
}
