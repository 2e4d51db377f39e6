import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { RunFacts, RunTab } from '../../../model/runPanel.ts';
import { modelWords, runStatusWords } from '../../../model/runWords.ts';
import { type Run, isActive } from '../../../model/thread.ts';
import type { IconName } from '../../icons.ts';
import { Icon } from '../../views/Icon.tsx';
import type { RunStore, RunView } from '../runStore.ts';
import { DetailsTab } from './DetailsTab.tsx';
import { type RunContext, RunContextProvider } from './runContext.ts';
import { Tabs } from '../../views/Tabs.tsx';
import { TraceTab } from './TraceTab.tsx';
import { WhyTab } from './WhyTab.tsx';

const tabs: readonly { readonly id: RunTab; readonly title: string }[] = [
  { id: 'details', title: 'Details' },
  { id: 'trace', title: 'Trace' },
  { id: 'why', title: 'Why' },
];

export interface RunPanelProps {
  readonly view: RunView;
  readonly store: RunStore;
  readonly clock: Pick<RunContext, 'nowMs' | 'epochNow'>;
}

/** The whole panel of one run. */
export function RunPanel({ view, store, clock }: RunPanelProps): JSX.Element {
  const { current: context } = useRef<RunContext>({
    ...clock,
    post: (message) => store.post(message),
    announce: (text) => store.announce(text),
  });
  const { facts } = view;
  const run = facts && 'value' in facts.run ? facts.run.value : undefined;
  const tab = view.identity?.tab ?? 'details';

  function contentOf(each: RunTab): JSX.Element {
    switch (each) {
      case 'details':
        return <DetailsTab facts={facts} onShowTrace={() => store.openTab('trace')} />;
      case 'trace':
        return <TraceTab view={view} run={run} />;
      case 'why':
        return <WhyTab view={view} run={run} onScope={(scope) => store.setScope(scope)} />;
    }
  }

  return (
    <RunContextProvider value={context}>
      <div class="inspector">
        <header class="panel-header">{facts && <RunHeader facts={facts} run={run} />}</header>
        <main class="inspector-main">
          <Tabs
            name="What to show of the run"
            tabs={tabs}
            selected={tab}
            onSelect={(each) => store.openTab(each)}
            contentOf={contentOf}
          />
        </main>
        <div class="hidden-text" role="status">
          {view.announcement}
        </div>
      </div>
    </RunContextProvider>
  );
}

const statusIcons: Readonly<Record<Run['status'], IconName>> = {
  queued: 'question',
  running: 'question',
  completed: 'success',
  failed: 'error',
  cancelled: 'stopped',
  'needs-input': 'question',
  unknown: 'question',
};

function RunHeader({ facts, run }: { readonly facts: RunFacts; readonly run: Run | undefined }): JSX.Element {
  const agent = facts.agentName ?? run?.agentId;
  const model = run && modelWords(run);
  return (
    <>
      <h1 class="panel-title" dir="auto" title={facts.threadTitle}>
        Run of {facts.threadTitle}
      </h1>
      <div class="panel-facts">
        {run && (
          <span class={`fact run-status run-status-${run.status}`}>
            <StatusIcon run={run} />
            {runStatusWords(run)}
          </span>
        )}
        <span class="fact">{facts.connectionName}</span>
        {agent !== undefined && <span class="fact">{agent}</span>}
        {model !== undefined && <span class="fact">{model}</span>}
      </div>
    </>
  );
}

/** A run whose status is not known may go on, but nothing is known to move. */
function StatusIcon({ run }: { readonly run: Run }): JSX.Element {
  if (isActive(run.status) && run.status !== 'unknown') return <span class="spinner" aria-hidden="true" />;
  return <Icon name={statusIcons[run.status]} />;
}
