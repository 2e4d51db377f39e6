import * as vscode from 'vscode';
import type { SourceContent } from '../../backends/backend.ts';
import { explain } from '../../model/explain.ts';
import type { SourcePart } from '../../model/message.ts';
import { parseJson, stringOf } from '../../model/parse.ts';
import type { ConversationKey } from '../../session/conversation.ts';
import { documentName } from '../documents/documentName.ts';
import { openStoredFile } from '../documents/storedFile.ts';
import type { Host } from '../host.ts';
import { openReference, sayMissing } from './openReference.ts';
import { readPanelIdentity } from './panelIdentity.ts';
import { originalName, sourceText } from './sourceText.ts';

export const sourceScheme = 'agent-threads-source';

/** Which documents have an original file, for the menu of their editors. */
const withFileContext = 'agentThreads.sourcesWithFile';

/** What was read a moment ago, for the document that is opened next. */
const justRead = new Map<string, SourceContent>();

/** The address of a read-only document with the text behind a source. Says all that is needed to read it again. */
function sourceDocumentUri(key: ConversationKey, source: Pick<SourcePart, 'sourceId' | 'title'>): vscode.Uri {
  return vscode.Uri.from({
    scheme: sourceScheme,
    path: `/${documentName(source.title) || 'Source'}.md`,
    query: JSON.stringify({ ...key, sourceId: source.sourceId }),
  });
}

/** Shows the text behind a source that was just read. */
export async function showSourceDocument(
  key: ConversationKey,
  source: Pick<SourcePart, 'sourceId' | 'title'>,
  content: SourceContent,
  column: vscode.ViewColumn,
): Promise<void> {
  const uri = sourceDocumentUri(key, source);
  justRead.set(String(uri), content);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { viewColumn: column });
}

interface ShownSource {
  readonly connectionId: string;
  readonly content: SourceContent;
  readonly source: SourcePart | undefined;
}

/** Reads such documents from the service, also those that a reload of the window brings back. */
export function registerSourceDocuments(host: Pick<Host, 'session' | 'connections' | 'log'>): vscode.Disposable {
  const shown = new Map<string, ShownSource>();
  const lensesChanged = new vscode.EventEmitter<void>();

  function note(uri: vscode.Uri, entry: ShownSource): void {
    shown.set(String(uri), entry);
    lensesChanged.fire();
    const withFile = [...shown].filter(([, { content }]) => hasOriginal(content)).map(([address]) => address);
    void vscode.commands.executeCommand('setContext', withFileContext, withFile);
  }

  async function read(uri: vscode.Uri): Promise<string> {
    const query = parseJson(uri.query);
    const key = readPanelIdentity(query);
    const sourceId = stringOf(query, 'sourceId');
    if (!key || !sourceId) return 'This source is not known.\n';
    const conversation = host.session.conversation(key);
    try {
      if (!conversation.source(sourceId)) await conversation.load();
      const source = conversation.source(sourceId);
      const content = justRead.get(String(uri)) ?? (await conversation.getSource(sourceId));
      justRead.delete(String(uri));
      if (!content) return 'The service does not keep the text of this source.\n';
      note(uri, { connectionId: key.connectionId, content, source });
      return sourceText(content, source);
    } catch (error) {
      const name = host.connections.find(key.connectionId)?.name ?? key.connectionId;
      const problem = explain(error, 'read the source', name);
      return `${problem.title}\n\n${problem.detail}\n`;
    } finally {
      conversation.release();
    }
  }

  async function openOriginal(argument: unknown): Promise<void> {
    const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
    const entry = uri && shown.get(String(uri));
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

  return vscode.Disposable.from(
    lensesChanged,
    vscode.workspace.registerTextDocumentContentProvider(sourceScheme, { provideTextDocumentContent: read }),
    vscode.languages.registerCodeLensProvider(
      { scheme: sourceScheme },
      {
        onDidChangeCodeLenses: lensesChanged.event,
        provideCodeLenses({ uri }) {
          const entry = shown.get(String(uri));
          if (!entry || !hasOriginal(entry.content)) return [];
          const command = { command: 'agentThreads.openOriginalFile', title: 'Open Original File', arguments: [uri] };
          return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
        },
      },
    ),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === sourceScheme) shown.delete(String(uri));
    }),
    vscode.commands.registerCommand('agentThreads.openOriginalFile', openOriginal),
  );
}

function hasOriginal({ fileId, location }: SourceContent): boolean {
  return fileId !== undefined || location !== undefined;
}
