import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { addDroppedFiles } from '../../../src/host/composer/addCode.ts';
import { actOnItem } from '../../../src/host/composer/itemActions.ts';
import { watchItems } from '../../../src/host/composer/watchItems.ts';
import type { ComposerContent, HeldItem } from '../../../src/session/composerContent.ts';
import { composerItemOf } from '../../../src/session/composerContent.ts';
import type { Conversation } from '../../../src/session/conversation.ts';
import { closeEditors, editorWith, outsideFolder, workspaceFile, writeFile } from '../support/files.ts';

/** As much of a conversation as a composer's content needs. */
function composer() {
  let held: readonly HeldItem[] = [];
  const changed = new vscode.EventEmitter<void>();
  const set = (items: readonly HeldItem[]): void => {
    held = items;
    changed.fire();
  };
  const conversation = {
    key: { connectionId: 'local', nonce: 'n' },
    state: () => ({ items: held.map(composerItemOf) }),
    items: () => Promise.resolve(held),
    addItem: (item: ComposerContent) => set([...held, { id: `i${held.length + 1}`, item }]),
    changeItem: (id: string, item: ComposerContent) => set(held.map((each) => (each.id === id ? { id, item } : each))),
  } as unknown as Conversation;
  /** Resolves when what is held is as wanted. */
  async function until(condition: (item: ReturnType<typeof composerItemOf> | undefined) => boolean): Promise<void> {
    while (!condition(held[0] && composerItemOf(held[0]))) {
      await new Promise<void>((resolve) => {
        const listener = changed.event(() => {
          listener.dispose();
          resolve();
        });
      });
    }
  }
  const code = (): string => (held[0]?.item.type === 'snippet' ? held[0].item.code : '');
  return { conversation, until, code, names: () => held.map((each) => composerItemOf(each).name) };
}

const nothing = (): void => undefined;

describe('Code that goes with the next message', () => {
  afterEach(closeEditors);

  it('is a file that is dropped, if it is in the workspace, and each once', async () => {
    const { conversation, names } = composer();
    const outside = outsideFolder();
    const secret = vscode.Uri.joinPath(outside.uri, 'secret.txt');
    await vscode.workspace.fs.writeFile(secret, Buffer.from('secret'));
    const uri = await writeFile('dropped.ts', 'one\ntwo\n');
    await addDroppedFiles(conversation, [String(secret), String(uri), String(uri), String(workspaceFile('src'))]);
    assert.deepEqual(names(), ['dropped.ts:1-2']);
    outside.remove();
    await vscode.workspace.fs.delete(uri);
  });

  it('is shown in its file while that still has it, and else as it was chosen', async () => {
    const { conversation, until, code } = composer();
    const uri = await writeFile('chosen.ts', 'one\ntwo\nthree\n');
    conversation.addItem({
      type: 'snippet',
      reference: { path: 'chosen.ts', startLine: 2, endLine: 2 },
      code: 'two',
    });
    const watch = watchItems(conversation, nothing);
    await actOnItem(conversation, 'i1', 'open', vscode.ViewColumn.Active, nothing);
    assert.equal(String(vscode.window.activeTextEditor?.document.uri), String(uri));
    assert.equal(vscode.window.activeTextEditor?.selection.start.line, 1);
    const editor = await editorWith(uri);
    await editor.edit((edit) => edit.replace(new vscode.Range(1, 0, 1, 3), 'TWO'));
    await until((item) => item?.isChanged === true);
    assert.equal(code(), 'two', 'what was chosen stays');
    await actOnItem(conversation, 'i1', 'open', vscode.ViewColumn.Active, nothing);
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, 'agent-threads-view');
    await actOnItem(conversation, 'i1', 'refresh', vscode.ViewColumn.Active, nothing);
    assert.equal(code(), 'TWO');
    await until((item) => !item?.isChanged);
    watch.dispose();
    await vscode.workspace.fs.delete(uri);
  });

  it('stays as it is where its lines are gone', async () => {
    const { conversation, code } = composer();
    const uri = await writeFile('short.ts', 'one\n');
    conversation.addItem({ type: 'snippet', reference: { path: 'short.ts', startLine: 9, endLine: 9 }, code: 'nine' });
    void actOnItem(conversation, 'i1', 'refresh', vscode.ViewColumn.Active, nothing);
    await vscode.commands.executeCommand('notifications.clearAll');
    assert.equal(code(), 'nine');
    await vscode.workspace.fs.delete(uri);
  });
});
