import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import {
  type HostMessage,
  type PanelMessage,
  type PanelTarget,
  type RunAction,
  parsePanelMessage,
} from '../../model/panel.ts';
import { optional } from '../../model/parse.ts';
import { pastedName } from '../../model/prompt.ts';
import type { RunTab } from '../../model/runPanel.ts';
import { systemClock } from '../../net/clock.ts';
import type { Conversation } from '../../session/conversation.ts';
import { createDisposableStore } from '../../session/disposables.ts';
import type { ColorThemes } from '../colorTheme/colorThemes.ts';
import { attachImage } from '../messages/attachImage.ts';
import { actOnMessage } from '../messages/messageActions.ts';
import type { ThreadHost } from '../messages/withConversation.ts';
import { runHostAction, showFailure } from '../problems.ts';
import { showRun } from '../runs/showRun.ts';
import type { FileLookup } from './fileLookup.ts';
import { insertAtCursor } from './insertText.ts';
import type { LastEditor } from './lastEditor.ts';
import { openLink } from './openLink.ts';
import { columnBeside, openReference, sayMissing } from './openReference.ts';
import { panelHtml } from './panelHtml.ts';
import { createPostQueue } from './postQueue.ts';

/** Pages of older messages that are read at most to find the one that should be revealed. */
const maxRevealPages = 20;

const runTabOf: Readonly<Record<RunAction, RunTab>> = { details: 'details', trace: 'trace', attribute: 'why' };

export interface PanelHost extends ThreadHost {
  readonly extensionUri: vscode.Uri;
}

/** One webview panel with the conversation that it shows. Ends when the panel is closed; the run does not. */
export interface ThreadPanel extends vscode.Disposable {
  readonly conversation: Conversation;
  readonly panel: vscode.WebviewPanel;
  focus(target: PanelTarget): void;
  /** Puts text into the box in which one types, in place of what is there. */
  setDraft(text: string): void;
  /** Shows a message, reading older ones until it is there. */
  reveal(messageId: string): Promise<void>;
}

/**
 * Fills `panel` and keeps it filled.
 *
 * @param conversation one reference to it, which is released when the panel is closed
 * @param onDidChange called when the panel's title or its conversation's name has changed
 */
