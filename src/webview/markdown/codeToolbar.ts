import { icon } from '../icons.ts';

/** What the buttons of a code block do with its code. */
export interface CodeActions {
  copy(code: string): void;
  insert(code: string): void;
}

/**
 * The head of a code block: its language and what can be done with the code.
 *
 * @param label shows the language; owned by the block
 * @param code the code as it is when a button is pressed
 */
export function createCodeToolbar(
  document: Document,
  label: HTMLElement,
  actions: CodeActions,
  code: () => string,
): HTMLElement {
  const toolbar = document.createElement('div');
  toolbar.className = 'code-toolbar';
  toolbar.append(
    label,
    toolButton(document, 'Copy', 'copy', () => actions.copy(code())),
    toolButton(document, 'Insert at Cursor', 'insert', () => actions.insert(code())),
  );
  return toolbar;
}

function toolButton(document: Document, name: string, iconName: 'copy' | 'insert', act: () => void): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'icon-button';
  button.title = name;
  button.setAttribute('aria-label', name);
  button.append(icon(document, iconName));
  button.addEventListener('click', () => {
    act();
    if (name === 'Copy') confirmBriefly(document, button);
  });
  return button;
}

/** Shows a check mark in place of the icon for a moment; the button keeps its name. */
function confirmBriefly(document: Document, button: HTMLElement): void {
  button.replaceChildren(icon(document, 'check'));
  setTimeout(() => button.replaceChildren(icon(document, 'copy')), 1500);
}
