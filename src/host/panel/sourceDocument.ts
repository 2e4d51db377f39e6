import * as vscode from 'vscode';
import type { SourceContent } from '../../backends/backend.ts';
import { explain } from '../../model/explain.ts';
import { parseJson, stringOf } from '../../model/parse.ts';
import type { ShownSource } from '../documents/documentMemory.ts';
import { openStoredFile } from '../documents/storedFile.ts';
import type { Host } from '../host.ts';
import { openReference, sayMissing } from './openReference.ts';
import { readPanelIdentity } from './panelIdentity.ts';
import { originalName, sourceText } from './sourceText.ts';

type SourceHost = Pick<Host, 'session' | 'connections' | 'log' | 'documents'>;

/** Which documents have an original file, for the menu of their editors. */
const withFileContext = 'agentThreads.sourcesWithFile';

/** Reads the text behind a source from its service, also for a document that a reload of the window brings back. */
export async function readSourceDocument(host: SourceHost, uri: vscode.Uri): Promise<string> {
  const query = parseJson(uri.query);
  const key = readPanelIdentity(query);
  const sourceId = stringOf(query, 'sourceId');
  if (!key || !sourceId) return 'This source is not known.\n';
  const { sources } = host.documents;
  const conversation = host.session.conversation(key);
  try {
    if (!conversation.source(sourceId)) await conversation.load();
    const source = conversation.source(sourceId);
    const content = sources.get(String(uri)) ?? (await conversation.getSource(sourceId));
    sources.delete(String(uri));
    if (!content) return 'The service does not keep the text of this source.\n';
    note(host, uri, { connectionId: key.connectionId, content, source });
    return sourceText(content, source);
  } catch (error) {
    const name = host.connections.find(key.connectionId)?.name ?? key.connectionId;
    const problem = explain(error, 'read the source', name);
    return `${problem.title}\n\n${problem.detail}\n`;
  } finally {
    conversation.release();
  }
}

function note({ documents }: SourceHost, uri: vscode.Uri, entry: ShownSource): void {
  documents.shownSources.set(String(uri), entry);
  documents.onDidShowSource.fire();
  const withFile = [...documents.shownSources].filter(([, { content }]) => hasOriginal(content));
  const addresses = withFile.map(([address]) => address);
  void vscode.commands.executeCommand('setContext', withFileContext, addresses);
}

/** What can be done with a source's document, above its text. */
export function sourceLenses({ documents }: Pick<Host, 'documents'>, uri: vscode.Uri): vscode.CodeLens[] {
  const entry = documents.shownSources.get(String(uri));
  if (!entry || !hasOriginal(entry.content)) return [];
  const command = { command: 'agentThreads.openOriginalFile', title: 'Open Original File', arguments: [uri] };
  return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
}

/** Opens the file that the source of a document was made of: of the one that is named, or of the one in front. */
export async function openOriginalFile(host: SourceHost, argument: unknown): Promise<void> {
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  const entry = uri && host.documents.shownSources.get(String(uri));
  if (!entry || !hasOriginal(entry.content)) {
    void vscode.window.showInformationMessage('Open a source that has an original file first.');
    return;
  }
  const { connectionId, content, source } = entry;
  if (content.fileId !== undefined) {
    const name = originalName(content, source) ?? content.fileId;
    await openStoredFile(host, { connectionId, fileId: content.fileId, name }, vscode.ViewColumn.Active);
  } else if (content.location && !(await openReference(content.location, vscode.ViewColumn.Active))) {
    await sayMissing(content.location);
  }
}

function hasOriginal({ fileId, location }: SourceContent): boolean {
  return fileId !== undefined || location !== undefined;
}
