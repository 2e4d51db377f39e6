import * as vscode from 'vscode';
import type { Conversation } from '../../session/conversation.ts';
import { isImageUrl } from './imageFile.ts';

/** Puts an image from the clipboard or one that was dropped with the next message, if it is one that can be sent. */
export async function attachImage(conversation: Conversation, dataUrl: string, name: string): Promise<void> {
  if (isImageUrl(dataUrl)) {
    conversation.addItem({ type: 'image', dataUrl, name });
    return;
  }
  await vscode.window.showWarningMessage(`“${name}” was not attached: only PNG, JPEG, GIF and WebP images are.`);
}
