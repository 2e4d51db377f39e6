import type { Message, Part, SourcePart, ToolPart, ToolState } from '../../src/model/message.ts';
import type { PanelState, RunView } from '../../src/model/panel.ts';
import { promptText } from '../../src/model/prompt.ts';
import { emptyRun } from '../../src/model/runState.ts';
import type { RunTimeline, TimelineSegment } from '../../src/model/runTimeline.ts';

/** Panel states to look at: made by hand, shown by panelPreview.mjs and by tests of the views. */

const threadId = 'thread-1';
const asked = 'What does readEvents do, and who calls it?\nPlease be brief.';
const code = `export async function* readEvents(chunks: AsyncIterable<Uint8Array>) {
  const parser = createParser({ onEvent });
  for await (const chunk of chunks) yield* parser.feed(chunk);
}
`;
const reference = { path: 'src/net/sse.ts', startLine: 12, endLine: 16, language: 'typescript' };

export const answerText = `\`readEvents\` turns the bytes of a response into **server-sent events**, exactly as the
standard says: default event name \`message\`, sticky last event id, and nothing for a block that was cut off.

### Where it is used

| Caller | Place | For |
|---|---|---|
| SeekrFlow client | src/backends/seekrflow/runs.ts:41 | live runs |
| LangGraph client | src/backends/langgraph/stream.ts:88 | runs and their resumption |
| tests | test/unit/net/sse.test.ts | every split of the bytes |

1. Bytes are decoded by **one** streaming \`TextDecoder\`.
2. The parser calls back for each event; see [sse.ts](src/net/sse.ts#L12-L16).
   - comments are heartbeats
   - an empty \`data\` is reported only with \`dispatchEmpty\`
3. The generator ends when the stream does.

\`\`\`ts
// One event at a time, in order.
for await (const event of readEvents(response.body, { dispatchEmpty: true })) {
  if (event.event === 'end') return;
  const message: unknown = JSON.parse(event.data);
  reduce(message, \`seq \${event.lastEventId}\`, 42);
}
\`\`\`

> Nothing is dispatched for a block without its empty line.

- [x] works for every split of the bytes
- [ ] back-pressure is up to the caller

See also the [standard](https://html.spec.whatwg.org/multipage/server-sent-events.html).
`;

/** Formulas, diagrams and pictures, in each of the ways in which an answer can hold them. */
export const richText = `The mass–energy relation $E = mc^2$ follows from \\(p^\\mu p_\\mu = m^2c^2\\); a ticket costs $5 or $10.

$$
\\int_{-\\infty}^{\\infty} e^{-x^2}\\,dx = \\sqrt{\\pi}, \\qquad
\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}^{-1} = \\frac{1}{ad - bc}\\begin{pmatrix} d & -b \\\\ -c & a \\end{pmatrix}
$$

| Sum | Value |
|---|---|
| $\\sum_{k=1}^{n} k$ | $\\frac{n(n+1)}{2}$ |
| half of it | $\\frac{1}{ |

\`\`\`mermaid
flowchart LR
  accTitle: How a question travels
  A[Editor] -->|question| B(Panel)
  B --> C{Is it known?}
  C -->|yes| D[Answer]
  C -->|no| E[(Service)]
  E --> D
\`\`\`

![A remote chart](https://charts.example/q2.png) and ![a dot](data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSI2MCIgaGVpZ2h0PSIyMCI+PHJlY3Qgd2lkdGg9IjYwIiBoZWlnaHQ9IjIwIiByeD0iNSIgZmlsbD0iIzRhOSIvPjwvc3ZnPg==) in the text.
`;

export const reasoningText = `The question names one function. I look for its definition first, then for its callers,
and read the tests to see what is promised.`;

export const sources: readonly SourcePart[] = [
  {
    type: 'source',
    sourceId: 's1',
    title: 'src/net/sse.ts',
    location: { path: 'src/net/sse.ts', startLine: 12, endLine: 48 },
  },
  {
    type: 'source',
    sourceId: 's2',
    title: 'Streams of SeekrFlow',
    location: { path: 'src/backends/seekrflow/runs.ts', startLine: 30, endLine: 62 },
  },
  { type: 'source', sourceId: 's3', title: 'Server-sent events', url: 'https://html.spec.whatwg.org/' },
];

export function tool(name: string, more: Partial<ToolPart> = {}): ToolPart {
  return { type: 'tool', toolCallId: `call-${name}`, toolName: name, state: 'done', ...more };
}

