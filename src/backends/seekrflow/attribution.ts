import type { Attribution } from '../../model/attribution.ts';
import { AgentError, type ErrorKind, isAgentError } from '../../model/errors.ts';
import { optional } from '../../model/parse.ts';
import type { WireAttributionRequest } from '../../wire/attribution.ts';
import type { AttributionRequest } from '../backend.ts';
import type { SeekrFlowClient } from './client.ts';
import { decodeAttribution } from './decodeAttribution.ts';
import { unreadableError } from '../shared/unreadable.ts';
import { routes } from './route.ts';

/** Seconds are usual; long answers with many sources take minutes, and nothing comes before all of it is worked out. */
const longestWaitMs = 5 * 60_000;

/**
 * What the answer of a run rests on. Defaults of the service are left to it: sentences, the five strongest sources.
 *
 * @throws AgentError; of kind `not-found` and `invalid` with what the published 404 and 422 mean here
 */
export async function attribute(
  client: SeekrFlowClient,
  { threadId, runId, highlight }: AttributionRequest,
  signal: AbortSignal,
): Promise<Attribution> {
  const route = routes.attribution();
  const body: WireAttributionRequest = { thread_id: threadId, run_id: runId, ...optional({ highlight }) };
  const answer = await client
    .send('POST', route, body, signal, { firstByteTimeoutMs: longestWaitMs })
    .catch((error: unknown) => {
      throw meaningOf(error);
    });
  const attribution = decodeAttribution(answer, highlight);
  if (attribution === undefined) throw unreadableError(`POST ${route.path}`, answer);
  return attribution;
}

const meanings: Readonly<Record<number, string>> = {
  404: 'This works only for a run that is completed and whose work the service has recorded. If the run is older, ask again and look at the new answer.',
  405: 'This installation does not work out what answers rest on.',
  422: 'This works only where the run has both a question and an answer in text. Choose a passage of the answer as it stands, or another run.',
  501: 'This installation does not work out what answers rest on.',
};

function meaningOf(error: unknown): unknown {
  // The words of the framework for a route that is not there; what the service answers about a run says more.
  const isMissing = isAgentError(error) && error.status === 404 && /^not found$/i.test(error.serverMessage ?? '');
  if (isMissing) return withNextStep(error, meanings[501], 'unsupported');
  return isAgentError(error) ? withNextStep(error, meanings[error.status ?? 0]) : error;
}

function withNextStep(error: AgentError, nextStep: string | undefined, newKind?: ErrorKind): AgentError {
  if (nextStep === undefined) return error;
  const { kind, message, status, serverMessage, requestId, where } = error;
  return new AgentError(newKind ?? kind, message, {
    ...optional({ status, serverMessage, requestId, where }),
    nextStep,
    cause: error,
  });
}