export function createThreadPanel(
  panel: vscode.WebviewPanel,
  conversation: Conversation,
  host: PanelHost,
  lastEditor: LastEditor,
  onDidChange: () => void,
  onDidClose: () => void,
): ThreadPanel {
  const { webview } = panel;
  const store = createDisposableStore((error) => host.log.error(`panel: ${String(error)}`));
  const queue = createPostQueue(post, () => conversation.state(), systemClock);
  const resource = (...path: readonly string[]): vscode.Uri => vscode.Uri.joinPath(host.extensionUri, ...path);

  webview.options = { enableScripts: true, localResourceRoots: [resource('dist'), resource('media')] };
  panel.iconPath = { light: resource('media', 'thread-light.svg'), dark: resource('media', 'thread-dark.svg') };
  panel.title = conversation.state().title;
  let { threadId } = conversation.key;
  /** Of all older messages, for a search. */
  let reading = new AbortController();
  let colorThemes: ColorThemes | undefined;
  let isWatching = false;
  let lookup: FileLookup | undefined;

  store.add({ dispose: () => conversation.release() });
  store.add(queue);
  store.add({ dispose: () => reading.abort() });
  store.add(
    conversation.onDidChange((change) => {
      if (change.kind === 'state') showState();
      queue.changed(change);
    }),
  );
  store.add(
    webview.onDidReceiveMessage((raw: unknown) => {
      const message = parsePanelMessage(raw);
      if (!message) host.log.warn('panel: a message that is not in the protocol was ignored');
      else answer(message).catch((error: unknown) => host.log.error(`panel: ${message.type}: ${String(error)}`));
    }),
  );
  store.add(
    panel.onDidChangeViewState(() => {
      if (panel.visible) return;
      queue.hidden();
      reading.abort();
    }),
  );
  store.add(
    panel.onDidDispose(() => {
      store.dispose();
      onDidClose();
    }),
  );
  webview.html = panelHtml(conversation.key, {
    cspSource: webview.cspSource,
    scriptUri: webview.asWebviewUri(resource('dist', 'panel.js')).toString(),
    styleUris: [webview.asWebviewUri(resource('media', 'panel.css')).toString()],
    nonce: randomBytes(16).toString('base64url'),
  });
  void conversation.load();

  function showState(): void {
    const { title, items } = conversation.state();
    if (!isWatching && items?.some(({ kind }) => kind === 'code')) void watchCode();
    const isRenamed = panel.title !== title;
    const isNamed = conversation.key.threadId !== threadId;
    if (isRenamed) panel.title = title;
    if (isNamed) {
      ({ threadId } = conversation.key);
      queue.say({ type: 'identity', identity: conversation.key });
    }
    if (isRenamed || isNamed) onDidChange();
  }

  function post(message: HostMessage): void {
    // Never awaited: the answer only says that the message arrived, and one event would wait for the one before.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- VS Code's method, not the window's
    webview.postMessage(message).then(undefined, (error: unknown) => host.log.error(`panel: ${String(error)}`));
  }

  async function answer(message: PanelMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        return queue.ready();
      case 'drawn':
        return queue.drawn(message.count);
      case 'send':
        return send(message.nonce, message.text);
      case 'stop':
        return conversation.stop();
      case 'draft':
        return conversation.setDraft(message.text, message.atMs);
      case 'selectAgent':
        return conversation.selectAgent(message.agentId);
      case 'openFile': {
        const { type: _, ...reference } = message;
        if (!(await openReference(reference, columnBeside(panel.viewColumn)))) await sayMissing(reference);
        return;
      }
      case 'openSource': {
        const { openSource } = await import('../later.ts');
        return openSource(host, conversation, message.sourceId, columnBeside(panel.viewColumn));
      }
      case 'openLink':
        return openLink(message.url);
      case 'readImage':
        return readImage(message.path);
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        return;
      case 'openText': {
        const { openMarkdown } = await import('../later.ts');
        return openMarkdown(message.text, columnBeside(panel.viewColumn));
      }
      case 'conversationAction': {
        const { useConversation } = await import('../later.ts');
        return useConversation(host, conversation.key, message.action, columnBeside(panel.viewColumn));
      }
      case 'insert':
        return insertAtCursor(message.text, lastEditor.get());
      case 'codeAction': {
        const { actOnCode } = await import('../later.ts');
        return actOnCode(message, conversation.state().messages, columnBeside(panel.viewColumn));
      }
      case 'checkFiles': {
        const lookup = await fileLookup();
        const files = await lookup?.check(message.paths);
        return files && queue.say({ type: 'checkedFiles', files });
      }
      case 'previewFile': {
        const { previewFile } = await import('../later.ts');
        return queue.say({ type: 'filePreview', ...(await previewFile(message)) });
      }
      case 'loadOlder':
        return conversation.loadOlder();
      case 'readAll':
        return readAll(message.isWanted);
      case 'messageAction': {
        const target = { key: conversation.key, messageId: message.messageId };
        return actOnMessage(host, target, message.action, columnBeside(panel.viewColumn));
      }
      case 'runAction':
        return showRunOf(message);
      case 'expandMessage':
        return expandMessage(message.messageId);
      case 'attachImage':
        return attachImage(conversation, message.dataUrl, message.name);
      case 'attachText': {
        const { id, name = pastedName, text } = message;
        return conversation.addItem({ type: 'snippet', reference: { path: name, isLoose: true }, code: text }, id);
      }
      case 'attachFiles':
      case 'chooseItem':
      case 'history':
      case 'itemAction':
      case 'queueAction': {
        const { compose } = await import('../later.ts');
        return compose(host, conversation, message, columnBeside(panel.viewColumn), (said) => queue.say(said));
      }
      case 'removeItem':
        return conversation.removeItem(message.id);
      case 'runSettings':
        return askRunSettings();
      case 'answer':
        return asking('answer the agent', () => conversation.answer(message.answers));
      case 'answerDrafts':
        return conversation.setAnswerDrafts(message.drafts, message.atMs);
      case 'continueRun':
        return asking('continue the run', () => conversation.rerun());
      case 'act':
        return act(message.action);
      case 'colorTheme':
        return showColorTheme(message.id);
    }
  }

  async function readAll(isWanted: boolean): Promise<void> {
    reading.abort();
    if (!isWanted) return;
    reading = new AbortController();
    await conversation.loadAll(reading.signal);
  }

  async function readImage(path: string): Promise<void> {
    const { readWorkspaceImage } = await import('../later.ts');
    queue.say({ type: 'image', path, reading: await readWorkspaceImage(path) });
  }

  async function showColorTheme(themeId: string): Promise<void> {
    const { createColorThemes } = await import('../later.ts');
    if (store.isDisposed) return;
    colorThemes ??= store.add(createColorThemes(post));
    await colorThemes.show(themeId);
  }

  /** Code is watched from when there is some in the composer. */
  async function watchCode(): Promise<void> {
    isWatching = true;
    const { watchItems } = await import('../later.ts');
    store.add(watchItems(conversation, (line) => host.log.warn(line)));
  }

  /** Made when an answer names the first file. Undefined once the panel is closed. */
  async function fileLookup(): Promise<FileLookup | undefined> {
    const { createFileLookup } = await import('../later.ts');
    if (store.isDisposed) return undefined;
    lookup ??= store.add(createFileLookup(() => queue.say({ type: 'filesChanged' })));
    return lookup;
  }

  async function askRunSettings(): Promise<void> {
    const { changeRunSettings } = await import('../later.ts');
    await changeRunSettings(host, conversation, columnBeside(panel.viewColumn));
  }

  async function send(nonce: string, question: string): Promise<void> {
    try {
      await conversation.send({ nonce, question, snippets: [] });
      queue.say({ type: 'accepted', nonce });
    } catch (error) {
      queue.say({ type: 'rejected', nonce, reason: error instanceof Error ? error.message : String(error) });
    }
  }

  async function showRunOf({ action, runId, highlight }: Extract<PanelMessage, { type: 'runAction' }>): Promise<void> {
    const { connectionId, threadId } = conversation.key;
    if (threadId === undefined) return;
    await showRun({ connectionId, threadId, runId, tab: runTabOf[action], ...optional({ highlight }) });
  }

  async function expandMessage(messageId: string): Promise<void> {
    try {
      await conversation.expandMessage(messageId);
    } catch (error) {
      // The button that asked for it waits for a snapshot.
      queue.changed({ kind: 'state' });
      await showFailure(host, error, 'load all of the message', conversation.key.connectionId);
    }
  }

  async function asking(attempted: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      // What was asked for waits in the panel for a snapshot.
      queue.changed({ kind: 'state' });
      await showFailure(host, error, attempted, conversation.key.connectionId);
    }
  }

  async function act(action: string): Promise<void> {
    if (await runHostAction(action, conversation.key.connectionId)) return;
    if (isSessionAction(action)) await conversation.retry(action);
  }

  return {
    conversation,
    panel,
    focus: (target) => queue.say({ type: 'focus', target }),
    setDraft(text) {
      conversation.setDraft(text, Date.now());
      queue.changed({ kind: 'state' });
    },
    async reveal(messageId) {
      await conversation.load();
      const isThere = (): boolean => conversation.state().messages.some((message) => message.id === messageId);
      for (let page = 0; page < maxRevealPages && !isThere() && conversation.state().hasOlder; page++) {
        await conversation.loadOlder();
      }
      if (isThere() && !store.isDisposed) queue.say({ type: 'reveal', messageId });
    },
    dispose: () => panel.dispose(),
  };
}

const sessionActions = ['retry', 'refresh', 'checkRun', 'queueRun', 'interruptRun'] as const;

function isSessionAction(action: string): action is (typeof sessionActions)[number] {
  return (sessionActions as readonly string[]).includes(action);
}
