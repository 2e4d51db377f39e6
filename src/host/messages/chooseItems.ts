import path from 'node:path';
import * as vscode from 'vscode';
import type { StoredFile } from '../../backends/backend.ts';
import type { Conversation } from '../../session/conversation.ts';
import { describeBytes } from '../describeBytes.ts';
import { showFailure } from '../problems.ts';
import { type Choice, pickOne } from '../quickInput.ts';
import { relativeTime } from '../relativeTime.ts';
import { imageExtensions, imageTypeOf, maxImageBytes } from './imageFile.ts';
import type { ThreadHost } from './withConversation.ts';

/** Lets the person choose images on disk, which are read now. */
export async function chooseImages(conversation: Conversation): Promise<void> {
  const uris = await vscode.window.showOpenDialog({
    title: `Attach Images (at most ${describeBytes(maxImageBytes)} each)`,
    openLabel: 'Attach',
    canSelectMany: true,
    filters: { Images: [...imageExtensions] },
  });
  for (const uri of uris ?? []) await attachImageFile(conversation, uri);
}

/** Says why, and attaches nothing, if the file is too large, no image or cannot be read. */
export async function attachImageFile(conversation: Conversation, uri: vscode.Uri): Promise<void> {
  const name = path.posix.basename(uri.path);
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > maxImageBytes) {
      const sizes = `It has ${describeBytes(size)}; a message can carry images of at most ${describeBytes(maxImageBytes)}.`;
      void vscode.window.showWarningMessage(`“${name}” was not attached. ${sizes}`);
      return;
    }
    const bytes = await vscode.workspace.fs.readFile(uri);
    const mediaType = imageTypeOf(bytes);
    if (mediaType === undefined) {
      void vscode.window.showWarningMessage(`“${name}” was not attached: it is no PNG, JPEG, GIF or WebP image.`);
      return;
    }
    const dataUrl = `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
    conversation.addItem({ type: 'image', dataUrl, name });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showWarningMessage(`“${name}” could not be read: ${reason}`);
  }
}

/** Lets the person choose one of the files that the service has already, a page at a time. */
export async function chooseFile(host: ThreadHost, conversation: Conversation): Promise<void> {
  const { connectionId } = conversation.key;
  const ending = new AbortController();
  let files: readonly StoredFile[] = [];
  let cursor: string | undefined;
  const more = Symbol('more');
  try {
    for (;;) {
      const known = files;
      const reading = host.session
        .files(connectionId, cursor === undefined ? {} : { cursor }, ending.signal)
        .then((page) => {
          files = [...known, ...page.items.filter(({ id }) => !known.some((each) => each.id === id))];
          cursor = page.next;
          if (files.length === 0 && cursor === undefined) return [noFiles(more)];
          return fileChoices(files, cursor === undefined ? undefined : more);
        });
      const picked = await pickOne<StoredFile | typeof more>({
        title: 'Attach File',
        placeholder: `Choose a file that ${conversation.state().connectionName} has already`,
        choices: reading,
        isPreselected: (value) => value === files[known.length],
      });
      if (picked === undefined || picked === 'back') return;
      if (typeof picked.value === 'symbol') continue;
      const { id, name } = picked.value;
      conversation.addItem({ type: 'file', fileId: id, name });
      return;
    }
  } catch (error) {
    await showFailure(host, error, 'list the files', connectionId);
  } finally {
    ending.abort();
  }
}

/** Says that there is nothing to choose, where the choices would be. */
function noFiles<M extends symbol>(value: M): Choice<M> {
  const refusal = 'Only files that the service has already can go with a message. Upload one there first.';
  return { label: 'No files', description: 'the service keeps none yet', value, refusal };
}

function fileChoices<M extends symbol>(
  files: readonly StoredFile[],
  more: M | undefined,
): readonly Choice<StoredFile | M>[] {
  const nowMs = Date.now();
  return [
    ...files.map((file) => ({
      label: file.name,
      value: file,
      description: [
        file.type,
        file.sizeBytes === undefined ? undefined : describeBytes(file.sizeBytes),
        file.createdAt === undefined ? undefined : relativeTime(file.createdAt, nowMs),
      ]
        .filter((each) => each !== undefined)
        .join(' · '),
      iconPath: new vscode.ThemeIcon('file'),
    })),
    ...(more === undefined ? [] : [{ label: 'Load more…', value: more, iconPath: new vscode.ThemeIcon('ellipsis') }]),
  ];
}
