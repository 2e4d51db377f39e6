import type { JSX } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import type { RunCommand, RunFacts } from '../../../model/runPanel.ts';
import { type Run, isActive } from '../../../model/thread.ts';
import { readable } from '../../toolSummary.ts';
import { Icon } from '../../views/Icon.tsx';
import { LongText } from '../../views/LongText.tsx';
import { type Detail, type DetailGroup, runDetails } from '../runDetails.ts';
import { useRun } from './runContext.ts';
import { RunProblem } from './RunProblem.tsx';

const labels: Readonly<Record<RunCommand, string>> = {
  refresh: 'Refresh',
  attach: 'Attach',
  cancel: 'Cancel Run',
  rerun: 'Run Again',
  openThread: 'Open Thread',
};

const busyLabels: Readonly<Record<RunCommand, string>> = {
  refresh: 'Reading…',
  attach: 'Attaching…',
  cancel: 'Cancelling…',
  rerun: 'Starting…',
  openThread: 'Opening…',
};

const order: readonly RunCommand[] = ['attach', 'cancel', 'rerun', 'openThread', 'refresh'];

/** Everything that is known of the run. */
export function DetailsTab({
  facts,
  onShowTrace,
}: {
  readonly facts: RunFacts | undefined;
  readonly onShowTrace: () => void;
}): JSX.Element {
  const panel = useRun();
  if (!facts) return <p class="inspector-hint">Reading the run…</p>;
  const { run } = facts;
  const value = 'value' in run ? run.value : undefined;
  const retry = (): void => panel.post({ type: 'command', command: 'refresh' });
  return (
    <div class="inspector-content">
      <div class="inspector-actions">
        {order
          .filter((command) => facts.commands.includes(command))
          .map((command) => (
            <CommandButton key={command} command={command} busyWith={facts.busyWith} />
          ))}
        <CopyButton text={facts.runId} />
      </div>
      {facts.problem && <RunProblem problem={facts.problem} onRetry={retry} />}
      {run.step === 'failed' && <RunProblem problem={run.problem} onRetry={retry} />}
      {run.step === 'unsupported' && <p class="inspector-hint">{facts.connectionName} shows no single runs.</p>}
      {value?.status === 'failed' && <FailureReason run={value} onShowTrace={onShowTrace} />}
      {value ? (
        <Groups facts={facts} run={value} />
      ) : (
        run.step === 'reading' && <p class="inspector-hint">Reading the run…</p>
      )}
    </div>
  );
}

function CommandButton({
  command,
  busyWith,
}: {
  readonly command: RunCommand;
  readonly busyWith: RunCommand | undefined;
}): JSX.Element {
  const panel = useRun();
  return (
    <button
      type="button"
      class={command === 'attach' ? 'button' : 'button button-secondary'}
      aria-disabled={busyWith !== undefined}
      onClick={() => {
        if (busyWith === undefined) panel.post({ type: 'command', command });
      }}
    >
      {busyWith === command ? busyLabels[command] : labels[command]}
    </button>
  );
}

function CopyButton({ text }: { readonly text: string }): JSX.Element {
  const panel = useRun();
  const copy = (): void => {
    panel.post({ type: 'copy', text });
    panel.announce('Copied');
  };
  return (
    <button type="button" class="button button-secondary" onClick={copy}>
      Copy Run Id
    </button>
  );
}

function FailureReason({ run, onShowTrace }: { readonly run: Run; readonly onShowTrace: () => void }): JSX.Element {
  return (
    <div class="run-failure" role="group" aria-label="Why it failed">
      <Icon name="error" className="failed" />
      <div>
        {run.reason === undefined ? (
          <p>The service does not keep why a run failed. Its trace may show where.</p>
        ) : (
          <p dir="auto">{run.reason}</p>
        )}
        <button type="button" class="text-button" onClick={onShowTrace}>
          Show Trace
        </button>
      </div>
    </div>
  );
}

/** While the run goes on its duration counts on, once a second. */
function Groups({ facts, run }: { readonly facts: RunFacts; readonly run: Run }): JSX.Element {
  const panel = useRun();
  const [, tick] = useState(0);
  const isGoingOn = isActive(run.status);
  useEffect(() => {
    if (!isGoingOn) return undefined;
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [isGoingOn]);
  return (
    <>
      {runDetails(facts, run, panel.epochNow()).map((group) => (
        <Group key={group.title} group={group} />
      ))}
    </>
  );
}

function Group({ group }: { readonly group: DetailGroup }): JSX.Element {
  const id = useId();
  return (
    <section class="run-group" aria-labelledby={id}>
      <h2 class="run-group-title" id={id}>
        {group.title}
      </h2>
      <dl class="run-details">
        {group.details.map((detail) => (
          <div key={detail.name} class={`run-detail run-detail-${detail.kind}`}>
            <dt>{detail.name}</dt>
            <dd dir="auto">
              <Value detail={detail} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Value({ detail }: { readonly detail: Detail }): JSX.Element {
  switch (detail.kind) {
    case 'text':
    case 'code':
      return (
        <>
          {detail.kind === 'code' ? <code>{detail.value}</code> : detail.value}
          {detail.note !== undefined && <p class="run-note">{detail.note}</p>}
        </>
      );
    case 'time':
      return (
        <time dateTime={detail.iso} title={detail.iso}>
          {detail.value}
        </time>
      );
    case 'long':
      return <OnRequest name={detail.name} value={detail.value} />;
  }
}

/** Instructions and schemas are long and nobody's first question. */
function OnRequest({ name, value }: { readonly name: string; readonly value: unknown }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="text-button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? `Hide ${name}` : `Show ${name}`}
      </button>
      {isOpen && <LongText title={name} text={readable(value)} />}
    </>
  );
}
