import assert from 'node:assert/strict';
import { symlinkSync, unlinkSync } from 'node:fs';
import * as vscode from 'vscode';
import { actOnCode } from '../../../src/host/panel/codeActions/actOnCode.ts';
import type { CodeActionRequest } from '../../../src/model/codeAction.ts';
import type { Message } from '../../../src/model/message.ts';
import { promptText, type Snippet } from '../../../src/model/prompt.ts';
import { closeEditors, editorWith, outsideFolder, workspaceFile, writeFile } from '../support/files.ts';
import { type Conversation, listen, replaceFunction } from '../support/stub.ts';

/** A question with code, as a service keeps it. */
function questionAbout(...snippets: readonly Snippet[]): Message {
  const question = 'What is wrong?\n\n```ts\nmine\n```';
  return {
    id: 'question',
    threadId: 'thread',
    role: 'user',
    state: 'stored',
    question,
    attachments: snippets.map((snippet) => snippet.reference),
    parts: [{ type: 'text', text: promptText(question, snippets) }],
  };
}

describe('A block of code from an answer', () => {
  let person: Conversation;
  let files: vscode.Uri[];
  beforeEach(() => {
    person = listen();
    files = [];
  });
  afterEach(async () => {
    person.end();
    await closeEditors();
    for (const uri of files) await vscode.workspace.fs.delete(uri, { recursive: true });
  });

  async function file(path: string, content: string): Promise<vscode.Uri> {
    const uri = await writeFile(path, content);
    files.push(uri);
    return uri;
  }

  const act = (request: Partial<CodeActionRequest>, ...messages: readonly Message[]): Promise<void> =>
    actOnCode(
      { action: 'apply', code: '', language: 'ts', questionId: 'question', ...request },
      messages,
      vscode.ViewColumn.One,
    );
  const textOf = async (uri: vscode.Uri): Promise<string> => (await vscode.workspace.openTextDocument(uri)).getText();

  describe('replaces what was asked about', () => {
    const replace = (code: string, path: string, asked: string, startLine: number): Promise<void> => {
      const snippet = { code: asked, reference: { path, startLine, endLine: startLine } };
      return act({ action: 'replaceAsked', code, attachment: 0 }, questionAbout(snippet));
    };

    it('in one step that Undo takes back, and selects it', async () => {
      const uri = await file('src/asked.ts', 'one\r\n  two();\r\nthree\r\n');
      await replace('2();\n2.5();', 'src/asked.ts', 'two();', 2);
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.uri.toString(), uri.toString());
      assert.equal(editor?.document.getText(), 'one\r\n  2();\r\n2.5();\r\nthree\r\n');
      assert.equal(editor && editor.document.getText(editor.selection), '2();\r\n2.5();');
      await vscode.commands.executeCommand('undo');
      assert.equal(editor?.document.getText(), 'one\r\n  two();\r\nthree\r\n');
      assert.deepEqual(person.said, []);
    });

    it('where it has moved to, unsaved changes included', async () => {
      const uri = await file('src/moved.ts', 'two\n');
      const editor = await editorWith(uri);
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'new\n'));
      await replace('2', 'src/moved.ts', 'two', 1);
      assert.equal(editor.document.getText(), 'new\n2\n');
    });

    it('not if it has changed since, or could be at several places', async () => {
      const changed = await file('src/changed.ts', 'other\n');
      await replace('2', 'src/changed.ts', 'two', 1);
      const twice = await file('src/twice.ts', 'x\ntwo\ntwo\n');
      await replace('2', 'src/twice.ts', 'two', 1);
      assert.deepEqual(
        person.said.map((text) => /has changed since|several places/.exec(text)?.[0]),
        ['has changed since', 'several places'],
      );
      assert.deepEqual([await textOf(changed), await textOf(twice)], ['other\n', 'x\ntwo\ntwo\n']);
    });

    it('not in an older version, and not outside the workspace', async () => {
      const older = { code: 'a', reference: { path: 'src/money.ts', startLine: 1, revision: 'HEAD' } };
      await act({ action: 'replaceAsked', code: 'b', attachment: 0 }, questionAbout(older));
      await replace('2', '../outside.ts', 'two', 1);
      assert.match(person.said.join('\n'), /older version[^]*not in this workspace/);
    });
  });

  describe('is applied as a change that is reviewed', () => {
    let proposed: vscode.WorkspaceEdit[];
    let restore: () => void;
    /** Happens between the preview and the person's yes; true if it changes a file. */
    let meanwhile: () => Promise<boolean>;

    beforeEach(() => {
      proposed = [];
      meanwhile = () => Promise.resolve(false);
      const applyEdit = vscode.workspace.applyEdit.bind(vscode.workspace);
      restore = replaceFunction(vscode.workspace as { applyEdit: unknown }, 'applyEdit', async (edit: unknown) => {
        assert.ok(edit instanceof vscode.WorkspaceEdit);
        proposed.push(edit);
        const agreed = new vscode.WorkspaceEdit();
        for (const [uri, edits] of edit.entries()) agreed.set(uri, edits);
        // As the preview does: what was computed for another version of a file is not written.
        return (await meanwhile()) ? false : applyEdit(agreed);
      });
    });
    afterEach(() => restore());

    /** All entries with what the preview is told about them. */
    function entries(): readonly { readonly metadata?: vscode.WorkspaceEditEntryMetadata }[] {
      const [edit] = proposed as unknown as readonly { _allEntries(): readonly { metadata?: never }[] }[];
      return edit?._allEntries() ?? [];
    }

    it('hunk by hunk, each to be confirmed, and is undone in one step', async () => {
      const text = 'one\ntwo\nthree\nfour\nfive\nsix\n';
      const uri = await file('src/whole.ts', text);
      await act({ code: 'one\n2\nthree\nfour\nfive\n6', path: 'src/whole.ts' });
      assert.equal(entries().length, 2);
      assert.ok(entries().every((entry) => entry.metadata?.needsConfirmation === true));
      assert.equal(await textOf(uri), 'one\n2\nthree\nfour\nfive\n6\n');
      await vscode.window.showTextDocument(uri);
      await vscode.commands.executeCommand('undo');
      assert.equal(await textOf(uri), text);
    });

    it('as a diff, with its lines moved and line ends of the file', async () => {
      const uri = await file('src/diff.ts', 'zero\r\none\r\ntwo\r\nthree\r\n');
      const code = '--- a/src/diff.ts\n+++ b/src/diff.ts\n@@ -1,3 +1,4 @@\n one\n-two\n+2\n+2.5\n three';
      await act({ code, language: 'diff' });
      assert.equal(await textOf(uri), 'zero\r\none\r\n2\r\n2.5\r\nthree\r\n');
    });

    it('as a diff of several files, all or none', async () => {
      const uri = await file('src/first.ts', 'a\n');
      const diff = (path: string, removed: string): string =>
        `--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-${removed}\n+b\n`;
      await file('src/second.ts', 'x\n');
      await act({ code: diff('src/first.ts', 'a') + diff('src/second.ts', 'y'), language: 'diff' });
      assert.match(person.said[0] ?? '', /does not fit src\/second\.ts: the lines that it changes are not there/);
      assert.equal(await textOf(uri), 'a\n');
      assert.deepEqual(proposed, []);
      await act({ code: diff('src/first.ts', 'a') + diff('src/second.ts', 'x'), language: 'diff' });
      assert.equal(entries().length, 2);
      assert.equal(await textOf(uri), 'b\n');
    });

    it('to the part of a file that was asked about', async () => {
      const text = 'import a;\n\nfunction one() {\n  return 1;\n}\n\nfunction two() {}\nfunction three() {}\n';
      const uri = await file('src/part.ts', text);
      const asked = { code: 'function one() {\n  return 1;\n}', reference: { path: 'src/part.ts', startLine: 3 } };
      await act({ code: 'function one() {\n  return 11;\n}', attachment: 0 }, questionAbout(asked));
      assert.equal(await textOf(uri), text.replace('return 1', 'return 11'));
      assert.equal(entries().length, 1);
    });

    it('not if what was asked about has changed since', async () => {
      const uri = await file('src/since.ts', 'function one() {\n  return 3;\n}\n');
      const asked = { code: '  return 1;', reference: { path: 'src/since.ts', startLine: 2 } };
      await act({ code: 'function one() {\n  return 2;\n}', path: 'src/since.ts' }, questionAbout(asked));
      assert.match(person.said[0] ?? '', /src\/since\.ts:2, has changed since/);
      assert.equal(await textOf(uri), 'function one() {\n  return 3;\n}\n');
    });

    it('and says so if the file changed while the change was reviewed', async () => {
      const uri = await file('src/meanwhile.ts', 'one\ntwo\n');
      meanwhile = async () => {
        const editor = await editorWith(uri);
        return editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'new\n'));
      };
      await act({ code: 'one\n2', path: 'src/meanwhile.ts' });
      assert.match(person.said[0] ?? '', /src\/meanwhile\.ts has changed meanwhile; nothing was written/);
      assert.equal(await textOf(uri), 'new\none\ntwo\n');
    });

    it('asks before a piece of code takes the place of a whole file', async () => {
      const text = Array.from({ length: 20 }, (_, index) => `line${index}();`).join('\n');
      const uri = await file('src/long.ts', text);
      await act({ code: 'other();', path: 'src/long.ts' });
      assert.match(person.said[0] ?? '', /does not look like all of/);
      assert.deepEqual([proposed.length, await textOf(uri)], [0, text]);
      person.answer('Replace Whole File');
      await act({ code: 'other();', path: 'src/long.ts' });
      assert.equal(proposed.length, 1);
    });

    it('not if it leaves lines out', async () => {
      await file('src/elided.ts', 'one();\ntwo();\nthree();\n');
      await act({ code: 'one();\n// ... rest of the code', path: 'src/elided.ts' });
      assert.match(person.said[0] ?? '', /leaves out lines/);
    });

    it('creates a file that is not there, and never outside the workspace or in .git', async () => {
      const outside = outsideFolder();
      const link = workspaceFile('src/link').fsPath;
      symlinkSync(outside.uri.fsPath, link);
      for (const path of ['../up.ts', '/etc/x.ts', 'src/link/x.ts', '.git/hooks/pre-commit', 'C:\\x.ts']) {
        await act({ code: 'x', path });
      }
      unlinkSync(link);
      outside.remove();
      assert.equal(person.said.filter((text) => /no place in this workspace/.test(text)).length, 5);
      assert.deepEqual(proposed, []);
      await act({ code: '// src/deep/new.ts\nexport const a = 1;', path: 'src/deep/new.ts' }).catch(() => undefined);
      const [create, insert] = entries() as readonly { to?: vscode.Uri; edit?: vscode.TextEdit; metadata?: unknown }[];
      assert.ok(create?.to?.path.endsWith('/src/deep/new.ts'));
      assert.equal(insert?.edit?.newText, 'export const a = 1;\n');
    });
  });

  describe('becomes a new file', () => {
    const active = (): vscode.TextDocument | undefined => vscode.window.activeTextEditor?.document;

    it('that is not saved, where the block says, in its language', async () => {
      await act({ action: 'newFile', code: '# lib/tool.py\nprint(1)', language: 'python', path: 'lib/tool.py' });
      assert.equal(active()?.isUntitled, true);
      assert.equal(active()?.uri.path, workspaceFile('lib/tool.py').path);
      assert.equal(active()?.languageId, 'python');
      assert.equal(active()?.getText(), 'print(1)\n');
    });

    it('that is named after what is in it, and never after a file that is there', async () => {
      await act({ action: 'newFile', code: 'export class Ledger {}', language: 'ts' });
      assert.equal(active()?.uri.path, workspaceFile('Ledger.ts').path);
      await act({ action: 'newFile', code: 'x', language: 'ts', path: 'src/money.ts' });
      assert.equal(active()?.uri.path, workspaceFile('src/money-2.ts').path);
    });
  });

  describe('goes to a terminal', () => {
    let sent: (readonly [string, boolean | undefined])[];
    let restore: () => void;
    beforeEach(() => {
      sent = [];
      const create = vscode.window.createTerminal.bind(vscode.window) as (name: string) => vscode.Terminal;
      restore = replaceFunction(vscode.window as { createTerminal: unknown }, 'createTerminal', (name: string) => {
        const terminal = create(name);
        const sendText = terminal.sendText.bind(terminal);
        return Object.assign(terminal, {
          sendText(text: string, shouldExecute?: boolean) {
            sent.push([text, shouldExecute]);
            sendText(text, shouldExecute);
          },
        });
      });
    });
    afterEach(async () => {
      restore();
      for (const terminal of vscode.window.terminals) {
        const closed = new Promise<void>((resolve) => {
          const listener = vscode.window.onDidCloseTerminal(() => {
            listener.dispose();
            resolve();
          });
        });
        terminal.dispose();
        await closed;
      }
    });

    it('as one line that is not run, without the prompt and what was printed', async () => {
      await act({ action: 'runInTerminal', code: '$ npm test\n3 passing', language: 'console' });
      assert.deepEqual(sent, [['npm test', false]]);
      assert.deepEqual(
        vscode.window.terminals.map((terminal) => terminal.name),
        ['Agent Threads'],
      );
    });

    it('as the command that was chosen, or all in one line', async () => {
      await act({ action: 'runInTerminal', code: 'npm ci\nnpm test', language: 'sh' });
      assert.deepEqual([person.said, sent], [['npm ci', 'npm test', 'All in One Line'], []]);
      person.answer('All in One Line');
      await act({ action: 'runInTerminal', code: 'npm ci\nnpm test', language: 'sh' });
      assert.equal(sent.at(-1)?.[0], 'npm ci && npm test');
      assert.ok(sent.every(([text]) => !/[\r\n]/.test(text)));
    });

    it('never as a script; that opens as a document', async () => {
      const code = 'for f in *; do\n  echo $f\ndone';
      await act({ action: 'runInTerminal', code, language: 'bash' });
      assert.equal(vscode.window.activeTextEditor?.document.getText(), code);
      assert.equal(vscode.window.activeTextEditor?.document.languageId, 'shellscript');
      assert.deepEqual(sent, []);
    });

    it('not with characters that run it or hide what it is', async () => {
      for (const code of ['ls\u0003', 'ls \u202e', 'echo a\u001b[201~']) {
        await act({ action: 'runInTerminal', code, language: 'sh' });
      }
      assert.equal(person.said.filter((text) => /cannot be seen/.test(text)).length, 3);
      assert.deepEqual(sent, []);
    });
  });
});
