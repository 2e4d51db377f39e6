import { isAgentError } from '../model/errors.ts';
import type { RunCore } from './runCore.ts';

const confirmPausesMs: readonly number[] = [50, 100, 150, 200, 300, 500, 1000, 2000];
const slowPauseMs = 5000;
const cancelAgainAfterMs = 15_000;
const doubtAfterMs = 5000;
const givenUpAfterMs = 30 * 60_000;
const lookForRunMs: readonly number[] = [0, 300, 1000];

/**
 * Ends a run that Stop was pressed for: asks the service to cancel it where it can, then reads the run until its state
 * is known. The service's word counts: a run that was faster than Stop is completed. Resolves with whether the service
 * said so itself.
 */
export async function finishStop(core: RunCore): Promise<boolean> {
  const opened = core.service.opened();
  if (!opened?.cancelRun && !opened?.getRun) return stopListening(core);
  if (!(await findRun(core))) return !core.signal.aborted;
  const name = core.service.connection().name;
  const since = core.time.clock.now();
  let cancelledAt: number | undefined;
  let isAccepted = false;
  for (let round = 0; !core.signal.aborted; round++) {
    const now = core.time.clock.now();
    const canCancel = core.service.opened()?.cancelRun !== undefined;
    if (canCancel && (cancelledAt === undefined || (!isAccepted && now - cancelledAt >= cancelAgainAfterMs))) {
      cancelledAt = now;
      isAccepted = await cancel(core);
    }
    const reading = await core.read();
    if (reading.kind === 'ended') {
      const isUnsaid = reading.outcome === 'unknown' && isAccepted;
      core.end(isUnsaid ? 'cancelled' : reading.outcome, reading.run?.reason, reading.run);
      return true;
    }
    if (reading.kind === 'absent') {
      core.end('cancelled');
      return true;
    }
    if (core.time.clock.now() - since > givenUpAfterMs) break;
    core.set('stopping', noteFor(core, canCancel, core.time.clock.now() - since, name));
    const pauses = canCancel ? confirmPausesMs : confirmPausesMs.slice(-1);
    await core.pause(pauses[round] ?? slowPauseMs);
  }
  if (core.signal.aborted) return false;
  core.end('unknown', 'Stop was never confirmed');
  core.set('settling', undefined, {
    title: 'Stop was not confirmed',
    detail: `${name} did not say that the run has ended. It may still be going on.`,
    actions: ['checkRun', 'showLog'],
  });
  return false;
}

/** All that Stop is where a service knows no runs: what it stored tells whether the run was faster. */
async function stopListening(core: RunCore): Promise<boolean> {
  const reading = await core.read();
  if (core.signal.aborted) return false;
  const outcome = reading.kind === 'ended' ? reading.outcome : 'unknown';
  if (outcome !== 'unknown') core.end(outcome);
  else core.end('cancelled', core.service.opened()?.capabilities.stopDescription);
  return true;
}

/** Makes sure that the run's id is known. Without a run there is nothing to stop: then it ends here as cancelled. */
async function findRun(core: RunCore): Promise<boolean> {
  for (const pauseMs of lookForRunMs) {
    if (core.runId !== undefined) return true;
    if (pauseMs > 0) await core.pause(pauseMs);
    if (core.signal.aborted) return false;
    const reading = await core.read();
    if (reading.kind === 'ended') {
      core.end(reading.outcome, reading.run?.reason, reading.run);
      return false;
    }
    // Held by a run whose name is not told: it is read, and stopped if it can be, like any other.
    if (reading.kind === 'active' && core.runId === undefined) return true;
    if (reading.kind === 'unreadable') return true;
  }
  if (core.runId !== undefined) return true;
  core.end('cancelled', 'Stopped before the run was started');
  return false;
}

async function cancel(core: RunCore): Promise<boolean> {
  const { runId } = core;
  if (runId === undefined) return false;
  const { threadId, agentId } = core.clues;
  try {
    await core.service.call(async (backend) =>
      backend.cancelRun?.({ id: runId, threadId, ...(agentId === undefined ? {} : { agentId }) }, core.signal),
    );
    return true;
  } catch (error) {
    // Refused because the run is over, or lost on the way: reading the run tells which.
    if (!core.signal.aborted && !isAgentError(error)) throw error;
    return false;
  }
}

function noteFor(core: RunCore, canCancel: boolean, waitedMs: number, name: string): string | undefined {
  if (!canCancel) return core.service.opened()?.capabilities.stopDescription ?? 'The run cannot be stopped here.';
  return waitedMs < doubtAfterMs ? undefined : `Stop is not confirmed: ${name} says that the run is still active.`;
}
