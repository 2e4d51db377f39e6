import type { Backend } from '../backend.ts';
import { AgentError, isAgentError } from '../../model/errors.ts';
import type { ThreadState } from '../../model/threadState.ts';
import { unreadableError } from '../shared/unreadable.ts';
import type { EpsimoClient } from './client.ts';
import { decodeHistory, decodeState } from './decodeState.ts';
import { routes } from './route.ts';

export interface EpsimoStates {
  readonly methods: Required<Pick<Backend, 'getState' | 'updateState' | 'listCheckpoints'>>;
  /** The newest state; where that cannot be read, the newest of the history, as the service's own page does it. */
  readonly newest: (threadId: string, signal: AbortSignal) => Promise<ThreadState>;
}

/** The states of threads. */
export function createStates(client: EpsimoClient): EpsimoStates {
  async function history(threadId: string, signal: AbortSignal): Promise<readonly ThreadState[]> {
    const route = routes.history(threadId);
    const answer = await client.get(route, signal);
    const states = decodeHistory(answer);
    if (!states) throw unreadableError(`GET ${route.path}`, answer);
    return states;
  }

  async function newest(threadId: string, signal: AbortSignal): Promise<ThreadState> {
    try {
      return decodeState(await client.get(routes.state(threadId), signal));
    } catch (error) {
      if (!isAgentError(error) || !mayHaveHistory(error)) throw error;
      const states = await history(threadId, signal).catch((second: unknown) => {
        if (!isAgentError(second)) throw second;
        return [];
      });
      const [state] = states;
      if (!state) throw error;
      return state;
    }
  }

  return {
    newest,
    methods: {
      async getState(threadId, checkpointId, signal) {
        if (checkpointId === undefined) return newest(threadId, signal);
        const found = (await history(threadId, signal)).find((state) => state.checkpointId === checkpointId);
        if (found) return found;
        throw new AgentError('not-found', 'the history has no such checkpoint', { where: `thread ${threadId}` });
      },
      async updateState(threadId, { values }, signal) {
        // Answers nothing that says anything: `null`, where it was seen.
        await client.send('POST', routes.state(threadId), { values }, signal);
      },
      async listCheckpoints(threadId, _page, signal) {
        return { items: await history(threadId, signal) };
      },
    },
  };
}

/** A thread whose assistant is gone or broken has no state, but what it was may still be told. */
function mayHaveHistory({ status, kind }: AgentError): boolean {
  return status !== undefined && kind !== 'authentication' && kind !== 'rate-limited';
}
