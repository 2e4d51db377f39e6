import type { JSX } from 'preact';
import type { StateTab } from '../../../model/statePanel.ts';
import { Tabs } from '../../views/Tabs.tsx';
import type { StateStore, StateView } from '../stateStore.ts';
import { HistoryList } from './HistoryList.tsx';
import { StateContent } from './StateContent.tsx';
import { StateContextProvider } from './stateContext.ts';
import { StateProblem } from './StateProblem.tsx';

const tabs: readonly { readonly id: StateTab; readonly title: string }[] = [
  { id: 'state', title: 'State' },
  { id: 'history', title: 'History' },
];

export interface StatePanelProps {
  readonly view: StateView;
  readonly store: StateStore;
}

/** The whole panel of one thread's state. */
export function StatePanel({ view, store }: StatePanelProps): JSX.Element {
  const { facts } = view;
  return (
    <StateContextProvider value={store}>
      <div class="inspector">
        <header class="panel-header">
          {facts && (
            <>
              <h1 class="panel-title" dir="auto" title={facts.threadTitle}>
                State of {facts.threadTitle}
              </h1>
              <div class="panel-facts">
                <span class="fact">{facts.connectionName}</span>
                {facts.busyWith !== undefined && (
                  <span class="fact">
                    <span class="spinner" aria-hidden="true" /> {facts.busyWith}
                  </span>
                )}
              </div>
            </>
          )}
        </header>
        <main class="inspector-main">
          <Tabs
            name="What to show of the thread"
            tabs={tabs}
            selected={view.identity?.tab ?? 'state'}
            onSelect={(tab) => store.openTab(tab)}
            contentOf={(tab) =>
              facts ? (
                <div class="inspector-content">
                  {facts.problem && <StateProblem problem={facts.problem} />}
                  {tab === 'state' ? (
                    <StateContent facts={facts} />
                  ) : (
                    <HistoryList facts={facts} chosen={view.chosen} />
                  )}
                </div>
              ) : (
                <p class="inspector-hint">Reading the state…</p>
              )
            }
          />
        </main>
        <div class="hidden-text" role="status">
          {view.announcement}
        </div>
      </div>
    </StateContextProvider>
  );
}
