import type { ToolPart } from '../model/message.ts';
import type { PanelState, RunView } from '../model/panel.ts';
import { durationWords, isBusy } from './words.ts';

/**
 * What a screen reader should be told about a change: a run has started, a tool was called, the run has ended or waits.
 * Never the text itself, which can be read in peace.
 *
 * @param elapsedMs how long the run has taken
 */
export function announcements(before: PanelState | undefined, after: PanelState, elapsedMs: number): readonly string[] {
  if (!before) return [];
  const was = sameRun(before.run, after.run) ? before.run : undefined;
  return [
    ...startWords(was, after.run),
    ...toolWords(was, after.run),
    ...connectionWords(was, after.run),
    ...endWords(was, after.run, elapsedMs),
    ...queueWords(before, after),
    ...itemWords(before, after),
    ...(after.problem && after.problem.title !== before.problem?.title ? [after.problem.title] : []),
  ];
}

/** One that left the queue was sent if it is among the messages, and else taken away by the person, who knows. */
function queueWords(before: PanelState, { queue = [], messages, queueWaits }: PanelState): readonly string[] {
  const was = new Set(before.queue?.map(({ nonce }) => nonce));
  const isNew = queue.some(({ nonce }) => !was.has(nonce));
  const isSent = messages.some(
    ({ nonce }) => nonce !== undefined && was.has(nonce) && !before.messages.some((each) => each.nonce === nonce),
  );
  return [
    ...(isNew ? ['Queued'] : []),
    ...(isSent ? ['Queued message sent'] : []),
    ...(queueWaits !== undefined && before.queueWaits === undefined ? [`${queueWaits} The queue waits`] : []),
  ];
}

function itemWords(before: PanelState, { items = [] }: PanelState): readonly string[] {
  const was = new Set(before.items?.map(({ id }) => id));
  return items.filter(({ id }) => !was.has(id)).map(({ name }) => `${name} attached`);
}

/** A run whose id is not known yet is the same run once it is. */
function sameRun(before: RunView | undefined, after: RunView | undefined): boolean {
  if (!before || !after) return false;
  if (before.state.runId !== undefined) return before.state.runId === after.state.runId;
  return isBusy(before);
}

function startWords(before: RunView | undefined, after: RunView | undefined): readonly string[] {
  if (!after || before || !isBusy(after)) return [];
  return [after.agentName ? `${after.agentName} has started` : 'The run has started'];
}

function toolWords(before: RunView | undefined, after: RunView | undefined): readonly string[] {
  const known = new Map(toolsOf(before).map((tool) => [tool.toolCallId, tool]));
  return toolsOf(after).flatMap((tool) => {
    const was = known.get(tool.toolCallId);
    if (was === tool || tool.toolName === '') return [];
    const name = `Tool ${tool.toolName}`;
    const hasFailed = tool.state === 'failed' || tool.state === 'input-error';
    if (hasFailed && was?.state !== tool.state) return [`${name} failed`];
    return was === undefined || was.toolName === '' ? [`${name} called`] : [];
  });
}

function toolsOf(run: RunView | undefined): readonly ToolPart[] {
  if (!run) return [];
  const parts = [...run.state.messages.flatMap((message) => message.parts), ...run.state.parts];
  return parts.filter((part) => part.type === 'tool');
}

function connectionWords(before: RunView | undefined, after: RunView | undefined): readonly string[] {
  if (!before || !after || before.activity === after.activity) return [];
  if (after.activity === 'reconnecting') return ['Connection lost, reconnecting'];
  if (after.activity === 'stopping') return ['Stopping'];
  return before.activity === 'reconnecting' && after.activity === 'streaming' ? ['Connected again'] : [];
}

function endWords(before: RunView | undefined, after: RunView | undefined, elapsedMs: number): readonly string[] {
  if (before?.state.inputRequests === undefined && after?.state.inputRequests !== undefined && before) {
    return ['The agent needs input'];
  }
  const outcome = after?.state.outcome;
  if (!before || !outcome || before.state.outcome === outcome) return [];
  const reason = after.state.reason ? `: ${after.state.reason}` : '';
  switch (outcome) {
    case 'completed':
      return [`Answer complete after ${durationWords(elapsedMs)}`];
    case 'failed':
      return [`The run failed${reason}`];
    case 'cancelled':
      return ['The run was stopped'];
    case 'needs-input':
      return before.state.inputRequests === undefined ? ['The agent needs input'] : [];
    case 'unknown':
      return [`What became of the run is not known${reason}`];
  }
}

const mark = '\u00A0';

/**
 * What the status region says next. What is no change of the document is not spoken: each text has one mark more or
 * less than the one before, in a cycle of three, since two that come within a frame may end with the words of before.
 */
export function spokenAgain(before: string, text: string): string {
  if (before === '') return text;
  const marks = before.length - before.trimEnd().length;
  return text + mark.repeat((marks + 1) % 3);
}