export const tools: readonly ToolPart[] = [
  tool('search_text', { input: { query: 'readEvents', include: 'src/**' }, output: { matches: 7, files: 4 } }),
  tool('read_file', { input: { path: 'src/net/sse.ts', startLine: 1, endLine: 60 }, output: code }),
  tool('list_files', {
    input: { path: 'test/missing' },
    state: 'failed',
    errorText: 'There is no folder test/missing in this workspace.',
  }),
];

export function message(id: string, role: string, parts: readonly Part[], more: Partial<Message> = {}): Message {
  return { id, threadId, role, parts, state: 'stored', attachments: [], createdAt: localTime(10, 41), ...more };
}

/** Today in the machine's own zone, so that names of articles do not depend on it. */
function localTime(hours: number, minutes: number): string {
  const date = new Date(2026, 5, 15, hours, minutes);
  return date.toISOString();
}

export const question = message('m1', 'user', [{ type: 'text', text: promptText(asked, [{ reference, code }]) }], {
  question: asked,
  attachments: [reference],
});

export const answer = message(
  'm2',
  'assistant',
  [{ type: 'reasoning', text: reasoningText }, ...tools, { type: 'text', text: answerText }, ...sources],
  { runId: 'run-1', agentId: 'lookup', createdAt: localTime(10, 42) },
);

export function panelState(more: Partial<PanelState> = {}): PanelState {
  return {
    connectionName: 'Local',
    title: 'What does readEvents do, and who calls it?',
    load: 'ready',
    messages: [],
    hasOlder: false,
    agents: [{ id: 'lookup', name: 'Code Lookup', canRun: true }],
    agentId: 'lookup',
    stopDescription: 'Stops the run; what has arrived is kept.',
    draft: '',
    ...more,
  };
}

export function runView(more: Partial<RunView> = {}): RunView {
  return {
    state: { ...emptyRun, runId: 'run-1', status: 'running' },
    activity: 'streaming',
    elapsedMs: 8_400,
    agentName: 'Code Lookup',
    isStored: false,
    ...more,
  };
}

/** A run of 12 s: it thought, called three tools, two of them at once, and answers. */
export const timeline: RunTimeline = {
  firstTokenMs: 900,
  segments: [
    { kind: 'reasoning', partKey: 'reasoning:0', startMs: 900, endMs: 2_700 },
    segmentOf('search_text', 'done', 3_000, 4_100),
    segmentOf('read_file', 'done', 3_200, 5_300),
    segmentOf('list_files', 'failed', 5_400, 5_900),
    { kind: 'answer', partKey: 'text:0', startMs: 7_200 },
  ],
};

function segmentOf(name: string, toolState: ToolState, startMs: number, endMs: number): TimelineSegment {
  return { kind: 'tool', partKey: `tool:call-${name}`, toolName: name, toolState, startMs, endMs };
}

const manyAgents = [
  { id: 'lookup', name: 'Code Lookup', canRun: true },
  { id: 'qwen', name: 'Qwen 3 Coder', canRun: true },
  { id: 'gone', name: 'Reviewer', canRun: false, status: 'not deployed' },
];

/** A small chart with six bars. */
export const picture =
  'data:image/png;base64,' +
  'iVBORw0KGgoAAAANSUhEUgAAAUAAAAC0CAMAAADSOgUjAAAACVBMVEX19fBGeL5aWlrLOJJmAAABCElEQVR42u3asREAEBBF' +
  'waP/opUgMIdjX/4DKzIjQpIkSZIkSZIkSZKkhNokQgABAgQogAABAhRAgAABCiBAgAAFECDAFw4HECBAgAABAgQIECBAgAAB' +
  'AgQIECBAgAABAgQIECBAgAArAe5YAAQIECBAgAABAgR4+RMCIECAAAECBAgQIECAAAECBAgQIECAAAGWBiz04QQgQIAAAQIE' +
  'CBAgQIAfAx67JIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECNACIECAAC0AAgQIECAOgAABAsQBECBAgAABAgQI' +
  'ECBAgAABAgQIECBAgAABAgQIEGAKYNdSIUmSJEmSJNVpAAnKSkG6xpeoAAAAAElFTkSuQmCC';

const everyMessageAction = ['edit', 'editAndRun', 'runAgain', 'delete', 'raw'] as const;
const everyRunAction = ['details', 'trace', 'attribute'] as const;

const asUser = (id: string, text: string, parts: readonly Part[] = []): Message =>
  message(id, 'user', [{ type: 'text', text }, ...parts], { question: text });

