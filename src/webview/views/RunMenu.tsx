import type { JSX } from 'preact';
import type { RunAction } from '../../model/panel.ts';
import { Icon } from './Icon.tsx';
import { Menu } from './Menu.tsx';
import { usePanel } from './panelContext.ts';

const labels: Readonly<Record<RunAction, string>> = {
  details: 'Details',
  trace: 'Trace',
  attribute: 'Why did it say that?',
};

/** Leads from an answer to the run that gave it. */
export function RunMenu({
  runId,
  actions,
}: {
  readonly runId: string;
  readonly actions: readonly RunAction[];
}): JSX.Element {
  const panel = usePanel();
  const items = actions.map((action) => ({
    id: action,
    label: labels[action],
    onChoose: () => panel.doWithRun(action, runId),
  }));
  return (
    <Menu name="Run" items={items} className="named-tool" title={`What happened in run ${runId}`} side="start">
      <span>Run</span>
      <Icon name="chevron" className="unfolds" />
    </Menu>
  );
}
