import { optional } from '../model/parse.ts';
import type { FileLinks } from './fileLinks.ts';
import type { CodeColours } from './highlight/codeColours.ts';
import type { HostPort } from './hostPort.ts';
import { loadLater } from './laterParts.ts';
import type { FileTarget } from './markdown/linkTarget.ts';
import type { PanelStore } from './panelStore.ts';
import type { PanelContext } from './views/panelContext.ts';

/** What only the panel's own document can do. */
export type PanelActions = Omit<PanelContext, 'quote' | 'revealPart' | 'resize' | 'isInUse'>;

/** What views can do and look up: most of it is a message to the host, the rest is known to the store. */
export function createPanelActions(
  port: HostPort,
  store: PanelStore,
  files: Pick<FileLinks, 'mention'>,
  nowMs: () => number,
  codeColours?: CodeColours,
): PanelActions {
  return {
    ...optional({ codeColours }),
    // The host confirms addresses and checks that files exist.
    open(target) {
      if (target.kind === 'web') port.post({ type: 'openLink', url: target.url });
      else openFile(port, target);
    },
    copy(text) {
      port.post({ type: 'copy', text });
      store.announce('Copied');
    },
    insert: (text) => port.post({ type: 'insert', text }),
    offerMore(block, button, opening) {
      void loadLater().then(({ toggleCodeMenu }) =>
        toggleCodeMenu(button, block, opening, store.view().panel, (message) => port.post(message)),
      );
    },
    mention: (element, target) => files.mention(element, target),
    send: () => store.send(),
    stop: () => port.post({ type: 'stop' }),
    type: (text) => store.type(text),
    leaveComposer: () => store.flush(),
    selectAgent: (agentId) => port.post({ type: 'selectAgent', agentId }),
    openSource: (sourceId) => port.post({ type: 'openSource', sourceId }),
    loadOlder: () => port.post({ type: 'loadOlder' }),
    readAll: (isWanted) => port.post({ type: 'readAll', isWanted }),
    act: (action) => port.post({ type: 'act', action }),
    doWithMessage: (action, messageId) => port.post({ type: 'messageAction', action, messageId }),
    doWithRun: (action, runId, highlight) =>
      port.post({ type: 'runAction', action, runId, ...(highlight === undefined ? {} : { highlight }) }),
    expandMessage: (messageId) => port.post({ type: 'expandMessage', messageId }),
    doWithConversation: (action) => port.post({ type: 'conversationAction', action }),
    openText: (text) => port.post({ type: 'openText', text }),
    chooseItem: (kind) => port.post({ type: 'chooseItem', kind }),
    attachImage(dataUrl, name) {
      port.post({ type: 'attachImage', dataUrl, name });
      store.remark(undefined);
    },
    removeItem: (id) => port.post({ type: 'removeItem', id }),
    attachText: (text, name) => store.composer.attachText(text, name),
    attachFiles: (uris) => port.post({ type: 'attachFiles', uris }),
    doWithItem: (action, id) => port.post({ type: 'itemAction', action, id }),
    inserted: (id) => store.composer.inserted(id),
    undoPaste: () => store.composer.undoPaste(),
    olderPrompt: () => store.olderPrompt(),
    newerPrompt: () => store.composer.newer(),
    doWithQueued(action, nonce) {
      if (action === 'edit') store.composer.editQueued(nonce);
      else port.post({ type: 'queueAction', action, nonce });
    },
    answerDraft: (key) => store.answerDraft(key),
    typeAnswer: (key, draft) => store.typeAnswer(key, draft),
    answer: (answer) => port.post({ type: 'answer', answers: [answer] }),
    continueRun: () => port.post({ type: 'continueRun' }),
    changeRunSettings: () => port.post({ type: 'runSettings' }),
    announce: (text) => store.announce(text),
    remark: (text) => store.remark(text),
    isOpen: (key) => store.isOpen(key),
    setOpen: (key, isOpen) => store.setOpen(key, isOpen),
    appendedTo: (part) => store.appended.of(part),
    async drawDiagram(source) {
      const { drawDiagram } = await import('./diagram/drawDiagram.ts');
      return drawDiagram(document, source);
    },
    readImage: (path) => store.images.read(path),
    nowMs,
  };
}

/** Asks the host to show a file's lines. */
export function openFile(port: HostPort, target: FileTarget): void {
  const { kind: _, ...place } = target;
  port.post({ type: 'openFile', ...place });
}
