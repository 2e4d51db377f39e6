import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PanelState } from '../../model/panel.ts';
import type { PanelView } from '../panelStore.ts';
import { activityWords, durationWords, isBusy, takenWords, usageDetail, usageWords } from '../words.ts';
import { usePanel } from './panelContext.ts';

/** What thread this is, on which connection, and what its run is doing. */
export function Header({
  panel,
  elapsed,
}: {
  readonly panel: PanelState;
  readonly elapsed: PanelView['elapsed'];
}): JSX.Element {
  const { run } = panel;
  const agent = run?.agentName ?? panel.agents.find((each) => each.id === panel.agentId)?.name;
  const usage = usageWords(run?.state.usage);
  const detail = usageDetail(run?.state.usage);
  return (
    <>
      <h1 class="panel-title" dir="auto" title={panel.title}>
        {panel.title || 'New Thread'}
      </h1>
      <div class="panel-facts">
        <span class="fact">{panel.connectionName}</span>
        {agent !== undefined && <span class="fact">{agent}</span>}
        {run && (
          <span class={`fact fact-status ${isBusy(run) ? 'is-active' : `is-${run.state.outcome ?? 'unknown'}`}`}>
            {activityWords(run)}
          </span>
        )}
        {run && <Elapsed elapsed={elapsed} />}
        {usage !== undefined && (
          <span class="fact" {...(detail === undefined ? {} : { title: detail })}>
            {usage}
          </span>
        )}
      </div>
    </>
  );
}

/** Counts on by itself, once a second. */
function Elapsed({ elapsed }: { readonly elapsed: PanelView['elapsed'] }): JSX.Element | null {
  const panel = usePanel();
  const [, tick] = useState(0);
  useEffect(() => {
    if (!elapsed.isRunning) return undefined;
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [elapsed.isRunning]);
  const ms = elapsedNow(elapsed, panel.nowMs());
  if (ms < 1 && !elapsed.isRunning) return null;
  return <span class="fact fact-elapsed">{elapsed.isRunning ? durationWords(ms) : takenWords(ms)}</span>;
}

/** How long the run has taken by now. */
export function elapsedNow(elapsed: PanelView['elapsed'], nowMs: number): number {
  return elapsed.isRunning ? elapsed.ms + nowMs - elapsed.atMs : elapsed.ms;
}