/** What a hosted service has besides text: files, guardrails, remarks, large values, chunks with their places. */
const hostedMessages: readonly Message[] = [
  message('h0', 'system', [{ type: 'text', text: 'Answer from the handbook only.' }]),
  asUser('h1', 'What does this chart of our travel costs say, and may I book a flight?', [
    { type: 'file', url: picture, name: 'costs.png', mediaType: 'image/png' },
    { type: 'file', fileId: 'file-81', name: 'Handbook 2026.pdf', mediaType: 'application/pdf' },
    { type: 'file', url: 'https://intranet.example/costs-2025.png', mediaType: 'image/png' },
  ]),
  message(
    'h2',
    'assistant',
    [
      { type: 'reasoning', text: 'The handbook has a chapter on travel.' },
      tool('file_search', {
        input: { query: 'travel costs' },
        outputStored: {
          objectId: 'obj-1',
          sizeBytes: 1_460_000,
          mediaType: 'application/json',
          preview: '[{"chunk_id":"c-17","text":"Flights are booked by the travel desk',
          isTruncated: false,
        },
      }),
    ],
    { runId: 'run-8', agentId: 'lookup' },
  ),
  message(
    'h3',
    'assistant',
    [
      {
        type: 'text',
        text: 'Costs fell by **12 %** in spring. Flights are booked by the travel desk; below 200 € you need no approval.',
      },
      { type: 'annotations', annotations: ['policy:travel', { confidence: 'high' }] },
      {
        type: 'data',
        name: 'costs',
        data: null,
        stored: { objectId: 'obj-2', sizeBytes: 88_000, preview: 'month,cost\n2026-01,8120\n', isTruncated: true },
      },
      {
        type: 'source',
        sourceId: 'c-17',
        title: 'Handbook 2026',
        chunkId: 'c-17',
        page: 31,
        lines: '42-67',
        section: 'Travel > Flights > Booking and approval',
      },
      { type: 'source', sourceId: 'c-18', title: 'Chunk c-18', chunkId: 'c-18', lines: '3' },
      { type: 'source', sourceId: 'w-1', title: 'Fares of the railway', url: 'https://railway.example/fares' },
    ],
    { runId: 'run-8', agentId: 'lookup', createdAt: localTime(10, 43) },
  ),
  asUser('h4', 'And what does my colleague earn?'),
  message(
    'h5',
    'assistant',
    [
      { type: 'text', text: 'I cannot talk about the pay of other people.' },
      { type: 'guardrail', details: [{ rule: 'personal-data', action: 'blocked', score: 0.98 }] },
    ],
    { runId: 'run-9', agentId: 'lookup', createdAt: localTime(10, 45) },
  ),
];

export const hosted = panelState({
  connectionName: 'SeekrFlow (production)',
  title: 'Travel costs',
  messages: hostedMessages,
  messageActions: everyMessageAction,
  runActions: everyRunAction,
  canAttach: { images: true, files: true },
  agents: manyAgents,
  run: runView({
    activity: 'ended',
    isStored: true,
    elapsedMs: 6_200,
    state: { ...emptyRun, runId: 'run-9', status: 'ended', outcome: 'completed' },
  }),
});

const rightToLeftText = `### أين تُستخدم الدالة

تحوّل \`readEvents\` بايتات الاستجابة إلى **أحداث**، كما ينص المعيار:

1. البايتات تُفكّ بواسطة \`TextDecoder\` واحد.
2. انظر [sse.ts](src/net/sse.ts#L12-L16).
   - التعليقات نبضات فقط
- [x] يعمل مع كل تقسيم

> לא נשלח דבר עבור גוש בלי שורה ריקה.

| المستدعي | المكان |
|---|---|
| عميل | src/backends/seekrflow/runs.ts:41 |

\`\`\`ts
for await (const event of readEvents(response.body)) reduce(event);
\`\`\`
`;

const longWord = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3);
const longAddress = `https://intranet.example/${'reports/'.repeat(20)}index.html?${'a=1&'.repeat(30)}`;

const longWordsText = `# ${longWord}

${longWord} and ${longAddress} and \`${longWord}\`

- ${longWord}

> ${longWord}

| ${longWord.slice(0, 80)} | Two | Three | Four | Five | Six |
|---|---|---|---|---|---|
| one | ${longAddress} | three words here | ${longWord.slice(0, 60)} | five | six |

\`\`\`${longWord.slice(0, 60)}
${longWord}
\`\`\`

![${longWord.slice(0, 90)}](images/${longWord.slice(0, 60)}.png)
`;

