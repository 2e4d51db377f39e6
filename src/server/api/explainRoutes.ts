import { type WireAttributionRequest, attributionGranularities } from '../../wire/attribution.ts';
import { attributeRun } from '../explain/attributeRun.ts';
import { numberFrom } from '../exactJson.ts';
import { type Check, flag, integer, nullable, object, oneOf, text } from '../http/checks.ts';
import { refusal, unprocessable } from '../http/httpError.ts';
import { type Route, route } from '../http/route.ts';
import { flatText } from '../runs/agentRequest.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { StoredRun } from '../store/runs.ts';
import type { Store } from '../store/store.ts';

const attributionRequest: Check = object({
  required: { thread_id: text },
  optional: {
    run_id: nullable(text),
    highlight: nullable(text),
    granularity: oneOf(attributionGranularities),
    top_k: integer({ minimum: 1 }),
    num_ablations: nullable(integer({ minimum: 32, maximum: 256 })),
    return_diagnostics: flag,
  },
});

const everything = { limit: Number.MAX_SAFE_INTEGER, offset: 0 };

/** What the passages of an answer rest on. */
export function explainRoutes(store: Store): readonly Route[] {
  return [
    route<WireAttributionRequest>({
      method: 'POST',
      path: '/v1/explainability/context-attributor-from-run',
      body: attributionRequest,
      handle({ body }) {
        const threadId = body.thread_id;
        if (!store.threads.get(threadId)) throw complaint('thread_id', 'Thread not found', threadId);
        const run = completedRun(store, threadId, body.run_id ?? undefined);
        const messages = store.messages.list(threadId, { ...everything, order: 'asc' });
        const own = messages.filter((message) => message.run_id === run.id);
        const response = responseOf(own);
        if (!hasQuestion(messages, own)) throw complaint('run_id', 'The run has no question', run.id);
        if (response === '') throw complaint('run_id', 'The run has no answer', run.id);
        const fileIds = store.chunks.fileIdsOfRun(run.id);
        const attribution = attributeRun({
          response,
          parts: own.flatMap((message) => message.parts),
          highlight: body.highlight ?? undefined,
          granularity: body.granularity ?? 'sentence',
          topCount: numberFrom(body.top_k) ?? 5,
          hasDiagnostics: body.return_diagnostics ?? false,
          fileIdOf: (file) => fileIds.get(file),
        });
        return { json: attribution };
      },
    }),
  ];
}

function complaint(field: string, msg: string, input: string) {
  return unprocessable([{ loc: ['body', field], msg, type: 'value_error', input }]);
}

/** Throws the 404 that is described for this operation. */
function completedRun(store: Store, threadId: string, runId: string | undefined): StoredRun {
  const candidates =
    runId === undefined
      ? store.runs.list(threadId, { ...everything, order: 'desc' })
      : [store.runs.get(threadId, runId)].filter((run) => run !== undefined);
  const run = candidates.find((candidate) => candidate.status === 'completed');
  if (!run) throw refusal(404, 'No completed run found.');
  return run;
}

/** The text of an answer as it is now, without the line of source tracking fields. */
function responseOf(messages: readonly StoredMessage[]): string {
  return messages
    .filter((message) => message.role === 'assistant')
    .map((message) => message.parts.map((part) => (part.type === 'text' ? part.text : '')).join(''))
    .filter((each) => each.trim() !== '')
    .join('\n\n');
}

/** Whether something was asked before the first message of a run. */
function hasQuestion(messages: readonly StoredMessage[], own: readonly StoredMessage[]): boolean {
  const [first] = own;
  const earlier = first ? messages.slice(0, messages.indexOf(first)) : messages;
  const asking = earlier.findLast((message) => message.role === 'user');
  return asking !== undefined && flatText(asking.content).trim() !== '';
}
