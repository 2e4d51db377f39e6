import * as vscode from 'vscode';
import { explain } from '../../model/explain.ts';
import type { SourcePart } from '../../model/message.ts';
import { parseJson, stringOf } from '../../model/parse.ts';
import type { ConversationKey } from '../../session/conversation.ts';
import type { Host } from '../host.ts';
import { readPanelIdentity } from './panelIdentity.ts';

export const sourceScheme = 'agent-threads-source';

/** The address of a read-only document with the text behind a source. Says all that is needed to read it again. */
export function sourceDocumentUri(key: ConversationKey, source: Pick<SourcePart, 'sourceId' | 'title'>): vscode.Uri {
  const name = source.title.replace(/[\\/:*?"<>|#\s]+/g, ' ').trim() || 'Source';
  return vscode.Uri.from({
    scheme: sourceScheme,
    path: `/${name.slice(0, 100)}.md`,
    query: JSON.stringify({ ...key, sourceId: source.sourceId }),
  });
}

/** Reads such documents from the service, also those that a reload of the window brings back. */
export function registerSourceDocuments(host: Pick<Host, 'session' | 'connections'>): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(sourceScheme, {
    async provideTextDocumentContent(uri) {
      const query = parseJson(uri.query);
      const key = readPanelIdentity(query);
      const sourceId = stringOf(query, 'sourceId');
      if (!key || !sourceId) return 'This source is not known.';
      const conversation = host.session.conversation(key);
      try {
        if (!conversation.source(sourceId)) await conversation.load();
        const content = await conversation.getSource(sourceId);
        return content?.text ?? 'The service does not keep the text of this source.';
      } catch (error) {
        const name = host.connections.find(key.connectionId)?.name ?? key.connectionId;
        const problem = explain(error, 'read the source', name);
        return `${problem.title}\n\n${problem.detail}\n`;
      } finally {
        conversation.release();
      }
    },
  });
}
