import type { Attribution } from '../../src/model/attribution.ts';
import type { RunFacts, RunHostMessage, RunPanelIdentity, TraceSpan } from '../../src/model/runPanel.ts';
import type { Run } from '../../src/model/thread.ts';

/** What a run panel may be told, for tests of what it shows and for people who work on its looks. */

export const runIdentity: RunPanelIdentity = {
  connectionId: 'team',
  threadId: 'thread-1',
  runId: 'run-7f3a',
  tab: 'details',
};

export const completedRun: Run = {
  id: 'run-7f3a',
  threadId: 'thread-1',
  status: 'completed',
  agentId: 'agent-41',
  model: 'meta-llama/Llama-3.3-70B',
  usage: { inputTokens: 4_812, outputTokens: 631, totalTokens: 5_443 },
  createdAt: '2026-11-20T10:41:03.000Z',
  startedAt: '2026-11-20T10:41:03.400Z',
  endedAt: '2026-11-20T10:41:15.800Z',
  settings: { temperature: 0.2, topP: 1, maxTokens: 2000, group: 'nightly' },
  details: {
    parallel_tool_calls: true,
    tool_choice: 'auto',
    instructions: 'Answer from the handbook only.\nName the page.',
    meta_data: { ticket: 'OPS-12' },
  },
};

export function runFacts(run: Run = completedRun, more: Partial<RunFacts> = {}): RunFacts {
  return {
    connectionName: 'Team Server',
    threadTitle: 'How long are parts kept?',
    runId: run.id,
    threadId: run.threadId,
    agentName: 'Handbook',
    run: { step: 'ready', value: run },
    commands: ['refresh', 'rerun', 'openThread'],
    ...more,
  };
}

function at(ms: number): string {
  return new Date(Date.parse('2026-11-20T10:41:03.400Z') + ms).toISOString();
}

export const spans: readonly TraceSpan[] = [
  {
    id: 's1',
    name: 'agent run',
    kind: 'span',
    startedAt: at(0),
    endedAt: at(12_400),
    operation: 'invoke_agent',
  },
  {
    id: 's2',
    parentId: 's1',
    name: 'chat meta-llama/Llama-3.3-70B',
    kind: 'span',
    startedAt: at(40),
    endedAt: at(2_350),
    operation: 'chat',
    model: 'Llama-3.3-70B',
    usage: { inputTokens: 1_204, outputTokens: 88, totalTokens: 1_292 },
  },
  {
    id: 's3',
    parentId: 's1',
    name: 'running tools',
    kind: 'span',
    startedAt: at(2_360),
    endedAt: at(6_900),
  },
  {
    id: 's4',
    parentId: 's3',
    name: 'running tool: file_search',
    kind: 'span',
    startedAt: at(2_370),
    endedAt: at(4_010),
    operation: 'execute_tool',
  },
  {
    id: 's5',
    parentId: 's3',
    name: 'running tool: web_search',
    kind: 'span',
    startedAt: at(2_380),
    endedAt: at(6_890),
    exception: { type: 'TimeoutError', message: 'The search did not answer within 4.5 s' },
  },
  { id: 's6', parentId: 's5', name: 'retrying once', kind: 'log', startedAt: at(4_600), message: 'retrying once' },
  {
    id: 's7',
    parentId: 's1',
    name: 'chat meta-llama/Llama-3.3-70B',
    kind: 'span',
    startedAt: at(6_910),
    endedAt: at(12_380),
    operation: 'chat',
    model: 'Llama-3.3-70B',
    usage: { inputTokens: 3_608, outputTokens: 543, totalTokens: 4_151 },
  },
  {
    id: 's8',
    parentId: 'gone',
    name: 'writing the audit entry',
    kind: 'span',
    startedAt: at(12_300),
    endedAt: at(12_330),
  },
  { id: 's9', parentId: 's1', name: 'closing the session', kind: 'pending_span', startedAt: at(12_385) },
];

export const attribution: Attribution = {
  responseText: 'Parts are kept for 30 days. After that a nightly job deletes them. You will love it.',
  passages: [
    {
      text: 'Parts are kept for 30 days. ',
      offset: 0,
      sources: [
        {
          id: 'a1',
          kind: 'tool_response',
          toolName: 'file_search',
          score: 0.62,
          origin: 'handbook.pdf',
          text: 'Retention. Parts of messages are stored for thirty (30) days after the run has ended.',
        },
        {
          id: 'a2',
          kind: 'tool_response',
          toolName: 'web_search',
          score: -0.21,
          origin: 'Retention policies compared',
          url: 'https://example.com/retention',
          text: 'Most vendors keep such data for 90 days.',
        },
      ],
    },
    {
      text: 'After that a nightly job deletes them. ',
      offset: 28,
      sources: [
        { id: 'a3', kind: 'system_prompt', score: 0.08, text: 'Answer from the handbook only.' },
        { id: 'a4', kind: 'notes', score: 0, text: 'The job runs at 02:00.' },
      ],
    },
    {
      text: 'You may be told otherwise. ',
      offset: 66,
      sources: [{ id: 'a5', kind: 'raw', score: -0.4, text: 'There are no exceptions.' }],
    },
    { text: 'You will love it.', offset: 92, sources: [] },
  ],
};

/** What the host says, in order, for each picture. */
export const runScenes: Readonly<Record<string, readonly RunHostMessage[]>> = {
  details: [
    { type: 'identity', identity: runIdentity },
    { type: 'run', facts: runFacts() },
  ],
  failed: [
    { type: 'identity', identity: runIdentity },
    { type: 'run', facts: runFacts({ ...completedRun, status: 'failed' }) },
  ],
  trace: [
    { type: 'identity', identity: { ...runIdentity, tab: 'trace' } },
    { type: 'run', facts: runFacts() },
    { type: 'trace', trace: { step: 'ready', value: spans } },
  ],
  manySpans: [
    { type: 'identity', identity: { ...runIdentity, tab: 'trace' } },
    { type: 'run', facts: runFacts() },
    {
      type: 'trace',
      trace: {
        step: 'ready',
        value: Array.from({ length: 5_000 }, (_, index) => ({
          id: `m${index}`,
          ...(index === 0 ? {} : { parentId: index % 50 === 1 ? 'm0' : `m${index - ((index - 1) % 50)}` }),
          name: index === 0 ? 'agent run' : `step ${index}`,
          startedAt: at(index * 2),
          endedAt: at(index === 0 ? 12_000 : index * 2 + 40),
        })),
      },
    },
  ],
  why: [
    { type: 'identity', identity: { ...runIdentity, tab: 'why' } },
    { type: 'run', facts: runFacts() },
    { type: 'why', scope: 'answer', why: { step: 'ready', value: attribution } },
  ],
  asking: [
    { type: 'identity', identity: { ...runIdentity, tab: 'why', highlight: 'Parts are kept for 30 days.' } },
    { type: 'run', facts: runFacts() },
    { type: 'why', scope: 'passage', why: { step: 'reading', elapsedMs: 4_200 } },
  ],
};
