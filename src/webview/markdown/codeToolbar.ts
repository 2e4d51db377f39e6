import { type IconName, icon } from '../icons.ts';
import { fileHint } from './fileHint.ts';
import type { FileTarget } from './linkTarget.ts';

/** What the buttons of a code block do with its code. */
export interface CodeActions {
  copy(code: string): void;
  insert(code: string): void;
  /** Offers everything else that can be done with a block, in a menu at its button. */
  offerMore(block: ShownCode, button: HTMLElement, opening: 'first' | 'last'): void;
  /** Makes a link of `element`, whose text names a file, as soon as it is known that there is such a file. */
  mention(element: HTMLElement, target: FileTarget): void;
}

/** A block of code as it is when a button is pressed. */
export interface ShownCode {
  readonly code: string;
  /** The fence's first word, as written. */
  readonly language: string;
  /** The file that the block says it is for. */
  readonly path?: string;
  /** False while more lines may follow. */
  readonly isComplete: boolean;
}

/** The head of a code block: its language, the file it is for and what can be done with the code. */
export interface CodeToolbar {
  readonly element: HTMLElement;
  /** Shows the file that the block names; see {@link fileHint}. */
  nameFile(info: string, firstLine: string): void;
}

/**
 * @param label shows the language; owned by the block
 * @param shown the code as it is when a button is pressed
 */
export function createCodeToolbar(
  document: Document,
  label: HTMLElement,
  actions: CodeActions,
  shown: () => Omit<ShownCode, 'path'>,
): CodeToolbar {
  const element = document.createElement('div');
  const file = document.createElement('span');
  let path: string | undefined;
  file.className = 'code-path';
  file.dir = 'ltr';

  const withPath = (): ShownCode => ({ ...shown(), ...(path === undefined ? {} : { path }) });
  const copy = toolButton(document, 'Copy', 'copy');
  const insert = toolButton(document, 'Insert at Cursor', 'insert');
  const more = toolButton(document, 'More Code Actions', 'more');
  more.setAttribute('aria-haspopup', 'menu');
  more.setAttribute('aria-expanded', 'false');
  copy.addEventListener('click', () => {
    actions.copy(shown().code);
    confirmBriefly(document, copy);
  });
  insert.addEventListener('click', () => actions.insert(shown().code));
  more.addEventListener('click', () => actions.offerMore(withPath(), more, 'first'));
  more.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    actions.offerMore(withPath(), more, event.key === 'ArrowDown' ? 'first' : 'last');
  });
  element.className = 'code-toolbar';
  element.append(label, copy, insert, more);

  return {
    element,
    nameFile(info, firstLine) {
      const named = fileHint(info, firstLine);
      if (named === path) return;
      path = named;
      file.remove();
      if (path === undefined) return;
      file.textContent = file.title = path;
      label.after(file);
      actions.mention(file, { kind: 'file', path });
    },
  };
}

function toolButton(document: Document, name: string, iconName: IconName): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'icon-button';
  button.title = name;
  button.setAttribute('aria-label', name);
  button.append(icon(document, iconName));
  return button;
}

/** Shows a check mark in place of the icon for a moment; the button keeps its name. */
function confirmBriefly(document: Document, button: HTMLElement): void {
  button.replaceChildren(icon(document, 'check'));
  setTimeout(() => button.replaceChildren(icon(document, 'copy')), 1500);
}