export const scenes: Readonly<Record<string, PanelState>> = {
  hosted,
  rightToLeft: {
    ...hosted,
    title: 'ماذا تفعل الدالة؟',
    messages: [
      asUser('r1', 'ماذا تفعل readEvents ومن يستدعيها؟'),
      message(
        'r2',
        'assistant',
        [
          { type: 'reasoning', text: 'أبحث عن التعريف أولاً.' },
          ...tools,
          { type: 'text', text: rightToLeftText },
          ...sources,
        ],
        { runId: 'run-9', agentId: 'lookup', createdAt: localTime(10, 45) },
      ),
    ],
    queue: [{ nonce: 'q1', text: 'ومن يستدعيها؟', attached: [], isOwn: true }],
  },
  longWords: {
    ...hosted,
    connectionName: longWord.slice(0, 80),
    title: longWord,
    agents: [{ id: 'lookup', name: longWord.slice(0, 80), canRun: true }],
    messages: [
      asUser('l1', `${longWord} ${longAddress}`),
      message(
        'l2',
        'assistant',
        [
          tool(longWord.slice(0, 90), { input: { query: longWord }, output: longAddress }),
          tool('failed', { toolName: longWord.slice(0, 90), state: 'failed', errorText: longAddress }),
          { type: 'text', text: longWordsText },
          { type: 'source', sourceId: 'l3', title: longWord, url: longAddress },
        ],
        { runId: 'run-9', agentId: 'lookup', createdAt: localTime(10, 45) },
      ),
    ],
    items: [{ id: 'c1', kind: 'code', name: `${longWord}.ts:1-2`, path: longWord, lineCount: 2, sizeBytes: 80 }],
    queue: [{ nonce: 'q1', text: longAddress, attached: [longWord], isOwn: true }],
    problem: { title: `Could not read ${longWord}`, detail: longAddress, actions: ['retry'], requestId: longWord },
  },
  attaching: {
    ...hosted,
    messages: hostedMessages.slice(-2),
    items: [
      {
        id: 'i1',
        kind: 'image',
        name: 'costs of the second quarter, by month.png',
        preview: picture,
        sizeBytes: 48_200,
      },
      { id: 'i2', kind: 'file', name: 'Handbook 2026.pdf', sizeBytes: 7_340_000 },
      { id: 'i3', kind: 'image', name: 'photo.jpg' },
    ],
    runSettings: 'temperature 0.2, JSON answer',
  },
  composing: {
    ...hosted,
    messages: hostedMessages.slice(-2),
    draft: 'Why does this take so long?',
    items: [
      { id: 'c1', kind: 'code', name: 'sse.ts:12-16', path: 'src/net/sse.ts:12-16', lineCount: 5, sizeBytes: 240 },
      {
        id: 'c2',
        kind: 'code',
        name: 'report.ts:1-120',
        path: 'src/report.ts:1-120',
        lineCount: 120,
        sizeBytes: 4_300,
        isChanged: true,
      },
      { id: 't1', kind: 'text', name: 'Pasted text', lineCount: 1_204, sizeBytes: 48_200 },
    ],
  },
  queued: {
    ...hosted,
    run: runView({ state: { ...emptyRun, runId: 'run-10', status: 'running' } }),
    queue: [
      { nonce: 'q1', text: 'And who calls it?', attached: [], isOwn: true },
      {
        nonce: 'q2',
        text: 'Then write a test for each of the callers:\n- one for the empty stream\n- one for a stream that is cut\n- one for a stream without an end',
        attached: ['src/net/sse.ts:12-16', 'photo.jpg'],
        isOwn: true,
      },
      { nonce: 'q3', text: 'Thanks', attached: [], isOwn: false },
    ],
  },
  queueWaiting: {
    ...hosted,
    queue: [{ nonce: 'q1', text: 'And who calls it?', attached: [], isOwn: true }],
    queueWaits: 'The run failed.',
  },
  working: {
    ...hosted,
    run: runView({ state: { ...emptyRun, runId: 'run-10', status: 'running' } }),
  },
  answered: panelState({
    messages: [question, answer],
    run: runView({
      timeline: { ...timeline, endMs: 12_300 },
      activity: 'ended',
      isStored: true,
      elapsedMs: 12_300,
      state: {
        ...emptyRun,
        runId: 'run-1',
        status: 'ended',
        outcome: 'completed',
        usage: { inputTokens: 1_204, outputTokens: 388, totalTokens: 1_592 },
      },
    }),
  }),
  rich: panelState({
    messages: [question, { ...answer, parts: [{ type: 'text', text: richText }] }],
  }),
  running: panelState({
    messages: [question],
    agents: manyAgents,
    draft: 'And what about the tests?',
    run: runView({
      timeline,
      elapsedMs: 12_300,
      state: {
        ...emptyRun,
        runId: 'run-1',
        status: 'running',
        parts: [
          { type: 'reasoning', text: reasoningText },
          ...tools,
          tool('read_file_2', {
            toolName: 'read_file',
            state: 'running',
            input: { path: 'test/unit/net/sse.test.ts' },
            output: { message: 'Reading, 120 of 400 lines' },
            isPreliminary: true,
          }),
          { type: 'text', id: 't', isOpen: true, text: `${answerText.slice(0, 320)}\n\nIt is **called from` },
        ],
      },
    }),
  }),
  manyTools: panelState({
    messages: [question],
    run: runView({
      elapsedMs: 90_000,
      timeline: {
        firstTokenMs: 400,
        segments: Array.from({ length: 80 }, (_, index) => ({
          ...segmentOf(`read_file_${index}`, index % 9 === 8 ? 'failed' : 'done', index * 1_000, index * 1_000 + 950),
        })),
      },
    }),
  }),
  reasoning: panelState({
    messages: [question],
    run: runView({
      elapsedMs: 1_900,
      state: {
        ...emptyRun,
        runId: 'run-1',
        status: 'running',
        parts: [{ type: 'reasoning', id: 'r', isOpen: true, text: reasoningText }],
      },
    }),
  }),
  failed: panelState({
    connectionName: 'SeekrFlow (production)',
    messages: [question],
    run: runView({
      activity: 'ended',
      elapsedMs: 34_000,
      state: {
        ...emptyRun,
        status: 'ended',
        outcome: 'failed',
        reason: 'The model did not answer within 30 s.',
        parts: [
          tools[1] ?? tool('read_file'),
          { type: 'text', text: 'I found the definition and was about to' },
          { type: 'error', errorText: 'upstream timeout: model gateway (504)' },
          { type: 'unknown', raw: { type: 'new-event', value: 1 } },
        ],
      },
    }),
    problem: {
      title: 'Could not finish the run',
      detail: 'SeekrFlow (production) failed (status 504). Retry in a moment.',
      actions: ['retry', 'showLog'],
      requestId: 'req_8f2c1d',
    },
  }),
  stopped: panelState({
    hasOlder: true,
    messages: [
      question,
      message('m2', 'assistant', [{ type: 'text', text: 'Reading the definition of' }], {
        state: 'unsaved',
        runId: 'run-1',
        agentId: 'lookup',
      }),
      message('m3', 'user', [{ type: 'text', text: 'Go on, please.' }], {
        state: 'unsent',
        question: 'Go on, please.',
      }),
    ],
    agents: manyAgents,
    cannotSend: 'The thread is busy: another run holds it.',
    draft: 'Then explain the parser.',
    run: runView({
      activity: 'ended',
      isStored: true,
      elapsedMs: 5_000,
      note: 'The service keeps no partial answers; this text is on this machine only.',
      state: { ...emptyRun, status: 'ended', outcome: 'cancelled' },
    }),
  }),
  needsInput: panelState({
    connectionName: 'Agents',
    messages: [question],
    run: runView({
      activity: 'ended',
      elapsedMs: 5_000,
      state: { ...emptyRun, status: 'ended', outcome: 'needs-input', parts: [tools[0] ?? tool('search_text')] },
    }),
    inputRequests: [
      { id: 'i1', value: 'Which of the two files shall I change?' },
      {
        id: 'i2',
        value: {
          action_requests: [{ name: 'delete_file', args: { path: 'src/old.ts' }, description: 'Delete src/old.ts' }],
          review_configs: [{ action_name: 'delete_file', allowed_decisions: ['approve', 'reject'] }],
        },
      },
    ],
  }),
  unfinished: panelState({
    connectionName: 'Agents',
    messages: [question],
    pendingSteps: ['agent'],
    run: runView({
      activity: 'ended',
      isStored: true,
      elapsedMs: 5_000,
      state: { ...emptyRun, status: 'ended', outcome: 'cancelled' },
    }),
  }),
  empty: panelState({ title: '', agents: manyAgents }),
  loading: panelState({ load: 'loading' }),
  unreachable: panelState({
    load: 'failed',
    connectionName: 'SeekrFlow (production)',
    problem: {
      title: 'Could not load the thread',
      detail:
        'SeekrFlow (production) cannot be reached: connection refused. Check the connection and the address, then ' +
        'retry. Nothing you typed is lost.',
      actions: ['retry', 'showLog'],
    },
  }),
};
