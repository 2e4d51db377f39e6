import * as vscode from 'vscode';

const schemes: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/**
 * The address as it would be opened, host names in the spelling that cannot deceive; undefined for every scheme that
 * could run something here.
 */
export function readLink(text: string): string | undefined {
  const url = URL.parse(text);
  return url && schemes.has(url.protocol) && url.username === '' && url.password === '' ? url.href : undefined;
}

/** Opens an address outside VS Code after the person has seen where it leads. */
export async function openLink(text: string): Promise<void> {
  const address = readLink(text);
  if (!address) {
    await vscode.window.showInformationMessage(
      `Not opened: only links to http, https and mail addresses are. This one was: ${text.slice(0, 200)}`,
    );
    return;
  }
  const chosen = await vscode.window.showInformationMessage(
    'Open this address outside VS Code?',
    { modal: true, detail: address },
    'Open',
    'Copy',
  );
  if (chosen === 'Open') await vscode.env.openExternal(vscode.Uri.parse(address, true));
  if (chosen === 'Copy') await vscode.env.clipboard.writeText(address);
}
