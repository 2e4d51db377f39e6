import * as vscode from 'vscode';
import type { SourceContent } from '../../backends/backend.ts';
import type { SourcePart } from '../../model/message.ts';
import type { ConversationKey } from '../../session/conversation.ts';
import { documentName } from '../documents/documentName.ts';
import { sourceScheme } from '../documents/schemes.ts';
import type { Host } from '../host.ts';

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
  { documents }: Pick<Host, 'documents'>,
  key: ConversationKey,
  source: Pick<SourcePart, 'sourceId' | 'title'>,
  content: SourceContent,
  column: vscode.ViewColumn,
): Promise<void> {
  const uri = sourceDocumentUri(key, source);
  documents.sources.set(String(uri), content);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { viewColumn: column });
}
