import * as vscode from 'vscode';
import type { SourceContent } from '../../backends/backend.ts';
import type { SourcePart } from '../../model/message.ts';

/** A source of which a document shows the text. */
export interface ShownSource {
  readonly connectionId: string;
  readonly content: SourceContent;
  readonly source: SourcePart | undefined;
}

/**
 * What those who open documents hand on to those who read them, and what is known of the documents that are open. Both
 * are loaded apart, so that it can be in neither of their files; it ends with the window.
 */
export interface DocumentMemory extends vscode.Disposable {
  /** Documents that are to be read again. */
  readonly refreshed: vscode.EventEmitter<vscode.Uri>;
  /** The texts of stored files that were read a moment ago, for the documents that are opened next. */
  readonly files: Map<string, string>;
  /** The same for sources, by the document's address. */
  readonly sources: Map<string, SourceContent>;
  /** The sources that are open, by the document's address. */
  readonly shownSources: Map<string, ShownSource>;
  readonly onDidShowSource: vscode.EventEmitter<void>;
  /** Values of states that their service gives no name to, which therefore cannot be asked for again. */
  readonly states: Map<string, unknown>;
  /** The diagnostics that were copied last. */
  readonly diagnostics: Map<string, string>;
}

/** Nothing is open yet. */
export function createDocumentMemory(): DocumentMemory {
  const refreshed = new vscode.EventEmitter<vscode.Uri>();
  const onDidShowSource = new vscode.EventEmitter<void>();
  return {
    refreshed,
    files: new Map(),
    sources: new Map(),
    shownSources: new Map(),
    onDidShowSource,
    states: new Map(),
    diagnostics: new Map(),
    dispose() {
      refreshed.dispose();
      onDidShowSource.dispose();
    },
  };
}
