import { randomBytes } from 'node:crypto';
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
import { createDisposableStore } from '../../session/disposables.ts';
import type { Host } from '../host.ts';
import { openLink } from '../panel/openLink.ts';
import { panelHtml } from '../panel/panelHtml.ts';
import { runHostAction } from '../problems.ts';
import { titleOf } from '../threads/threadTitle.ts';
import { attachTo, rerun } from './runActions.ts';
import { type RunInspection, createRunInspection } from './runInspection.ts';

export const runViewType = 'agentThreads.run';

export const titlePrefix = 'Run · ';

/** One webview panel that shows one run. */
export interface RunPanel extends vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly identity: RunPanelIdentity;
  /** Another tab or passage, as if the person had gone there. */
  show(identity: Pick<RunPanelIdentity, 'tab' | 'highlight'>): void;
}

export interface RunPanelOptions {
  readonly extensionUri: vscode.Uri;
  /** False for a panel that came back after a reload: nobody asks for what costs something. */
  readonly isAskedFor: boolean;
  readonly onDidClose: () => void;
}

/** Fills `panel` and keeps it filled until it is closed. */
export function createRunPanel(
  panel: vscode.WebviewPanel,
  first: RunPanelIdentity,
  host: Pick<Host, 'session' | 'connections' | 'log' | 'panels'>,
  { extensionUri, isAskedFor, onDidClose }: RunPanelOptions,
): RunPanel {
  const { webview } = panel;
  const { connectionId, threadId, runId } = first;
  let identity = first;
  let isListening = false;
  const store = createDisposableStore((error) => host.log.error(`run panel: ${String(error)}`));
  const resource = (...path: readonly string[]): vscode.Uri => vscode.Uri.joinPath(extensionUri, ...path);
  /** Of a restored panel the title it had; the thread is not read yet. */
  let threadTitle =
    titleOf(host, first) ??
    (panel.title.startsWith(titlePrefix) ? panel.title.slice(titlePrefix.length) : first.threadId);
  const inspection: RunInspection = createRunInspection({
    session: host.session,
    identity,
    connectionName: () => host.connections.find(connectionId)?.name ?? connectionId,
    threadTitle: () => threadTitle,
    clock: systemClock,
    log: (line) => host.log.warn(line),
    onChange: post,
  });

  webview.options = { enableScripts: true, localResourceRoots: [resource('dist'), resource('media')] };
  panel.iconPath = { light: resource('media', 'thread-light.svg'), dark: resource('media', 'thread-dark.svg') };
  panel.title = titlePrefix + threadTitle;

  store.add(inspection);
  store.add({ dispose: () => stopTitles?.dispose() });
  let stopTitles = followTitle();
  store.add(
    host.session.onDidChangeConnections(() => {
      stopTitles?.dispose();
      stopTitles = followTitle();
      // A key was set, an address corrected, or the settings arrived later than the panel that came back.
      if (inspection.facts().run.step === 'failed') void inspection.load();
    }),
  );
  store.add(
    webview.onDidReceiveMessage((raw: unknown) => {
      const message = parseRunPanelMessage(raw);
      if (!message) host.log.warn('run panel: a message that is not in the protocol was ignored');
      else answer(message).catch((error: unknown) => host.log.error(`run panel: ${message.type}: ${String(error)}`));
    }),
  );
  store.add(
    panel.onDidChangeViewState(() => {
      // The document of a hidden panel is gone; it says that it is ready when it comes back.
      if (!panel.visible) isListening = false;
      inspection.setVisible(panel.visible);
    }),
  );
  store.add(
    panel.onDidDispose(() => {
      store.dispose();
      onDidClose();
    }),
  );
  webview.html = panelHtml(identity, {
    cspSource: webview.cspSource,
    scriptUri: webview.asWebviewUri(resource('dist', 'run.js')).toString(),
    styleUris: ['panel.css', 'inspector.css', 'run.css'].map((name) =>
      webview.asWebviewUri(resource('media', name)).toString(),
    ),
    nonce: randomBytes(16).toString('base64url'),
    title: 'Run',
  });
  void inspection.load();
  lookAt(isAskedFor);

  function followTitle(): { dispose(): void } | undefined {
    if (!host.session.connections().some((each) => each.id === connectionId)) return undefined;
    const threads = host.session.threads(connectionId);
    if (threads.state().loadedAt === undefined) void threads.refresh();
    return threads.onDidChange(showTitle);
  }

  function showTitle(): void {
    const title = titleOf(host, identity);
    if (title === undefined || title === threadTitle) return;
    threadTitle = title;
    panel.title = titlePrefix + title;
    post('run');
  }

  /** A tab whose content is read only when somebody goes there. */
  function lookAt(mayCost: boolean): void {
    if (identity.tab === 'trace' && inspection.trace().step === 'not-asked') void inspection.readTrace();
    const scope = identity.highlight === undefined ? 'answer' : 'passage';
    if (identity.tab === 'why' && mayCost) void inspection.askWhyOnce(scope);
  }

  function post(what: 'run' | 'trace' | 'answer' | 'passage'): void {
    if (!isListening) return;
    if (what === 'run') send({ type: 'run', facts: inspection.facts() });
    else if (what === 'trace') send({ type: 'trace', trace: withoutRaw(inspection.trace()) });
    else send({ type: 'why', scope: what, why: inspection.why(what) });
  }

  function send(message: RunHostMessage): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- VS Code's method, not the window's
    webview.postMessage(message).then(undefined, (error: unknown) => host.log.error(`run panel: ${String(error)}`));
  }

  function setIdentity(next: Pick<RunPanelIdentity, 'tab' | 'highlight'>): void {
    const isOtherPassage = next.highlight !== identity.highlight;
    identity = { connectionId, threadId, runId, tab: next.tab, ...optional({ highlight: next.highlight }) };
    if (isOtherPassage) inspection.setHighlight(next.highlight);
  }

  async function answer(message: RunPanelMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        isListening = true;
        send({ type: 'identity', identity });
        for (const what of ['run', 'trace', ...whyScopes] as const) post(what);
        return;
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
    if (span) send({ type: 'span', index, raw: JSON.stringify(span.raw, undefined, 2) ?? '' });
  }

  return {
    panel,
    get identity() {
      return identity;
    },
    show(next) {
      setIdentity(next);
      if (isListening) send({ type: 'identity', identity });
      lookAt(true);
    },
    dispose: () => panel.dispose(),
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
