import type { JSX } from 'preact';
import type { PanelState } from '../../model/panel.ts';
import type { PanelView } from '../panelStore.ts';
import { Icon } from './Icon.tsx';
import { Menu } from './Menu.tsx';
import { usePanel } from './panelContext.ts';
import { RunHeader } from './RunHeader.tsx';

/** What thread this is, on which connection, what can be done with all of it, and what its run is doing. */
export function Header({
  panel,
  elapsed,
}: {
  readonly panel: PanelState;
  readonly elapsed: PanelView['elapsed'];
}): JSX.Element {
  const { run } = panel;
  const agent = panel.agents.find((each) => each.id === panel.agentId)?.name;
  return (
    <>
      <div class="panel-heading">
        <h1 class="panel-title" dir="auto" title={panel.title}>
          {panel.title || 'New Thread'}
        </h1>
        {panel.messages.length > 0 && <ThreadMenu />}
      </div>
      <div class="panel-facts">
        <span class="fact">{panel.connectionName}</span>
        {run ? (
          <RunHeader panel={panel} run={run} elapsed={elapsed} />
        ) : (
          agent !== undefined && <span class="fact">{agent}</span>
        )}
      </div>
    </>
  );
}

/** What concerns the whole conversation. */
function ThreadMenu(): JSX.Element {
  const panel = usePanel();
  const items = [
    {
      id: 'copy',
      label: 'Copy Conversation as Markdown',
      onChoose: () => panel.doWithConversation('copy'),
    },
    {
      id: 'open',
      label: 'Open Conversation as Document',
      onChoose: () => panel.doWithConversation('open'),
    },
  ];
  return (
    <Menu name="Thread Actions" items={items} className="icon-button" title="Thread Actions">
      <Icon name="more" />
    </Menu>
  );
}
