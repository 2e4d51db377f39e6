import { isObject, optional } from '../../model/parse.ts';
import {
  type CheckpointRow,
  type StateFacts,
  type StateHostMessage,
  type StatePanelIdentity,
  type StatePanelMessage,
  type StateTab,
  readStatePanelIdentity,
} from '../../model/statePanel.ts';
import { spokenAgain } from '../announcements.ts';
import type { HostPort } from '../hostPort.ts';

/** Everything the views show. */
export interface StateView {
  readonly identity?: StatePanelIdentity;
  /** Absent until the host has spoken. */
  readonly facts?: StateFacts;
  /** The checkpoints that the person chose to compare, two at most, by key. */
  readonly chosen: readonly string[];
  /** What the status region says. */
  readonly announcement: string;
}

export interface StateStore {
  view(): StateView;
  /** A message from the host. Anything else is ignored. */
  receive(message: unknown): void;
  /** Says that the panel listens; the host answers with all it knows. */
  start(): void;
  post(message: StatePanelMessage): void;
  openTab(tab: StateTab): void;
  /** Chooses a checkpoint to be compared, or no longer; a third one takes the place of the one chosen first. */
  choose(key: string, isChosen: boolean): void;
  announce(text: string): void;
}

export interface StateStoreOptions {
  readonly port: HostPort<StatePanelMessage>;
  readonly identity?: StatePanelIdentity;
  /** Something changed; the views should be rendered with the next frame. */
  readonly onChange: () => void;
}

/** The state panel's own state: what the host said, which tab is open, what is chosen. Knows nothing of the DOM. */
export function createStateStore({ port, onChange, ...options }: StateStoreOptions): StateStore {
  // What was kept is newer than what is written into the page: a panel that was hidden gets its page again as it was.
  const identity = readStatePanelIdentity(port.getState()) ?? options.identity;
  let view: StateView = { chosen: [], announcement: '', ...optional({ identity }) };
  keep();

  function keep(): void {
    if (view.identity) port.setState(view.identity);
  }

  function change(changes: Partial<StateView>): void {
    view = { ...view, ...changes };
    onChange();
  }

  function announce(text: string): void {
    change({ announcement: spokenAgain(view.announcement, text) });
  }

  function setFacts(facts: StateFacts): void {
    const before = view.facts;
    const keys = new Set(checkpointsOf(facts).map(({ key }) => key));
    const isRead = facts.history.step === 'ready';
    change({ facts, ...(isRead ? { chosen: view.chosen.filter((key) => keys.has(key)) } : {}) });
    const words = news(before, facts);
    if (words !== undefined) announce(words);
  }

  return {
    view: () => view,
    receive(message) {
      if (!isStateHostMessage(message)) return;
      if (message.type === 'facts') setFacts(message.facts);
      else {
        change({ identity: message.identity });
        keep();
      }
    },
    start: () => port.post({ type: 'ready' }),
    post: (message) => port.post(message),
    openTab(tab) {
      if (!view.identity || view.identity.tab === tab) return;
      change({ identity: { ...view.identity, tab } });
      keep();
      port.post({ type: 'tab', tab });
    },
    choose(key, isChosen) {
      const others = view.chosen.filter((each) => each !== key);
      change({ chosen: isChosen ? [...others, key].slice(-2) : others });
    },
    announce,
  };
}

/** The checkpoints that are known, newest first, also while they are read again. */
export function checkpointsOf(facts: StateFacts | undefined): readonly CheckpointRow[] {
  return facts && 'value' in facts.history ? (facts.history.value?.checkpoints ?? []) : [];
}

/** What a screen reader should be told: what was read, what is being done, and what went wrong. */
function news(before: StateFacts | undefined, after: StateFacts): string | undefined {
  if (after.problem && after.problem.title !== before?.problem?.title) return after.problem.title;
  if (after.busyWith !== undefined && after.busyWith !== before?.busyWith) return after.busyWith;
  if (before?.history.step === 'reading' && after.history.step === 'ready') {
    const { checkpoints } = after.history.value;
    return checkpoints.length === 1 ? '1 state read' : `${checkpoints.length} states read`;
  }
  if (before?.state.step === 'reading' && after.state.step === 'ready') return 'State read';
  return undefined;
}

const messageTypes: ReadonlySet<unknown> = new Set<StateHostMessage['type']>(['facts', 'identity']);

/** The host is our own code, built together with this; its messages need no more than telling apart. */
function isStateHostMessage(value: unknown): value is StateHostMessage {
  return isObject(value) && messageTypes.has(value['type']);
}
