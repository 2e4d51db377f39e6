import { arrayOf, isObject, objectOf, property, stringOf } from './parse.ts';

/** Something that an agent asks a person before it goes on. */
export interface InputRequest {
  /** Which request an answer is for, where a service numbers them. */
  readonly id?: string;
  /** What is asked, in whatever shape the agent's author chose. */
  readonly value: unknown;
}

/** What a person says to one request. */
export interface InputAnswer {
  readonly requestId?: string;
  /** Text, or any JSON. */
  readonly value: unknown;
}

/** What stands for *approve* and *reject* in answer to a request; absent where the agent allows no such answer. */
export interface Verdicts {
  readonly approve?: unknown;
  readonly reject?: unknown;
  /** Whether these are what the agent asked for. Otherwise they are `true` and `false`, which is only a guess. */
  readonly isAgreed: boolean;
}

/**
 * How a request is approved or rejected. Two forms are known, both of LangChain's: the human-in-the-loop middleware
 * (`action_requests` with `review_configs`, answered with one decision per action) and the older agent inbox
 * (a list of `action_request` with `config`, answered with one response each).
 */
export function verdictsOf({ value }: InputRequest): Verdicts {
  const actions = arrayOf(value, 'action_requests');
  if (actions.length > 0) return middlewareVerdicts(actions, arrayOf(value, 'review_configs'));
  const asked = (Array.isArray(value) ? value : [value]) as readonly unknown[];
  if (asked.length > 0 && asked.every((each) => objectOf(each, 'action_request'))) return inboxVerdicts(asked);
  return { approve: true, reject: false, isAgreed: false };
}

function middlewareVerdicts(actions: readonly unknown[], configs: readonly unknown[]): Verdicts {
  const allows = (decision: string): boolean =>
    actions.every((action) => {
      const config = configs.find((each) => stringOf(each, 'action_name') === stringOf(action, 'name'));
      const allowed = property(config, 'allowed_decisions');
      return !Array.isArray(allowed) || allowed.includes(decision);
    });
  const decide = (type: string): unknown => ({ decisions: actions.map(() => ({ type })) });
  return {
    isAgreed: true,
    ...(allows('approve') ? { approve: decide('approve') } : {}),
    ...(allows('reject') ? { reject: decide('reject') } : {}),
  };
}

function inboxVerdicts(asked: readonly unknown[]): Verdicts {
  const allows = (flag: string): boolean => asked.every((each) => property(objectOf(each, 'config'), flag) !== false);
  const respond = (type: string): unknown => asked.map(() => ({ type, args: null }));
  return {
    isAgreed: true,
    ...(allows('allow_accept') ? { approve: respond('accept') } : {}),
    ...(allows('allow_ignore') ? { reject: respond('ignore') } : {}),
  };
}

/** What is asked as a sentence, where the request holds one; undefined for one that has to be shown as JSON. */
export function questionOf({ value }: InputRequest): string | undefined {
  if (typeof value === 'string') return value.trim() || undefined;
  if (!isObject(value)) return undefined;
  for (const key of ['question', 'message', 'prompt', 'query', 'text', 'description']) {
    const found = stringOf(value, key)?.trim();
    if (found) return found;
  }
  const descriptions = arrayOf(value, 'action_requests').flatMap((each) => stringOf(each, 'description') ?? []);
  return descriptions.length > 0 ? descriptions.join('\n') : undefined;
}

/** As what a typed answer is sent. */
export type AnswerForm = 'text' | 'json';

/** An answer that a person is typing. */
export interface AnswerDraft {
  readonly text: string;
  readonly form: AnswerForm;
}

/** By the key of their request. */
export type AnswerDrafts = Readonly<Record<string, AnswerDraft>>;

/** Reads drafts from the panel or from disk; what does not fit is left out. */
export function readAnswerDrafts(value: unknown): AnswerDrafts {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, draft]) => {
      const text = stringOf(draft, 'text');
      const form: AnswerForm = stringOf(draft, 'form') === 'json' ? 'json' : 'text';
      return text === undefined ? [] : [[key, { text, form }]];
    }),
  );
}
