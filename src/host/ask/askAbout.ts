import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { optional } from '../../model/parse.ts';
import type { Snippet } from '../../model/prompt.ts';
import type { CommandTarget } from '../commandArguments.ts';
import type { Host } from '../host.ts';
import { showFailure } from '../problems.ts';
import { type Attachment, describeAttachment } from './attachment.ts';
import { chooseDestination } from './destination.ts';
import { sayRefusal } from './sayRefusal.ts';
import { confirmSize } from './size.ts';
import { NothingSelected, codeOfFiles, filesToAskAbout, selectedCode } from './subject.ts';

/** *Ask About Selection…*: what is selected, a question, and where it goes. */
export async function askAboutSelection(host: Host, target: CommandTarget): Promise<void> {
  try {
    await ask(host, selectedCode(target.file), target);
  } catch (error) {
    if (!(error instanceof NothingSelected)) {
      await sayRefusal(error);
      return;
    }
    const offer = 'Ask About File…';
    const chosen = await vscode.window.showInformationMessage(
      `${error.message} Select the code to ask about, or ask about the whole file.`,
      offer,
    );
    if (chosen === offer) await askAboutFiles(host, [error.uri], target);
  }
}

/** *Ask About File…*: the given files, else the active one, else those that the person picks. */
export async function askAboutFiles(host: Host, passed: readonly vscode.Uri[], target: CommandTarget): Promise<void> {
  try {
    const files = await filesToAskAbout(passed);
    if (files.length > 0) await ask(host, await codeOfFiles(files), target);
  } catch (error) {
    await sayRefusal(error);
  }
}

async function ask(host: Host, attachment: Attachment, target: CommandTarget): Promise<void> {
  const about = describeAttachment(attachment);
  if (!(await confirmSize(attachment, about))) return;
  const destination = await chooseDestination(host, about, target);
  if (destination) await sendQuestion(host, { ...destination, snippets: attachment.snippets });
}

/** Where a question goes. Without a thread a new one is made for it. */
export interface Question {
  readonly connectionId: string;
  readonly question: string;
  readonly agentId?: string;
  readonly threadId?: string;
  readonly snippets: readonly Snippet[];
}

/**
 * Hands the question over and opens the thread beside the editor, which keeps focus and selection, so that code and
 * answer are read side by side.
 */
export async function sendQuestion(host: Host, asked: Question): Promise<void> {
  const { connectionId, agentId, threadId } = asked;
  const submission = { ...asked, nonce: randomUUID() };
  host.session.rememberChoice({ connectionId, threadId: threadId ?? '', ...optional({ agentId }) });
  for (;;) {
    try {
      const conversation = await host.session.ask(submission);
      host.panels.show(conversation.key, { column: vscode.ViewColumn.Beside, preserveFocus: true });
      conversation.release();
      return;
    } catch (error) {
      if (!(await showFailure(host, error, 'send the question', connectionId, true))) return;
    }
  }
}
