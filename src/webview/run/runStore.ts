import type { Attribution } from '../../model/attribution.ts';
import { isObject, optional } from '../../model/parse.ts';
import type { Reading } from '../../model/reading.ts';
import {
  type RunFacts,
  type RunHostMessage,
  type RunPanelIdentity,
  type RunPanelMessage,
  type RunTab,
  type TraceSpan,
  type WhyScope,
  readRunPanelIdentity,
} from '../../model/runPanel.ts';
import { runStatusWords } from '../../model/runWords.ts';
import { spokenAgain } from '../announcements.ts';
import type { HostPort } from '../hostPort.ts';
import { attributionSummary } from './grounding.ts';

/** Everything the views show. */
export interface RunView {
  readonly identity?: RunPanelIdentity;
  /** Absent until the host has spoken. */
  readonly facts?: RunFacts;
  readonly trace: Reading<readonly TraceSpan[]>;
  /** When the trace was told, in milliseconds since 1970: where open ends are drawn to. */
  readonly traceAtMs: number;
  readonly why: Readonly<Record<WhyScope, Reading<Attribution>>>;
  /** When the readings that go on were told, on the panel's own clock. */
  readonly whyAtMs: Readonly<Record<WhyScope, number>>;
  readonly scope: WhyScope;
  /** Raw spans that were asked for, as JSON text by their place in the trace. */
  readonly rawSpans: ReadonlyMap<number, string>;
  /** What the status region says. */
  readonly announcement: string;
}

export interface RunStore {
  view(): RunView;
  /** A message from the host. Anything else is ignored. */
  receive(message: unknown): void;
  /** Says that the panel listens; the host answers with all it knows. */
  start(): void;
  post(message: RunPanelMessage): void;
  openTab(tab: RunTab): void;
  setScope(scope: WhyScope): void;
  announce(text: string): void;
}

export interface RunStoreOptions {
  readonly port: HostPort<RunPanelMessage>;
  readonly identity?: RunPanelIdentity;
  readonly nowMs: () => number;
  /** Milliseconds since 1970. */
  readonly epochNow: () => number;
  /** Something changed; the views should be rendered with the next frame. */
  readonly onChange: () => void;
}

const notAsked = { step: 'not-asked' } as const;

/** The run panel's state: what the host said, and which tab is open. Knows nothing of the DOM. */
export function createRunStore({ port, nowMs, epochNow, onChange, ...options }: RunStoreOptions): RunStore {
  // What was kept is newer than what is written into the page: a panel that was hidden gets its page again as it was.
  const identity = readRunPanelIdentity(port.getState()) ?? options.identity;
  let view: RunView = {
    trace: notAsked,
    traceAtMs: 0,
    why: { answer: notAsked, passage: notAsked },
    whyAtMs: { answer: 0, passage: 0 },
    scope: identity?.highlight === undefined ? 'answer' : 'passage',
    rawSpans: new Map(),
    announcement: '',
    ...optional({ identity }),
  };
  keep();

  function keep(): void {
    if (view.identity) port.setState(view.identity);
  }

  function change(changes: Partial<RunView>): void {
    view = { ...view, ...changes };
    onChange();
  }

  function announce(text: string): void {
    change({ announcement: spokenAgain(view.announcement, text) });
  }

  function setIdentity(next: RunPanelIdentity): void {
    const scope = next.highlight === view.identity?.highlight ? view.scope : scopeOf(next);
    change({ identity: next, scope });
    keep();
  }

  function receive(message: unknown): void {
    if (!isRunHostMessage(message)) return;
    switch (message.type) {
      case 'run': {
        const words = statusNews(view.facts, message.facts);
        change({ facts: message.facts });
        if (words !== undefined) announce(words);
        return;
      }
      case 'trace': {
        const wasReading = view.trace.step === 'reading';
        change({ trace: message.trace, traceAtMs: epochNow(), rawSpans: new Map() });
        if (wasReading && message.trace.step === 'ready') announce(`${message.trace.value.length} spans read`);
        return;
      }
      case 'why': {
        const words = whyNews(view.why[message.scope], message.why);
        change({
          why: { ...view.why, [message.scope]: message.why },
          whyAtMs: { ...view.whyAtMs, [message.scope]: nowMs() },
        });
        if (words !== undefined) announce(words);
        return;
      }
      case 'span':
        change({ rawSpans: new Map(view.rawSpans).set(message.index, message.raw) });
        return;
      case 'identity':
        setIdentity(message.identity);
        return;
    }
  }

  return {
    view: () => view,
    receive,
    start: () => port.post({ type: 'ready' }),
    post: (message) => port.post(message),
    openTab(tab) {
      if (!view.identity || view.identity.tab === tab) return;
      setIdentity({ ...view.identity, tab });
      port.post({ type: 'tab', tab });
    },
    setScope: (scope) => change({ scope }),
    announce,
  };
}

function scopeOf({ highlight }: RunPanelIdentity): WhyScope {
  return highlight === undefined ? 'answer' : 'passage';
}

/** What a screen reader should be told: how the run stands, when that has changed, and what went wrong. */
function statusNews(before: RunFacts | undefined, after: RunFacts): string | undefined {
  if (after.problem && after.problem.title !== before?.problem?.title) return after.problem.title;
  const run = 'value' in after.run ? after.run.value : undefined;
  const was = before && 'value' in before.run ? before.run.value : undefined;
  if (!run || !was || (run.status === was.status && run.rawStatus === was.rawStatus)) return undefined;
  return `The run: ${runStatusWords(run)}`;
}

function whyNews(before: Reading<Attribution>, after: Reading<Attribution>): string | undefined {
  if (before.step !== 'reading' && after.step === 'reading') return 'Asking the service. This takes a while';
  if (before.step !== 'reading') return undefined;
  if (after.step === 'ready') return attributionSummary(after.value);
  return after.step === 'failed' ? after.problem.title : undefined;
}

const messageTypes: ReadonlySet<unknown> = new Set<RunHostMessage['type']>(['run', 'trace', 'why', 'span', 'identity']);

/** The host is our own code, built together with this; its messages need no more than telling apart. */
function isRunHostMessage(value: unknown): value is RunHostMessage {
  return isObject(value) && messageTypes.has(value['type']);
}
