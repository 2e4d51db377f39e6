import * as vscode from 'vscode';
import type { ColorThemeMessage, TokenRule } from '../../model/colorTheme.ts';
import { customRules } from './customRules.ts';
import { findThemeFile } from './findTheme.ts';
import { readThemeRules } from './themeRules.ts';

const setting = 'tokenColorCustomizations';

/** Tells one panel how code looks. */
export interface ColorThemes extends vscode.Disposable {
  /** Says how code looks in this theme, and again whenever the person changes that in the settings. */
  show(themeId: string): Promise<void>;
}

/**
 * @param say hands a message to the panel; is called while the result is not disposed
 */
export function createColorThemes(say: (message: ColorThemeMessage) => void): ColorThemes {
  let shown: string | undefined;
  let isDisposed = false;

  async function show(themeId: string): Promise<void> {
    shown = themeId;
    const rules = await rulesOfTheme(themeId);
    if (isDisposed || shown !== themeId) return;
    const custom = customRules(vscode.workspace.getConfiguration('editor').get(setting), themeId);
    say({ type: 'colorTheme', id: themeId, customRules: custom, ...(rules === undefined ? {} : { rules }) });
  }

  const listener = vscode.workspace.onDidChangeConfiguration((event) => {
    if (shown !== undefined && event.affectsConfiguration(`editor.${setting}`)) void show(shown);
  });

  return {
    show,
    dispose() {
      isDisposed = true;
      listener.dispose();
    },
  };
}

/** Undefined where no extension in this host has the theme (in SSH and WSL themes run elsewhere), or it is unreadable. */
async function rulesOfTheme(themeId: string): Promise<readonly TokenRule[] | undefined> {
  for (const { extensionUri, packageJSON } of vscode.extensions.all) {
    const file = findThemeFile(packageJSON, themeId);
    if (file === undefined) continue;
    return readThemeRules(file, async (path) =>
      new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, path))),
    );
  }
  return;
}
