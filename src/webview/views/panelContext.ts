import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ProblemAction } from '../../model/explain.ts';
import type { AnswerDraft, InputAnswer } from '../../model/inputRequest.ts';
import type { Part } from '../../model/message.ts';
import type { ComposerItem, ConversationAction, MessageAction, RunAction } from '../../model/panel.ts';
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
  chooseItem(kind: ComposerItem['kind']): void;
  attachImage(dataUrl: string, name: string): void;
  removeItem(id: string): void;
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
