import type * as vscode from 'vscode';
import { askedCode } from '../../../model/askedCode.ts';
import type { CodeActionRequest } from '../../../model/codeAction.ts';
import type { Message } from '../../../model/message.ts';
import { withoutPathComment } from '../../../model/pathComment.ts';
import { sayMissing } from '../openReference.ts';
import { applyAsChange } from './applyChange.ts';
import { openNewFile } from './newFile.ts';
import { replaceAsked } from './replaceAsked.ts';
import { offerInTerminal } from './runInTerminal.ts';

/**
 * Does what a person chose for a block of code. Refusals are said, never thrown.
 *
 * @param messages of the conversation, among which the question is looked for
 * @param column where files open
 */
export async function actOnCode(
  request: CodeActionRequest,
  messages: readonly Message[],
  column: vscode.ViewColumn,
): Promise<void> {
  const { language, path } = request;
  const question = messages.find((message) => message.id === request.questionId);
  const snippets = question ? askedCode(question) : [];
  const chosen = request.attachment === undefined ? undefined : snippets[request.attachment];
  const code = path === undefined ? request.code : withoutPathComment(request.code);
  switch (request.action) {
    case 'replaceAsked':
      return chosen ? replaceAsked(code, chosen, column) : sayMissing({ path: 'The code of the question' });
    case 'apply': {
      const asked = (chosen ? [chosen] : snippets).filter(({ reference }) => reference.path !== '');
      return applyAsChange({ code, language, asked, ...(path === undefined ? {} : { path }) }, column);
    }
    case 'newFile':
      return openNewFile(code, language, path, column);
    case 'runInTerminal':
      return offerInTerminal(request.code, language, column);
  }
}
