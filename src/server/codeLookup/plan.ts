import type { AgentAttachment } from '../agent.ts';

/** Which part of a report was asked for most. */
export type Emphasis = 'explain' | 'where' | 'tests' | 'imports';

export type Plan =
  | { readonly kind: 'help' }
  /** Asked for something that only a model or a person can do. */
  | { readonly kind: 'cannot'; readonly wish: string }
  | { readonly kind: 'workspace'; readonly folder?: string }
  | { readonly kind: 'list'; readonly folder?: string; readonly include?: string; readonly what: string }
  | {
      readonly kind: 'find';
      readonly text: string;
      readonly mode: 'word' | 'literal' | 'regex';
      readonly queries: readonly string[];
    }
  | LookupPlan
  | TopicPlan;

export interface LookupPlan {
  readonly kind: 'lookup';
  readonly emphasis: Emphasis;
  readonly names: readonly string[];
  readonly paths: readonly string[];
  readonly attachments: readonly AgentAttachment[];
  /** The code is not of this question but of an earlier one of the thread. */
  readonly isFollowUp: boolean;
  /** Asks for a judgement, a reason or a change, which a lookup cannot give. */
  readonly beyond?: 'judge' | 'write';
  /** The names may be plain words: if they name nothing, the question is about a topic. */
  readonly otherwise?: TopicPlan;
}

/** In plain words, none of which is written as a name. */
export interface TopicPlan {
  readonly kind: 'topic';
  readonly topics: readonly string[];
  /** Asks how to run, build or test something. */
  readonly asksForScripts: boolean;
}
