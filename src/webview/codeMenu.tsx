import { render } from 'preact';
import { askedCode } from '../model/askedCode.ts';
import type { CodeAction } from '../model/codeAction.ts';
import { describeReference } from '../model/codeReference.ts';
import type { Message } from '../model/message.ts';
import { maxPanelTextLength, type PanelMessage, type PanelState } from '../model/panel.ts';
import { optional } from '../model/parse.ts';
import type { Snippet } from '../model/prompt.ts';
import { createConversationItems } from './conversationItems.ts';
import type { ShownCode } from './markdown/codeToolbar.ts';
import type { MenuItem } from './views/Menu.tsx';
import { MenuBox, type MenuBoxProps } from './views/MenuBox.tsx';

/** Languages of which a block may be commands. */
const shells = /^(?:bash|sh|shell|shellscript|shellsession|zsh|console|terminal|powershell|ps1|pwsh|cmd|bat|batch)$/i;

/** How many pieces of attached code are offered to be replaced. */
const maxReplacements = 4;

/** By their buttons: how to close them. */
const openMenus = new WeakMap<HTMLElement, () => void>();

/**
 * Opens the menu of a code block at its button, or closes it if it is open.
 *
 * @param panel whose messages say what was asked
 */
export function toggleCodeMenu(
  button: HTMLElement,
  block: ShownCode,
  opening: MenuBoxProps['opening'],
  panel: PanelState | undefined,
  post: (message: PanelMessage) => void,
): void {
  const closeOpen = openMenus.get(button);
  if (closeOpen) {
    closeOpen();
    return;
  }
  const holder = button.ownerDocument.createElement('span');
  const close = (): void => {
    openMenus.delete(button);
    button.setAttribute('aria-expanded', 'false');
    render(null, holder);
    holder.remove();
  };
  openMenus.set(button, close);
  holder.className = 'code-menu';
  button.after(holder);
  button.setAttribute('aria-expanded', 'true');
  const items = codeMenuItems(block, questionBefore(button, panel), post);
  render(
    <MenuBox name="More Code Actions" items={items} opening={opening} button={() => button} onClose={close} />,
    holder,
  );
}

/** The message that the answer around an element answers. */
function questionBefore(element: HTMLElement, panel: PanelState | undefined): Message | undefined {
  const key = element.closest<HTMLElement>('article')?.dataset['key'];
  if (!panel || key === undefined) return undefined;
  const { earlier, latest } = createConversationItems()(panel.messages, panel.run);
  const items = [...earlier, ...latest];
  const place = items.findIndex((item) => item.key === key);
  return items.slice(0, Math.max(place, 0)).findLast((item) => item.role === 'user')?.messages[0];
}

/** What can be done with a block that answers `question`, apart from copying and inserting it. */
export function codeMenuItems(
  block: ShownCode,
  question: Message | undefined,
  post: (message: PanelMessage) => void,
): readonly MenuItem[] {
  const { code, language, path } = block;
  const asked = question ? askedCode(question).map((snippet, attachment) => ({ snippet, attachment })) : [];
  const files = asked.filter(({ snippet }) => snippet.reference.path !== '');
  const whyNot = whyNotYet(block);
  const item = (action: CodeAction, label: string, more: { attachment?: number; whyNot?: string } = {}): MenuItem => ({
    id: `${action}:${more.attachment ?? ''}`,
    label,
    ...optional({ whyNot: whyNot ?? more.whyNot }),
    onChoose() {
      const { attachment } = more;
      post({ type: 'codeAction', action, code, language, ...optional({ path, questionId: question?.id, attachment }) });
    },
  });
  const replacements = files
    .filter(({ snippet }) => canReplace(snippet, block))
    .slice(0, maxReplacements)
    .map(({ snippet, attachment }) =>
      item('replaceAsked', `Replace ${describeReference(snippet.reference)}`, { attachment }),
    );
  const only = files.length === 1 ? files[0] : undefined;
  const target = path ?? namedInDiff(code) ?? only?.snippet.reference.path;
  const apply =
    target === undefined
      ? item('apply', 'Apply as Change…', { whyNot: 'Neither the code nor the question says which file it is for.' })
      : item('apply', `Apply to ${target}…`, optional({ attachment: only?.attachment }));
  return [
    ...replacements,
    apply,
    item('newFile', 'New File…'),
    ...(shells.test(language) ? [item('runInTerminal', 'Run in Terminal…')] : []),
  ];
}

/** Not with a diff, not with commands unless commands were asked about, not with what is meant for another file. */
function canReplace({ reference, code }: Snippet, block: ShownCode): boolean {
  if (reference.startLine === undefined || reference.revision !== undefined || code.trim() === '') return false;
  if (namedInDiff(block.code) !== undefined) return false;
  if (shells.test(block.language) && !shells.test(reference.language ?? '')) return false;
  const { path } = block;
  return path === undefined || path.endsWith(reference.path) || reference.path.endsWith(path);
}

function whyNotYet({ code, isComplete }: ShownCode): string | undefined {
  if (!isComplete) return 'The code is still being written.';
  if (code.trim() === '') return 'The block is empty.';
  return code.length > maxPanelTextLength ? 'The block is too long.' : undefined;
}

/** The file that a unified diff changes, or how many it does. */
function namedInDiff(code: string): string | undefined {
  if (!/^@@/m.test(code)) return undefined;
  const names = [...code.matchAll(/^\+\+\+ (?:[ab]\/)?([^\t\n]+)/gm)].map((match) => match[1]?.trim() ?? '');
  return names.length > 1 ? `${names.length} Files` : names[0];
}
