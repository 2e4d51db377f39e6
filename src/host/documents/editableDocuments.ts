import { TextDecoder, TextEncoder } from 'node:util';
import * as vscode from 'vscode';
import { editableScheme } from './schemes.ts';

/** A text that a person edits in a document of its own. */
export interface EditableText {
  /** As it is kept now. Undefined if it is gone. */
  read(): Promise<string | undefined>;
  /** Rejects with an `Error` whose message tells a person why the text was not taken; it then stays in the editor. */
  write(text: string): Promise<void>;
  /** After a save that the person asked for, not one that VS Code made by itself. */
  saved?(): Promise<void>;
}

interface Version {
  readonly text: string;
  /** Counts the texts that were seen, as VS Code tells by this number whether somebody else wrote meanwhile. */
  readonly number: number;
}

/**
 * Documents whose *Save* writes back to where their text comes from. VS Code keeps what is not saved, also through a
 * reload, and says why a save failed.
 *
 * @param open what a document's address names; undefined if it names nothing
 */
export function registerEditableDocuments(
  open: (uri: vscode.Uri) => EditableText | undefined,
  scheme = editableScheme,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const versions = new Map<string, Version>();
  const savedByHand = new Set<string>();

  function textAt(uri: vscode.Uri): EditableText {
    const found = open(uri);
    if (!found) throw vscode.FileSystemError.FileNotFound(uri);
    return found;
  }

  function note(uri: vscode.Uri, text: string): Version {
    const before = versions.get(String(uri));
    if (before?.text === text) return before;
    const version = { text, number: (before?.number ?? 0) + 1 };
    versions.set(String(uri), version);
    return version;
  }

  async function read(uri: vscode.Uri): Promise<Version> {
    const text = await textAt(uri)
      .read()
      .catch((error: unknown) => {
        throw vscode.FileSystemError.Unavailable(messageOf(error));
      });
    if (text === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return note(uri, text);
  }

  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => ({ dispose: () => undefined }),
    async stat(uri) {
      const { text, number } = await read(uri);
      return { type: vscode.FileType.File, ctime: 1, mtime: number, size: Buffer.byteLength(text) };
    },
    async readFile(uri) {
      return new TextEncoder().encode((await read(uri)).text);
    },
    async writeFile(uri, content) {
      const text = new TextDecoder().decode(content);
      if (versions.get(String(uri))?.text === text) return;
      try {
        await textAt(uri).write(text);
      } catch (error) {
        savedByHand.delete(String(uri));
        throw vscode.FileSystemError.Unavailable(messageOf(error));
      }
      note(uri, text);
    },
    readDirectory: () => [],
    createDirectory: refuse,
    delete: refuse,
    rename: refuse,
  };

  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerFileSystemProvider(scheme, provider, { isCaseSensitive: true }),
    vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
      if (document.uri.scheme !== scheme) return;
      if (reason === vscode.TextDocumentSaveReason.Manual) savedByHand.add(String(document.uri));
    }),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (savedByHand.delete(String(uri))) void open(uri)?.saved?.();
    }),
  );
}

function refuse(uri: vscode.Uri): never {
  throw vscode.FileSystemError.NoPermissions(uri);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
