import type { WireContent } from '../../wire/seekrflow.ts';
import type { AgentContext } from '../agent.ts';
import { readRequest } from '../codeLookup/readRequest.ts';
import type { StoredMessage } from '../store/messages.ts';

/** What an agent is asked: the newest user message taken apart, and what was said before it. */
export interface AgentRequest extends Pick<AgentContext, 'question' | 'attachments' | 'history'> {
  /** The content of the message that asks; files are named in it. */
  readonly content: WireContent;
}

/** @param messages the whole thread, oldest first. Without a user message the question is empty. */
export function agentRequestOf(messages: readonly StoredMessage[]): AgentRequest {
  const index = messages.findLastIndex((message) => message.role === 'user');
  const asking = messages[index];
  const earlier = asking ? messages.slice(0, index) : messages;
  const history = earlier.map(({ role, content }) => ({ role, text: flatText(content) }));
  if (!asking) return { question: '', attachments: [], history, content: '' };
  const { content, meta_data: metadata } = asking;
  return { ...readRequest(flatText(content), metadata), history, content };
}

/** The text of a message's content, whatever form it has. */
export function flatText(content: WireContent): string {
  if (typeof content === 'string') return content;
  return content.map((item) => ('text' in item ? item.text : '')).join('');
}
