import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ProblemAction } from '../../model/explain.ts';
import type { AnswerDraft, InputAnswer } from '../../model/inputRequest.ts';
import type { Part } from '../../model/message.ts';
import type {
  ChosenKind,
  ConversationAction,
  ItemAction,
  MessageAction,
  QueueAction,
  RunAction,
} from '../../model/panel.ts';
import type { Appended } from '../appendedText.ts';
import type { AnswerActions } from '../markdown/domTree.ts';

/** What views can do and look up, so that it need not be handed through every one of them. */
export interface PanelContext extends AnswerActions {
  send(): void;
  stop(): void;
  type(text: string): void;
  leaveComposer(): void;
  selectAgent(agentId: string): void;
  openSource(sourceId: string): void;
  loadOlder(): void;
  /** Asks for all older messages, or does without them. */
  readAll(isWanted: boolean): void;
  act(action: ProblemAction): void;
  doWithMessage(action: MessageAction, messageId: string): void;
  /** `highlight` is a passage of the run's answer. */
  doWithRun(action: RunAction, runId: string, highlight?: string): void;
  expandMessage(messageId: string): void;
  doWithConversation(action: ConversationAction): void;
  /** Shows Markdown in an editor beside the panel. */
  openText(text: string): void;
  /** Puts a passage into the box in which one types, as a quote. */
  quote(passage: string): void;
  /** Shows a part of an article by its name inside of it, and puts the focus on it. */
  revealPart(itemKey: string, partKey: string): void;
  chooseItem(kind: ChosenKind): void;
  attachImage(dataUrl: string, name: string): void;
  removeItem(id: string): void;
  /** A long text from the clipboard (without a name) or from a file goes with the message. */
  attachText(text: string, name?: string): void;
  /** Files of the editor, by their addresses. */
  attachFiles(uris: readonly string[]): void;
  doWithItem(action: ItemAction, id: string): void;
  /** The text of the item is in the box now. */
  inserted(id: string): void;
  /** Takes away the text that was pasted last; false if there is none, or something was typed since. */
  undoPaste(): boolean;
  /** Earlier prompts, one step; false if there is nothing to go to. */
  olderPrompt(): boolean;
  newerPrompt(): boolean;
  doWithQueued(action: QueueAction, nonce: string): void;
  changeRunSettings(): void;
  /** What is typed in answer to a request, by the request's key. */
  answerDraft(key: string): AnswerDraft;
  typeAnswer(key: string, draft: AnswerDraft): void;
  /** What was typed stays until the request is gone. */
  answer(answer: InputAnswer): void;
  continueRun(): void;
  /** Says something at the composer about what was to go with the message; undefined takes it away. */
  remark(text: string | undefined): void;
  /** Whether the person opened or closed a disclosure by hand; undefined if not. */
  isOpen(key: string): boolean | undefined;
  setOpen(key: string, isOpen: boolean): void;
  /** Whether somebody reads this part of an article or has selected something in it, so that it must not fold by itself. */
  isInUse(id: string): boolean;
  appendedTo(part: Part): Appended | undefined;
  nowMs(): number;
}

const context = createContext<PanelContext | undefined>(undefined);

export const PanelContextProvider = context.Provider;

export function usePanel(): PanelContext {
  const value = useContext(context);
  if (!value) throw new Error('a view outside the panel');
  return value;
}
