import * as vscode from 'vscode';

/** What VS Code said to the person while a test ran, and what the person would have answered. */
export interface Conversation {
  readonly said: readonly string[];
  /** The label of the button or entry that is chosen from now on; undefined dismisses. */
  answer(label: string | undefined): void;
  end(): void;
}

/** Puts `replacement` in the place of a function of VS Code's API; the result takes it back. */
export function replaceFunction<Name extends string, Owner extends Record<Name, unknown>>(
  owner: Owner,
  name: Name,
  replacement: Owner[Name],
): () => void {
  const original = owner[name];
  owner[name] = replacement;
  return () => {
    owner[name] = original;
  };
}

/** Listens to messages and picks in place of a person. */
export function listen(): Conversation {
  const said: string[] = [];
  let chosen: string | undefined;
  const say = (message: string): Promise<string | undefined> => {
    said.push(message);
    return Promise.resolve(chosen);
  };
  const pick = (items: readonly { readonly label: string }[]): Promise<unknown> => {
    said.push(...items.map((item) => item.label));
    return Promise.resolve(items.find((item) => item.label === chosen));
  };
  const owner = vscode.window as unknown as Record<string, unknown>;
  const restore = [
    replaceFunction(owner, 'showWarningMessage', say),
    replaceFunction(owner, 'showInformationMessage', say),
    replaceFunction(owner, 'showQuickPick', pick),
  ];
  return {
    said,
    answer(label) {
      chosen = label;
    },
    end: () => restore.forEach((each) => each()),
  };
}
