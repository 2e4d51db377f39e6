import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { MessageAction, PanelState, RunAction } from '../../model/panel.ts';
import { optional } from '../../model/parse.ts';
import { elapsedNow } from '../elapsed.ts';
import type { PanelView } from '../panelStore.ts';
import { useLater } from '../laterParts.ts';
import { type Passage, selectedPassage } from '../passage.ts';
import { isBusy } from '../words.ts';
import { Articles, type ArticlesProps, type SelectedPlace } from './Articles.tsx';
import type { Obstacles } from './MessageTools.tsx';
import { usePanel } from './panelContext.ts';
import { ProblemBox } from './ProblemBox.tsx';
import { RunLine } from './RunLine.tsx';

export interface ConversationProps extends Pick<ArticlesProps, 'items' | 'articleWindow' | 'startKey'> {
  readonly panel: PanelState;
  /** True while older messages are on their way. */
  readonly isLoadingOlder: boolean;
  readonly elapsed: PanelView['elapsed'];
}

/** All articles, what the run is doing and what went wrong. */
export function Conversation(props: ConversationProps): JSX.Element {
  const { panel, items, elapsed, articleWindow, startKey, isLoadingOlder } = props;
  const context = usePanel();
  const later = useLater(panel.inputRequests !== undefined || panel.pendingSteps !== undefined);
  const { run, problem, messageActions = noMessageActions, runActions = noRunActions } = panel;
  const obstacles = useObstacles(panel);
  const passage = usePassage();
  const isEmpty = items.all.length === 0;
  const problemBox = problem && (
    <ProblemBox
      key="problem"
      problem={problem}
      onCopy={(text) => context.copy(text)}
      onAct={(action) => context.act(action)}
    />
  );
  if (panel.load === 'loading' && isEmpty) return <Loading />;
  if (panel.load === 'failed' && isEmpty) return problemBox ?? <Failed />;
  if (isEmpty && !run && !problem) return <Empty panel={panel} />;
  return (
    <>
      {panel.hasOlder && (
        <div key="older" class="older">
          <button
            type="button"
            class="button button-secondary"
            aria-disabled={isLoadingOlder}
            onClick={() => isLoadingOlder || context.loadOlder()}
          >
            {isLoadingOlder && <span class="spinner" aria-hidden="true" />}
            {isLoadingOlder ? 'Loading Older Messages…' : 'Load Older Messages'}
          </button>
        </div>
      )}
      <Articles
        key="articles"
        items={items}
        articleWindow={articleWindow}
        startKey={startKey}
        panel={panel}
        messageActions={messageActions}
        runActions={runActions}
        obstacles={obstacles}
        passage={passage}
      />
      {run && (
        <RunLine
          key="run"
          run={run}
          elapsedMs={elapsedNow(elapsed, context.nowMs())}
          showsRequests={panel.inputRequests === undefined}
        />
      )}
      {panel.inputRequests && later && <later.NeedsInput key="needs-input" requests={panel.inputRequests} />}
      {panel.pendingSteps && later && <later.Unfinished key="unfinished" steps={panel.pendingSteps} />}
      {problemBox}
    </>
  );
}

// The same objects every time, so that articles without actions are not drawn anew for them.
const noMessageActions: readonly MessageAction[] = [];
const noRunActions: readonly RunAction[] = [];

/** What stands in the way of changing messages and of running again; the same object as long as it says the same. */
function useObstacles({ run, cannotSend }: PanelState): Obstacles {
  const change = isBusy(run) ? 'The agent is still working. This can be done when it has finished.' : undefined;
  const start = change ?? cannotSend;
  return useMemo(() => optional({ change, run: start }), [change, start]);
}

/**
 * Which article has a passage selected in it, and what it is. Drawn anew only when the selection enters or leaves an
 * article; the words are asked for when they are needed.
 */
function usePassage(): SelectedPlace {
  const [place, setPlace] = useState<Pick<Passage, 'key' | 'isAnswer'>>();
  const words = useRef('');
  const text = useRef(() => words.current);
  useEffect(() => {
    const onSelection = (): void => {
      const passage = selectedPassage(document);
      if (passage) words.current = passage.text;
      setPlace((known) => (known?.key === passage?.key && known?.isAnswer === passage?.isAnswer ? known : passage));
    };
    document.addEventListener('selectionchange', onSelection);
    return () => document.removeEventListener('selectionchange', onSelection);
  }, []);
  return { ...place, text: text.current };
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
        Type below, or select code in the editor and press{' '}
        <span class="keys">
          <kbd>{isMac() ? '⌘K' : 'Ctrl+K'}</kbd> <kbd>A</kbd>
        </span>
        .{agent !== undefined && ` ${agent} answers.`}
      </p>
    </div>
  );
}

function isMac(): boolean {
  return typeof navigator === 'object' && /Mac/.test(navigator.userAgent);
}
