import path from 'node:path';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { describeReference } from '../../model/codeReference.ts';
import type { Conversation } from '../../session/conversation.ts';
import { type Attachment, describeAttachment, selectionOf } from '../ask/attachment.ts';
import { attachFile } from '../ask/fileAttachment.ts';
import { Refusal } from '../ask/refusal.ts';
import { sayRefusal } from '../ask/sayRefusal.ts';
import { confirmSize, refuseSize } from '../ask/size.ts';
import { NothingSelected, selectedCode } from '../ask/subject.ts';
import type { CommandTarget } from '../commandArguments.ts';
import type { Host } from '../host.ts';
import { type Choice, pickOne } from '../quickInput.ts';
import { chooseConnection } from '../threads/choose.ts';

/** More files than this nobody looks through; typing narrows them down. */
const maxListedFiles = 2000;

/** *Add Selection to Message*: puts it into the composer that was used last, or into one of a new thread. */
export async function addSelectionToMessage(host: Host, target: CommandTarget): Promise<void> {
  await refusing(async () => {
    const attachment = await selectionOrFile(target.file);
    if (!attachment) return;
    const panel = host.panels.active ?? host.panels.all[0];
    const key = panel?.conversation.key ?? (await newThreadKey(host));
    if (!key) return;
    const column = vscode.ViewColumn.Beside;
    const shown = host.panels.show(key, { column, preserveFocus: false, focus: 'composer' });
    await hold(shown.conversation, attachment);
  });
}

async function selectionOrFile(file: vscode.Uri | undefined): Promise<Attachment | undefined> {
  try {
    return selectedCode(file);
  } catch (error) {
    if (!(error instanceof NothingSelected)) throw error;
    const offer = 'Add File';
    const chosen = await vscode.window.showInformationMessage(error.message, offer);
    return chosen === offer ? attachFile(error.uri) : undefined;
  }
}

async function newThreadKey(host: Host): Promise<Conversation['key'] | undefined> {
  const answer = await chooseConnection(host, { title: 'Add Selection to Message' });
  return typeof answer === 'object' ? { connectionId: answer.value, nonce: randomUUID() } : undefined;
}

/** Lets the person choose a selection, an open editor or a file of the workspace. */
export async function chooseCode(conversation: Conversation): Promise<void> {
  await refusing(async () => {
    const answer = await pickOne<() => Promise<Attachment | undefined>>({
      title: 'Add Selection or File',
      placeholder: 'Choose what goes with the message',
      choices: [...selectionChoices(), ...editorChoices(), otherFile()],
    });
    const attachment = typeof answer === 'object' ? await answer.value() : undefined;
    if (attachment) await hold(conversation, attachment);
  });
}

function selectionChoices(): readonly Choice<() => Promise<Attachment>>[] {
  return vscode.window.visibleTextEditors
    .filter(({ document }) => isForPeople(document.uri))
    .map(selectionOf)
    .filter(({ snippets }) => snippets.length > 0)
    .map((attachment, index) => ({
      label: describeAttachment(attachment),
      description: 'selection',
      value: () => Promise.resolve(attachment),
      iconPath: new vscode.ThemeIcon('list-selection'),
      ...(index === 0 ? { group: 'Selected' } : {}),
    }));
}

function editorChoices(): readonly Choice<() => Promise<Attachment>>[] {
  const inputs: readonly unknown[] = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  const uris = inputs.flatMap((input) =>
    input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook ? [input.uri] : [],
  );
  const once = [...new Map(uris.filter(isForPeople).map((uri) => [String(uri), uri])).values()];
  return once.map((uri, index) => ({ ...fileChoice(uri), ...(index === 0 ? { group: 'Open editors' } : {}) }));
}

function fileChoice(uri: vscode.Uri): Choice<() => Promise<Attachment>> {
  const folder = path.posix.dirname(vscode.workspace.asRelativePath(uri).replaceAll('\\', '/'));
  return {
    label: path.posix.basename(uri.path),
    value: () => attachFile(uri),
    iconPath: new vscode.ThemeIcon('file'),
    ...(folder === '.' ? {} : { description: folder }),
  };
}

function otherFile(): Choice<() => Promise<Attachment | undefined>> {
  return {
    label: 'Other File…',
    description: 'of the workspace',
    value: chooseFileOfWorkspace,
    iconPath: new vscode.ThemeIcon('search'),
    group: 'More',
  };
}

async function chooseFileOfWorkspace(): Promise<Attachment | undefined> {
  const files = vscode.workspace
    .findFiles('**/*', undefined, maxListedFiles)
    .then((uris) => uris.toSorted((a, b) => a.path.localeCompare(b.path)).map(fileChoice));
  const answer = await pickOne({
    title: 'Add File',
    placeholder: 'Choose a file of the workspace',
    choices: Promise.resolve(files),
  });
  return typeof answer === 'object' ? answer.value() : undefined;
}

/** Files that were dropped into the panel: those of the workspace, and of the others it is said why not. */
export async function addDroppedFiles(conversation: Conversation, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await refusing(async () => {
      const uri = vscode.Uri.parse(text);
      if (!vscode.workspace.getWorkspaceFolder(uri)) {
        throw new Refusal(`${path.posix.basename(uri.path)} was not added: it is not in this workspace.`);
      }
      await hold(conversation, await attachFile(uri));
    });
  }
}

/** Puts code into the composer as it is now. Large code is asked about first. */
async function hold(conversation: Conversation, attachment: Attachment): Promise<void> {
  const name = describeAttachment(attachment);
  if (!(await confirmSize(attachment, name))) return;
  const items = await conversation.items();
  const held = items.flatMap(({ item }) => (item.type === 'snippet' ? [item] : []));
  const bytes = [...held, ...attachment.snippets].reduce((sum, { code }) => sum + Buffer.byteLength(code), 0);
  refuseSize(bytes, `What goes with the message, together with ${name},`);
  for (const snippet of attachment.snippets) {
    const known = held.some(
      (each) =>
        describeReference(each.reference) === describeReference(snippet.reference) && each.code === snippet.code,
    );
    if (!known) conversation.addItem({ type: 'snippet', ...snippet });
  }
}

async function refusing(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    void sayRefusal(error);
  }
}

/** Documents of ours and logs are no code. */
function isForPeople({ scheme }: vscode.Uri): boolean {
  return !['output', 'debug'].includes(scheme) && !scheme.startsWith('agent-threads');
}
