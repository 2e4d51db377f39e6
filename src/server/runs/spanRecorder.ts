import { randomBytes } from 'node:crypto';
import type { Span } from '../store/spans.ts';
import type { RunEnd, RunRecord } from './runRecord.ts';

/** Watches one run and notes what it did when, with sizes and counts; what was said stays in the messages. */
export interface SpanRecorder {
  /** The run has to wait for its turn. */
  wait(): void;
  /** The run's turn has come. */
  begin(): void;
  add(record: RunRecord): void;
  /**
   * Ends whatever still goes on, because the run is over; call it before the records that tidy up after it.
   *
   * @param exceptionType the name of the error, where the run failed
   */
  interrupt(end: RunEnd, exceptionType?: string): void;
  /** Spans that began or changed since they were last written. */
  unwritten(): readonly Span[];
  /** What `unwritten` gave is kept now. */
  setWritten(): void;
}

interface Work {
  span: Span;
  /** What is counted while it goes on; becomes the attributes. */
  readonly counts: Record<string, number>;
}

/** @param now milliseconds since 1970 with fractions; never goes back. `createSpanClock` makes one. */
export function createSpanRecorder(agentId: string, now: () => number): SpanRecorder {
  const changed = new Map<string, Span>();
  /** By kind and the id that the agent gave it. */
  const open = new Map<string, Work>();
  const root = begin(`run ${agentId}`, { operation: 'invoke_agent' });
  const total = { tool_calls: 0, failed_tool_calls: 0, sources: 0, answer_characters: 0 };
  let failure: string | undefined;

  function begin(name: string, more: Partial<Span>, parent?: Work): Work {
    const span: Span = {
      id: randomBytes(8).toString('hex'),
      ...(parent ? { parentId: parent.span.id } : {}),
      name,
      startedAt: now(),
      message: 'Not ended yet',
      attributes: {},
      ...more,
    };
    changed.set(span.id, span);
    return { span, counts: {} };
  }

  function finish(work: Work, exception?: Span['exception'], remark?: string): void {
    const counted = Object.entries(work.counts).map(([name, count]) => `${name.replaceAll('_', ' ')}: ${count}`);
    const message = [...(remark === undefined ? [] : [remark]), ...counted].join(', ') || 'Done';
    const span = { ...work.span, endedAt: now(), message, attributes: { ...work.span.attributes, ...work.counts } };
    work.span = exception ? { ...span, exception } : span;
    changed.set(span.id, work.span);
  }

  function close(key: string, exception?: Span['exception'], remark?: string): void {
    const work = open.get(key);
    if (!work) return;
    open.delete(key);
    finish(work, exception, remark);
  }

  function openTool(toolCallId: string, toolName: string): Work {
    const known = open.get(`tool:${toolCallId}`);
    if (known) return known;
    total.tool_calls++;
    const attributes = { tool_name: toolName, tool_call_id: toolCallId };
    const work = begin(`tool ${toolName}`, { operation: 'execute_tool', attributes }, root);
    open.set(`tool:${toolCallId}`, work);
    return work;
  }

  function addText(kind: 'reasoning' | 'answer', id: string, delta: string): void {
    const key = `${kind}:${id}`;
    const work = open.get(key) ?? begin(kind, {}, root);
    open.set(key, work);
    work.counts['characters'] = (work.counts['characters'] ?? 0) + delta.length;
    if (kind === 'answer') total.answer_characters += delta.length;
  }

  function end({ ending, reason = 'The run failed.' }: RunEnd): void {
    Object.assign(root.counts, total);
    const exception = ending === 'failed' ? { type: failure ?? 'RunFailed', message: reason } : undefined;
    finish(root, exception, { completed: 'Completed', failed: 'Failed', cancelled: 'Cancelled' }[ending]);
  }

  return {
    wait() {
      open.set('queue', begin('waiting for other runs', {}, root));
    },
    begin: () => close('queue'),
    add(record) {
      switch (record.type) {
        case 'reasoning-start':
        case 'reasoning-delta':
          return addText('reasoning', record.id, 'delta' in record ? record.delta : '');
        case 'text-start':
        case 'text-delta':
          return addText('answer', record.id, 'delta' in record ? record.delta : '');
        case 'reasoning-end':
          return close(`reasoning:${record.id}`);
        case 'text-end':
          return close(`answer:${record.id}`);
        case 'tool-input-start':
          return void openTool(record.toolCallId, record.toolName);
        case 'tool-input-available':
          openTool(record.toolCallId, record.toolName).counts['argument_bytes'] = bytesOf(record.input);
          return;
        case 'tool-output-available': {
          const work = open.get(`tool:${record.toolCallId}`);
          if (!work) return;
          if (!record.preliminary) {
            work.counts['result_bytes'] = bytesOf(record.output);
            return close(`tool:${record.toolCallId}`);
          }
          work.counts['progress_reports'] = (work.counts['progress_reports'] ?? 0) + 1;
          return;
        }
        case 'tool-output-error':
          if (open.has(`tool:${record.toolCallId}`)) total.failed_tool_calls++;
          return close(`tool:${record.toolCallId}`, { type: 'ToolError', message: record.errorText }, 'Failed');
        case 'source-document':
          total.sources++;
          return;
        case 'run-end':
          return end(record);
        default:
          return;
      }
    },
    interrupt({ ending, reason = 'The run failed.' }, exceptionType) {
      if (ending === 'completed') return;
      failure = exceptionType;
      const exception = ending === 'failed' ? { type: failure ?? 'RunFailed', message: reason } : undefined;
      for (const key of open.keys()) close(key, exception, ending === 'failed' ? 'Failed' : 'Cancelled');
    },
    unwritten: () => [...changed.values()],
    setWritten: () => changed.clear(),
  };
}

/** A step of the wall clock that is larger was a sleep of the machine (or someone set the clock). */
const sleepMs = 1000;

/**
 * The wall clock as it was at the beginning, moved on by one that never goes back; that one may stand still while the
 * machine sleeps, which is made up for.
 */
export function createSpanClock(
  wallMs: () => number = Date.now,
  steadyMs: () => number = () => performance.now(),
): () => number {
  let origin = wallMs() - steadyMs();
  return () => {
    const lagMs = wallMs() - (origin + steadyMs());
    if (lagMs > sleepMs) origin += lagMs;
    return origin + steadyMs();
  };
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}
