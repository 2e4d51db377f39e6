import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type DisposableStore, createDisposableStore } from '../../session/disposables.ts';
import type { Host } from '../host.ts';
import { panelHtml } from '../panel/panelHtml.ts';
import { titleOf } from '../threads/threadTitle.ts';
import type { ThreadTarget } from '../threads/threadTarget.ts';

/** What panels need that show something of one thread: a run, its state. */
export type InspectorHost = Pick<Host, 'session' | 'connections' | 'log' | 'panels' | 'documents'>;

/** What is the same of every panel of a kind. */
export interface InspectorKind<Identity extends ThreadTarget> {
  /** As the log names it: `run`. */
  readonly name: string;
  readonly viewType: string;
  /** What the title begins with; the thread's own follows. */
  readonly titlePrefix: string;
  /** Reads what a panel kept of itself over a reload; undefined if it is not one of these. */
  readonly readIdentity: (value: unknown) => Identity | undefined;
  readonly isSame: (a: Identity, b: Identity) => boolean;
  /** Of its page: script and style sheet are named after it, and the title is for screen readers. */
  readonly page: { readonly name: string; readonly title: string };
}

/** What a page says first. */
export interface Ready {
  readonly type: 'ready';
}

export interface InspectorFrameOptions<Identity extends ThreadTarget, Said> {
  readonly kind: InspectorKind<Identity>;
  readonly extensionUri: vscode.Uri;
  readonly identity: Identity;
  readonly parse: (raw: unknown) => Said | Ready | undefined;
  /** Answers whatever the panel says but `ready`. */
  readonly answer: (message: Said) => Promise<void>;
  /** The page has begun to listen: what is known has to be sent. */
  readonly onListening: () => void;
  readonly onTitle: () => void;
  /** A key was set, an address corrected, or the settings arrived later than a panel that came back. */
  readonly onConnections: () => void;
  readonly onVisible?: (isVisible: boolean) => void;
  readonly onDidClose: () => void;
}

/** A webview that shows something of one thread: its page, its title, and the talk with it. */
export interface InspectorFrame<HostMessage> {
  threadTitle(): string;
  /** Makes and says nothing while there is no page that listens; it is told everything when it does. */
  send(make: () => HostMessage): void;
  /** Disposed when the panel is closed. */
  readonly store: DisposableStore;
}

export function createInspectorFrame<
  Identity extends ThreadTarget,
  Said extends { readonly type: string },
  HostMessage,
>(
  panel: vscode.WebviewPanel,
  host: Pick<InspectorHost, 'session' | 'log'>,
  options: InspectorFrameOptions<Identity, Said>,
): InspectorFrame<HostMessage> {
  const { kind, extensionUri, identity, parse, answer } = options;
  const { webview } = panel;
  const { connectionId } = identity;
  const store = createDisposableStore((error) => host.log.error(`${kind.name} panel: ${String(error)}`));
  const resource = (...path: readonly string[]): vscode.Uri => vscode.Uri.joinPath(extensionUri, ...path);
  let isListening = false;
  /** Of a restored panel the title it had; the thread is not read yet. */
  let threadTitle =
    titleOf(host, identity) ??
    (panel.title.startsWith(kind.titlePrefix) ? panel.title.slice(kind.titlePrefix.length) : identity.threadId);

  webview.options = { enableScripts: true, localResourceRoots: [resource('dist'), resource('media')] };
  panel.iconPath = { light: resource('media', 'thread-light.svg'), dark: resource('media', 'thread-dark.svg') };
  panel.title = kind.titlePrefix + threadTitle;

  store.add({ dispose: () => stopTitles?.dispose() });
  let stopTitles = followTitle();
  store.add(
    host.session.onDidChangeConnections(() => {
      stopTitles?.dispose();
      stopTitles = followTitle();
      options.onConnections();
    }),
  );
  store.add(
    webview.onDidReceiveMessage((raw: unknown) => {
      const message = parse(raw);
      if (!message) {
        host.log.warn(`${kind.name} panel: a message that is not in the protocol was ignored`);
      } else if (isReady(message)) {
        isListening = true;
        options.onListening();
      } else {
        answer(message).catch((error: unknown) =>
          host.log.error(`${kind.name} panel: ${message.type}: ${String(error)}`),
        );
      }
    }),
  );
  store.add(
    panel.onDidChangeViewState(() => {
      // The document of a hidden panel is gone; it says that it is ready when it comes back.
      if (!panel.visible) isListening = false;
      options.onVisible?.(panel.visible);
    }),
  );
  store.add(
    panel.onDidDispose(() => {
      store.dispose();
      options.onDidClose();
    }),
  );
  webview.html = panelHtml(identity, {
    cspSource: webview.cspSource,
    scriptUri: webview.asWebviewUri(resource('dist', `${kind.page.name}.js`)).toString(),
    styleUris: ['panel.css', 'inspector.css', `${kind.page.name}.css`].map((name) =>
      webview.asWebviewUri(resource('media', name)).toString(),
    ),
    nonce: randomBytes(16).toString('base64url'),
    title: kind.page.title,
  });

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
    panel.title = kind.titlePrefix + title;
    options.onTitle();
  }

  return {
    threadTitle: () => threadTitle,
    send(make) {
      if (!isListening) return;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- VS Code's method, not the window's
      const posted = webview.postMessage(make());
      posted.then(undefined, (error: unknown) => host.log.error(`${kind.name} panel: ${String(error)}`));
    },
    store,
  };
}

function isReady(message: { readonly type: string }): message is Ready {
  return message.type === 'ready';
}
