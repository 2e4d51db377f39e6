import * as vscode from 'vscode';
import type { Answer } from './steps.ts';

export interface Choice<T> {
  readonly label: string;
  readonly value: T;
  readonly description?: string;
  readonly detail?: string;
  readonly iconPath?: vscode.ThemeIcon;
  /** Why it cannot be taken; choosing it says so and leaves the pick open. */
  readonly refusal?: string;
  /** Puts a separator with this label before the choice. */
  readonly group?: string;
}

export interface PickOptions<T> {
  readonly title: string;
  readonly placeholder: string;
  /** May still be on their way; the pick shows that it waits. Rejections reject the pick. */
  readonly choices: Promise<readonly Choice<T>[]> | readonly Choice<T>[];
  readonly isPreselected?: (value: T) => boolean;
  readonly canGoBack?: boolean;
}

interface PickItem<T> extends vscode.QuickPickItem {
  readonly choice?: Choice<T>;
}

/**
 * A panel that had the focus takes it back for a moment after the command palette has closed, on a busy machine only
 * when the pick is open already. For so long losing the focus does not close it.
 */
const settlingMs = 1500;

/**
 * Keeps a pick open while the focus settles; after that, losing the focus closes it, as it does with VS Code's own.
 *
 * @returns to be called when the pick is gone
 */
export function holdAtFirst(pick: Pick<vscode.QuickPick<vscode.QuickPickItem>, 'ignoreFocusOut'>): () => void {
  pick.ignoreFocusOut = true;
  const timer = setTimeout(() => (pick.ignoreFocusOut = false), settlingMs);
  return () => clearTimeout(timer);
}

/** Lets a person choose one of several. */
export async function pickOne<T>(options: PickOptions<T>): Promise<Answer<T>> {
  const pick = vscode.window.createQuickPick<PickItem<T>>();
  pick.title = options.title;
  pick.placeholder = options.placeholder;
  pick.matchOnDescription = true;
  // Between two steps of several nothing is closed by a click beside it.
  const letGo = options.canGoBack ? undefined : holdAtFirst(pick);
  if (options.canGoBack) pick.ignoreFocusOut = true;
  if (options.canGoBack) pick.buttons = [vscode.QuickInputButtons.Back];
  try {
    return await new Promise((resolve, reject) => {
      pick.onDidAccept(() => {
        const choice = pick.selectedItems[0]?.choice;
        if (choice?.refusal !== undefined) void vscode.window.showInformationMessage(choice.refusal);
        else if (choice) resolve({ value: choice.value });
      });
      pick.onDidTriggerButton(() => resolve('back'));
      pick.onDidHide(() => resolve(undefined));
      pick.show();
      fill(pick, options).catch(reject);
    });
  } finally {
    letGo?.();
    pick.dispose();
  }
}

async function fill<T>(pick: vscode.QuickPick<PickItem<T>>, options: PickOptions<T>): Promise<void> {
  pick.busy = true;
  pick.items = itemsOf(await options.choices);
  pick.busy = false;
  const preselected = pick.items.find((item) => item.choice && options.isPreselected?.(item.choice.value));
  if (preselected) pick.activeItems = [preselected];
}

function itemsOf<T>(choices: readonly Choice<T>[]): readonly PickItem<T>[] {
  return choices.flatMap((choice) => {
    const { label, description, detail, iconPath } = choice;
    const item: PickItem<T> = {
      label,
      choice,
      ...(description === undefined ? {} : { description }),
      ...(detail === undefined ? {} : { detail }),
      ...(iconPath === undefined ? {} : { iconPath }),
    };
    if (choice.group === undefined) return [item];
    return [{ label: choice.group, kind: vscode.QuickPickItemKind.Separator }, item];
  });
}

export interface TextOptions {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly isPassword?: boolean;
  readonly canGoBack?: boolean;
  /** Why the text cannot be taken; undefined if it can. Asked on Enter, so that nobody is scolded while typing. */
  readonly problemOf?: (text: string) => string | undefined;
  /** Told what is typed when the box closes in whatever way. */
  readonly onDidClose?: (text: string) => void;
}

/** Asks for a line of text. Losing the focus does not close the box: what is typed stays. */
export async function askText(options: TextOptions): Promise<Answer<string>> {
  const box = vscode.window.createInputBox();
  box.title = options.title;
  box.prompt = options.prompt;
  box.placeholder = options.placeholder;
  box.value = options.value ?? '';
  box.password = options.isPassword ?? false;
  box.ignoreFocusOut = true;
  if (options.canGoBack) box.buttons = [vscode.QuickInputButtons.Back];
  try {
    return await new Promise((resolve) => {
      box.onDidChangeValue(() => {
        box.validationMessage = undefined;
      });
      box.onDidAccept(() => {
        box.validationMessage = options.problemOf?.(box.value);
        if (box.validationMessage === undefined) resolve({ value: box.value });
      });
      box.onDidTriggerButton(() => resolve('back'));
      box.onDidHide(() => resolve(undefined));
      box.show();
    });
  } finally {
    options.onDidClose?.(box.value);
    box.dispose();
  }
}
