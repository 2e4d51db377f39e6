import type { JSX } from 'preact';
import type { Message } from '../../model/message.ts';
import type { MessageAction } from '../../model/panel.ts';
import { mainMessage, type TranscriptItem } from '../../model/transcript.ts';
import type { MenuItem } from './Menu.tsx';
import { usePanel } from './panelContext.ts';
import { type Tool, Toolbar } from './Toolbar.tsx';

/** Why messages cannot be changed and no run be started from one now; absent where they can. */
export interface Obstacles {
  readonly change?: string;
  readonly run?: string;
}

export interface MessageToolsProps {
  readonly item: TranscriptItem;
  /** The message as Markdown; empty if there is nothing to copy. */
  readonly text: string;
  /** Of an answer that came in several pieces the last; else empty. */
  readonly finalText: string;
  readonly actions: readonly MessageAction[];
  readonly obstacles: Obstacles;
  /** Set while a passage of this answer is selected and the service can say what it rests on. */
  readonly onAskWhy?: () => void;
  /** Set while a passage of this message is selected. */
  readonly onQuote?: () => void;
}

const labels: Readonly<Record<MessageAction, string>> = {
  edit: 'Edit',
  editAndRun: 'Edit and Run Again',
  runAgain: 'Run Again from Here',
  delete: 'Delete',
  raw: 'Show as JSON',
};

/** Everything else is for the menu. */
const direct: readonly MessageAction[] = ['edit'];

/** What can be done with a message. An answer that is still written can be quoted and nothing else. */
export function MessageTools(props: MessageToolsProps): JSX.Element | null {
  const { item, text, finalText, actions, obstacles, onAskWhy, onQuote } = props;
  const panel = usePanel();
  const message = mainMessage(item);
  const possible = message ? actions.filter((action) => isPossible(action, message)) : [];
  const entry = (action: MessageAction): MenuItem => {
    const whyNot = whyNotNow(action, obstacles);
    return {
      id: action,
      label: labels[action],
      onChoose: () => message && panel.doWithMessage(action, message.id),
      ...(whyNot === undefined ? {} : { whyNot }),
    };
  };
  const tools: Tool[] = [];
  if (onQuote) tools.push({ id: 'quote', name: 'Quote in Message', icon: 'quote', isNamed: true, onUse: onQuote });
  if (item.isLive) return tools.length === 0 ? null : <Toolbar name="Message actions" tools={tools} />;
  if (onAskWhy) tools.push({ id: 'why', name: 'Why this passage?', icon: 'question', isNamed: true, onUse: onAskWhy });
  if (text !== '') tools.push({ id: 'copy', name: 'Copy', icon: 'copy', onUse: () => panel.copy(text) });
  for (const action of direct.filter((each) => possible.includes(each))) {
    const { onChoose, whyNot } = entry(action);
    tools.push({
      id: action,
      name: labels[action],
      icon: 'edit',
      onUse: onChoose,
      ...(whyNot === undefined ? {} : { whyNot }),
    });
  }
  const changes = possible.filter((action) => !direct.includes(action)).map(entry);
  const items: readonly MenuItem[] = [
    ...changes.filter(({ id }) => id !== 'raw'),
    ...(finalText === '' ? [] : [{ id: 'final', label: 'Copy Final Answer', onChoose: () => panel.copy(finalText) }]),
    ...(text === '' ? [] : [{ id: 'open', label: 'Open as Document', onChoose: () => panel.openText(text) }]),
    ...changes.filter(({ id }) => id === 'raw'),
  ];
  if (items.length > 0) {
    const note = changes.length > 0 ? noteOn(item.messages.length) : {};
    tools.push({ id: 'more', name: 'More Actions', icon: 'more', items, ...note });
  }
  return tools.length === 0 ? null : <Toolbar name="Message actions" tools={tools} />;
}

/** An answer is often several messages, of which the actions take the one that a person reads. */
function noteOn(count: number): { readonly note?: string } {
  return count < 2
    ? {}
    : { note: `This answer consists of ${count} messages. Changes and JSON concern its last text.` };
}

function isPossible(action: MessageAction, message: Message): boolean {
  if (action === 'edit') return message.parts.some((part) => part.type === 'text');
  if (action === 'editAndRun' || action === 'runAgain') return message.role !== 'assistant' && message.role !== 'tool';
  return true;
}

function whyNotNow(action: MessageAction, { change, run }: Obstacles): string | undefined {
  switch (action) {
    case 'edit':
    case 'delete':
      return change;
    case 'editAndRun':
    case 'runAgain':
      return run;
    case 'raw':
      return undefined;
  }
}
