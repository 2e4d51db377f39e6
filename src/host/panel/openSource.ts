import * as vscode from 'vscode';
import type { SourceContent } from '../../backends/backend.ts';
import { describeReference } from '../../model/codeReference.ts';
import type { SourcePart } from '../../model/message.ts';
import type { Conversation } from '../../session/conversation.ts';
import type { Host } from '../host.ts';
import { showFailure } from '../problems.ts';
import { locateCode } from './locateCode.ts';
import { openLink } from './openLink.ts';
import { openReference, sayMissing } from './openReference.ts';
import { showSourceDocument } from './showSourceDocument.ts';
import { findWorkspaceFile } from './workspaceFile.ts';

/**
 * Opens what a source cites: the file at its lines, or, where there is no file or it says something else by now, the
 * text that the service keeps of it as a read-only document. What cannot be had is said, with where it was looked for.
 */
export async function openSource(
  host: Pick<Host, 'connections' | 'log' | 'documents'>,
  conversation: Conversation,
  sourceId: string,
  column: vscode.ViewColumn,
): Promise<void> {
  const source = conversation.source(sourceId);
  if (!source) {
    await vscode.window.showInformationMessage('This source is not known (any more).');
    return;
  }
  if (source.location && (await openLocation(conversation, source, column))) return;
  if (source.url !== undefined) {
    await openLink(source.url);
    return;
  }
  await openText(host, conversation, source, column);
}

/** Opens the lines where they are now. `false` if the file is gone or no longer holds the cited text. */
async function openLocation(
  conversation: Conversation,
  source: SourcePart,
  column: vscode.ViewColumn,
): Promise<boolean> {
  const { location } = source;
  if (!location) return false;
  const uri = await findWorkspaceFile(location);
  if (!uri) return false;
  const cited = await citedCode(conversation, source);
  if (cited === undefined || location.startLine === undefined) return openReference(location, column);
  const document = await vscode.workspace.openTextDocument(uri);
  const startLine = locateCode(document.getText(), cited, location.startLine);
  if (startLine === undefined) {
    void vscode.window.showInformationMessage(
      `${describeReference(location)} has changed since; this is the text that was cited.`,
    );
    return false;
  }
  const length = (location.endLine ?? location.startLine) - location.startLine;
  return openReference({ ...location, startLine, endLine: startLine + length }, column);
}

/** The cited text, as it was; undefined if the service keeps none or it cannot be had, so that lines must do. */
async function citedCode(conversation: Conversation, source: SourcePart): Promise<string | undefined> {
  if (source.chunkId === undefined) return undefined;
  const content = await conversation.getSource(source.sourceId).catch(() => undefined);
  return content?.text;
}

async function openText(
  host: Pick<Host, 'connections' | 'log' | 'documents'>,
  conversation: Conversation,
  source: SourcePart,
  column: vscode.ViewColumn,
): Promise<void> {
  for (;;) {
    try {
      const content = source.chunkId === undefined ? undefined : await readWithProgress(conversation, source);
      if (content) await showSourceDocument(host, conversation.key, source, content, column);
      else if (source.location) await sayMissing(source.location);
      else await vscode.window.showInformationMessage(`The service keeps no text of “${source.title}”.`);
      return;
    } catch (error) {
      const { connectionId } = conversation.key;
      if (!(await showFailure(host, error, `open the source “${source.title}”`, connectionId, true))) return;
    }
  }
}

/** Without the name of its database, every database may have to be asked. */
function readWithProgress(conversation: Conversation, { sourceId }: SourcePart): Thenable<SourceContent | undefined> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Looking for the source…' },
    () => conversation.getSource(sourceId),
  );
}
