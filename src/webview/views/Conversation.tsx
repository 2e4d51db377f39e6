import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { PanelState } from '../../model/panel.ts';
import type { TranscriptItem } from '../../model/transcript.ts';
import { type ConversationItems, createConversationItems } from '../conversationItems.ts';
import type { PanelView } from '../panelStore.ts';
import { Article, type ArticleProps } from './Article.tsx';
import { elapsedNow } from './Header.tsx';
import { createKeptNodes, type KeptNodes } from './keptNodes.ts';
import { usePanel } from './panelContext.ts';
import { ProblemBox } from './ProblemBox.tsx';
import { RunLine } from './RunLine.tsx';

export interface ConversationProps {
  readonly panel: PanelState;
  readonly elapsed: PanelView['elapsed'];
}

/** All articles, what the run is doing and what went wrong. */
export function Conversation({ panel, elapsed }: ConversationProps): JSX.Element {
  const context = usePanel();
  const items = useRef<ConversationItems | undefined>(undefined);
  const articles = useRef<KeptNodes<ArticleProps> | undefined>(undefined);
  items.current ??= createConversationItems();
  articles.current ??= createKeptNodes((key, props) => <Article key={key} {...props} />);
  const { run, problem } = panel;
  const shown = items.current(panel.messages, run);
  if (panel.load === 'loading' && shown.length === 0) return <Loading />;
  if (panel.load === 'failed' && shown.length === 0) return problem ? <ProblemBox problem={problem} /> : <Failed />;
  if (shown.length === 0 && !run && !problem) return <Empty panel={panel} />;
  const names = new Map(panel.agents.map((agent) => [agent.id, agent.name]));
  const kept = articles.current;
  const nodes = shown.map((item) => {
    const agentName = agentOf(item, panel, names);
    return kept.get(item.key, { item, ...(agentName ? { agentName } : {}) });
  });
  kept.endRound();
  return (
    <>
      {panel.hasOlder && (
        <div key="older" class="older">
          <button type="button" class="button button-secondary" onClick={() => context.loadOlder()}>
            Load Older Messages
          </button>
        </div>
      )}
      {nodes}
      {run && <RunLine key="run" run={run} elapsedMs={elapsedNow(elapsed, context.nowMs())} />}
      {problem && <ProblemBox key="problem" problem={problem} />}
    </>
  );
}

function agentOf(item: TranscriptItem, panel: PanelState, names: ReadonlyMap<string, string>): string {
  const agentId = item.messages.find((message) => message.agentId !== undefined)?.agentId;
  if (agentId !== undefined) return names.get(agentId) ?? '';
  return item.messages.length === 0 ? (panel.run?.agentName ?? '') : '';
}

function Loading(): JSX.Element {
  return (
    <div class="loading">
      <span class="hidden-text">Loading the thread</span>
      {[0, 1, 2].map((index) => (
        <div key={index} class="skeleton" aria-hidden="true">
          <div class="skeleton-line" />
          <div class="skeleton-line" />
          <div class="skeleton-line" />
        </div>
      ))}
    </div>
  );
}

function Failed(): JSX.Element {
  return <p class="empty-text">The thread could not be loaded.</p>;
}

function Empty({ panel }: { readonly panel: PanelState }): JSX.Element {
  const agent = panel.agents.find((each) => each.id === panel.agentId)?.name;
  return (
    <div class="empty">
      <h2 class="empty-title">Ask anything about your code</h2>
      <p class="empty-text">
        Type below, or select code in the editor and press <kbd>{isMac() ? '⌘K' : 'Ctrl+K'}</kbd> <kbd>A</kbd>.
        {agent !== undefined && ` ${agent} answers.`}
      </p>
    </div>
  );
}

function isMac(): boolean {
  return typeof navigator === 'object' && /Mac/.test(navigator.userAgent);
}
