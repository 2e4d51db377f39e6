import type { WireAttribution, WireAttributionSource } from '../../wire/attribution.ts';
import type { WirePart } from '../../wire/seekrflow.ts';
import { indexOverlap } from './overlap.ts';
import { inCharacters, markdownPassages } from './passages.ts';
import { type ContextPiece, toolContext } from './toolContext.ts';

export interface AttributionQuestion {
  /** The answer as Markdown. */
  readonly response: string;
  /** Of all messages of the run, oldest first. */
  readonly parts: readonly WirePart[];
  /** A passage of the answer; undefined: every sentence of it. */
  readonly highlight: string | undefined;
  readonly granularity: 'sentence' | 'chunk';
  /** How many sources each passage gets at most. */
  readonly topCount: number;
  readonly hasDiagnostics: boolean;
  /** The id of a file that a tool names, where the run cited it. */
  readonly fileIdOf: (file: string) => string | undefined;
}

/**
 * Which tool responses the passages of an answer have words in common with. That is all it says: nothing is computed
 * again without a source to see what changes, as the hosted service does, because there is no model to ask.
 */
export function attributeRun(question: AttributionQuestion): WireAttribution {
  const { response, highlight, topCount, fileIdOf } = question;
  const pieces = toolContext(question.parts, question.granularity);
  const overlapOf = indexOverlap(pieces.map((piece) => piece.text));
  const sourcesOf = (passage: string): readonly WireAttributionSource[] =>
    overlapOf(passage, topCount).flatMap(({ index, score }) => {
      const piece = pieces[index];
      return piece ? [sourceOf(piece, index, score, fileIdOf)] : [];
    });
  const passages = highlight === undefined ? inCharacters(response, markdownPassages(response)) : [];
  return {
    response_text: response,
    segments: passages.map(({ text, offset }, index) => ({
      segment_index: index,
      segment_text: text,
      char_offset: offset,
      sources: sourcesOf(text),
    })),
    highlight: highlight ?? null,
    sources: highlight === undefined ? null : sourcesOf(highlight),
    // No ablation, no regression: the numbers of theirs are 0.
    diagnostics: question.hasDiagnostics
      ? { num_sources: pieces.length, num_ablations: 0, lasso_alpha: 0, mask_probability: 0 }
      : null,
  };
}

function sourceOf(
  { text, offset, toolName, toolCallId, file, query }: ContextPiece,
  id: number,
  attribution: number,
  fileIdOf: (file: string) => string | undefined,
): WireAttributionSource {
  return {
    source_type: 'tool_response',
    id,
    text,
    attribution,
    offset,
    tool_name: toolName,
    tool_call_id: toolCallId,
    tool: {
      type: 'file_search',
      file_path: file ?? null,
      file_id: (file === undefined ? undefined : fileIdOf(file)) ?? null,
      query: query ?? null,
    },
  };
}
