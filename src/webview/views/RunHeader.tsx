import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { PanelState, RunView } from '../../model/panel.ts';
import { articleOfRun } from '../articleOfRun.ts';
import { elapsedNow } from '../elapsed.ts';
import { useLater } from '../laterParts.ts';
import type { PanelView } from '../panelStore.ts';
import {
  activityWords,
  canStop,
  clockWords,
  isBusy,
  preciseWords,
  takenWords,
  usageDetail,
  usageWords,
} from '../words.ts';
import { Icon } from './Icon.tsx';
import { usePanel } from './panelContext.ts';
import { useTick } from './useTick.ts';

export interface RunHeaderProps {
  readonly panel: PanelState;
  readonly run: RunView;
  readonly elapsed: PanelView['elapsed'];
}

/** The run in one line: who works, how it stands, how long, at what cost; a way to end it; and its timeline. */
export function RunHeader({ panel: state, run, elapsed }: RunHeaderProps): JSX.Element {
  const panel = usePanel();
  const latest = useRef(state);
  latest.current = state;
  const { timeline } = run;
  const later = useLater(timeline !== undefined);
  const { runId } = run.state;
  // Made anew only when it has changed: while text streams this view is drawn with every frame.
  const bar = useMemo(() => {
    const onReveal = (partKey: string): void => {
      const article = articleOfRun(latest.current);
      if (article !== undefined) panel.revealPart(article, partKey);
    };
    // There from the beginning, so that nothing moves down when the first segment comes.
    if (!timeline || (timeline.segments.length === 0 && !elapsed.isRunning)) return undefined;
    if (!later) return <div class="timeline" />;
    return <later.Timeline timeline={timeline} elapsed={elapsed} onReveal={onReveal} />;
  }, [timeline, elapsed, later]);
  const canShowTrace = !bar && !isBusy(run) && runId !== undefined && (state.runActions?.includes('trace') ?? false);
  return (
    <div class={`run-header ${isBusy(run) ? 'is-active' : 'is-over'}`} role="group" aria-label="Run status">
      <div class="run-facts">
        <RunFacts run={run} agentName={run.agentName ?? agentNameOf(state)} elapsed={elapsed} />
        {canShowTrace && (
          <button type="button" class="text-button" onClick={() => panel.doWithRun('trace', runId)}>
            Show Trace
          </button>
        )}
        {canStop(run) && <EndRun isStopping={run.activity === 'stopping'} description={state.stopDescription} />}
      </div>
      {bar}
    </div>
  );
}

function RunFacts(props: {
  readonly run: RunView;
  readonly agentName: string | undefined;
  readonly elapsed: PanelView['elapsed'];
}): JSX.Element {
  const { run, agentName, elapsed } = props;
  const firstTokenMs = run.timeline?.firstTokenMs;
  const usage = usageWords(run.state.usage);
  const detail = usageDetail(run.state.usage);
  return (
    <>
      {agentName !== undefined && <span class="fact">{agentName}</span>}
      <span class={`fact fact-status ${isBusy(run) ? 'is-active' : `is-${run.state.outcome ?? 'unknown'}`}`}>
        {activityWords(run)}
      </span>
      <Elapsed elapsed={elapsed} />
      {firstTokenMs !== undefined && (
        <span class="fact fact-time" title="From the start of the run to the first character of reasoning or answer">
          first token {preciseWords(firstTokenMs)}
        </span>
      )}
      {usage !== undefined && (
        <span class="fact fact-time">
          {usage}
          {detail !== undefined && ` (${detail})`}
        </span>
      )}
    </>
  );
}

/** Counts on by itself, once a second. */
function Elapsed({ elapsed }: { readonly elapsed: PanelView['elapsed'] }): JSX.Element | null {
  const panel = usePanel();
  useTick(elapsed.isRunning);
  const ms = elapsedNow(elapsed, panel.nowMs());
  if (ms < 1 && !elapsed.isRunning) return null;
  return <span class="fact fact-time">{elapsed.isRunning ? clockWords(ms) : takenWords(ms)}</span>;
}

/** The same as *Stop* at the box in which one types, where the run is looked at; two buttons of one name would be one too many. */
function EndRun({
  isStopping,
  description,
}: {
  readonly isStopping: boolean;
  readonly description: string;
}): JSX.Element {
  const panel = usePanel();
  return (
    <button
      type="button"
      class="icon-button end-run"
      aria-label="End Run"
      aria-disabled={isStopping}
      title={description === '' ? 'End Run' : `End Run. ${description}`}
      onClick={() => {
        if (!isStopping) panel.stop();
      }}
    >
      <Icon name="stop" />
    </button>
  );
}

function agentNameOf({ agents, agentId }: PanelState): string | undefined {
  return agents.find((each) => each.id === agentId)?.name;
}
