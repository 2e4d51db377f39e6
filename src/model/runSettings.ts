/**
 * What a person changed about how a run works. What is absent is left to the agent and is not sent.
 */
export interface RunSettings {
  /** 0 to 2. */
  readonly temperature?: number;
  /** 0 to 1. */
  readonly topP?: number;
  /** −2 to 2. */
  readonly frequencyPenalty?: number;
  /** −2 to 2. */
  readonly presencePenalty?: number;
  /** A whole number above 0. */
  readonly maxTokens?: number;
  /** A JSON schema that the answer must satisfy. */
  readonly responseSchema?: Readonly<Record<string, unknown>>;
  /** A label by which the service groups runs. */
  readonly group?: string;
  /** Travels with the run. */
  readonly metadata?: Readonly<Record<string, string>>;
}
