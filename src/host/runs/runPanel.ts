import * as vscode from 'vscode';
import { optional } from '../../model/parse.ts';
import type { Reading } from '../../model/reading.ts';
import {
  type RunCommand,
  type RunHostMessage,
  type RunPanelIdentity,
  type RunPanelMessage,
  type TraceSpan,
  parseRunPanelMessage,
  whyScopes,
} from '../../model/runPanel.ts';
import type { Span } from '../../model/trace.ts';
import { systemClock } from '../../net/clock.ts';
import { type InspectorHost, type Ready, createInspectorFrame } from '../inspector/inspectorFrame.ts';
import type { InspectorPanel, PanelOpening } from '../inspector/inspectorPanels.ts';
import { openLink } from '../panel/openLink.ts';
import { runHostAction } from '../problems.ts';
import { attachTo, rerun } from './runActions.ts';
import { runKind } from './runKind.ts';
import { type RunInspection, createRunInspection } from './runInspection.ts';

/** One webview panel that shows one run. */
export type RunPanel = InspectorPanel<RunPanelIdentity>;

export interface RunPanelOptions extends PanelOpening {
  readonly extensionUri: vscode.Uri;
}

/** Fills `panel` and keeps it filled until it is closed. */
export function createRunPanel(
  panel: vscode.WebviewPanel,
  first: RunPanelIdentity,
  host: InspectorHost,
  { extensionUri, isAskedFor, onDidClose }: RunPanelOptions,
): RunPanel {
  const { connectionId, threadId, runId } = first;
  let identity = first;
  const frame = createInspectorFrame<RunPanelIdentity, Exclude<RunPanelMessage, Ready>, RunHostMessage>(panel, host, {
    kind: runKind,
    extensionUri,
    identity: first,
    parse: parseRunPanelMessage,
    answer,
    onListening() {
      frame.send(() => ({ type: 'identity', identity }));
      for (const what of ['run', 'trace', ...whyScopes] as const) post(what);
    },
    onTitle: () => post('run'),
    onConnections() {
      if (inspection.facts().run.step === 'failed') void inspection.load();
    },
    onVisible: (isVisible) => inspection.setVisible(isVisible),
    onDidClose,
  });
  const inspection: RunInspection = createRunInspection({
    session: host.session,
    identity,
    connectionName: () => host.connections.find(connectionId)?.name ?? connectionId,
    threadTitle: () => frame.threadTitle(),
    clock: systemClock,
    log: (line) => host.log.warn(line),
    onChange: post,
  });
  frame.store.add(inspection);
  void inspection.load();
  lookAt(isAskedFor);

  /** A tab whose content is read only when somebody goes there. */
  function lookAt(mayCost: boolean): void {
    if (identity.tab === 'trace' && inspection.trace().step === 'not-asked') void inspection.readTrace();
    const scope = identity.highlight === undefined ? 'answer' : 'passage';
    if (identity.tab === 'why' && mayCost) void inspection.askWhyOnce(scope);
  }

  function post(what: 'run' | 'trace' | 'answer' | 'passage'): void {
    if (what === 'run') frame.send(() => ({ type: 'run', facts: inspection.facts() }));
    else if (what === 'trace') frame.send(() => ({ type: 'trace', trace: withoutRaw(inspection.trace()) }));
    else frame.send(() => ({ type: 'why', scope: what, why: inspection.why(what) }));
  }

  function setIdentity(next: Pick<RunPanelIdentity, 'tab' | 'highlight'>): void {
    const isOtherPassage = next.highlight !== identity.highlight;
    identity = { connectionId, threadId, runId, tab: next.tab, ...optional({ highlight: next.highlight }) };
    if (isOtherPassage) inspection.setHighlight(next.highlight);
  }

  async function answer(message: Exclude<RunPanelMessage, Ready>): Promise<void> {
    switch (message.type) {
      case 'tab':
        setIdentity({ ...identity, tab: message.tab });
        return lookAt(true);
      case 'command':
        return command(message.command);
      case 'readTrace':
        return inspection.readTrace();
      case 'showSpan':
        return sendSpan(message.index);
      case 'askWhy':
        return inspection.askWhy(message.scope);
      case 'cancelWhy':
        return inspection.cancelWhy(message.scope);
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        return;
      case 'openLink':
        return openLink(message.url);
      case 'act':
        await runHostAction(message.action, connectionId);
        return;
    }
  }

  async function command(name: RunCommand): Promise<void> {
    switch (name) {
      case 'refresh':
        return inspection.load();
      case 'openThread':
        host.panels.show({ connectionId, threadId }, { preserveFocus: false });
        return;
      case 'cancel':
        return inspection.cancelRun();
      case 'attach':
        return inspection.carryOut('attach', 'attach to the run', () => attachTo(host, identity));
      case 'rerun':
        return inspection.carryOut('rerun', 'run again', () => rerun(host, identity));
    }
  }

  function sendSpan(index: number): void {
    const trace = inspection.trace();
    const spans = 'value' in trace ? trace.value : undefined;
    const span = spans?.[index];
    if (span) frame.send(() => ({ type: 'span', index, raw: JSON.stringify(span.raw, undefined, 2) ?? '' }));
  }

  return {
    panel,
    get identity() {
      return identity;
    },
    show(next) {
      setIdentity(next);
      frame.send(() => ({ type: 'identity', identity }));
      lookAt(true);
    },
  };
}

/** Everything but what is only shown of one span at a time. */
function withoutRaw(trace: Reading<readonly Span[]>): Reading<readonly TraceSpan[]> {
  if (!('value' in trace)) return trace;
  return { ...trace, value: trace.value.map(withoutRawSpan) };
}

function withoutRawSpan(span: Span): TraceSpan {
  const copy: Partial<Span> = { ...span };
  delete (copy as { raw?: unknown }).raw;
  return copy as TraceSpan;
}
