/** What a sentence or a passage of an answer rests on, as the service worked it out. */
export interface AttributionSource {
  readonly id: string;
  /** `tool_response`, `system_prompt`, `raw`, or whatever the service calls it. */
  readonly kind: string;
  readonly text: string;
  /** −1 to 1: how much the source made the passage more (or less) likely. */
  readonly score: number;
  readonly toolName?: string;
  readonly toolCallId?: string;
  /** What the tool worked on: a file, a page, a query. In words for people. */
  readonly origin?: string;
  readonly url?: string;
  readonly fileId?: string;
  readonly filePath?: string;
}

export interface AttributedPassage {
  readonly text: string;
  /** Where it begins in the answer, in characters; absent where the service does not say. */
  readonly offset?: number;
  /** The strongest first. Empty: ungrounded. */
  readonly sources: readonly AttributionSource[];
}

export interface Attribution {
  /** The answer that was looked at. */
  readonly responseText: string;
  readonly passages: readonly AttributedPassage[];
}
