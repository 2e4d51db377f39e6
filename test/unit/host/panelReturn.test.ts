import assert from 'node:assert/strict';
import type { LeftBehind, RecordedPanel } from '../../../src/host/panel/panelRecord.ts';
import { createPanelReturn } from '../../../src/host/panel/panelReturn.ts';
import type { ConversationKey } from '../../../src/session/conversation.ts';
import { createManualClock } from '../../support/manualClock.ts';

const why: RecordedPanel = { key: { connectionId: 'local', threadId: '1' }, title: 'Why?' };
const where: RecordedPanel = { key: { connectionId: 'local', threadId: '2' }, title: 'Where?' };

/** A window that has just opened; `looks` are what it finds, one after the other. */
function open(tabs: readonly string[], ...looks: readonly LeftBehind[]) {
  const left = [...looks];
  const opened: ConversationKey[] = [];
  const clock = createManualClock();
  let looked = 0;
  const panelReturn = createPanelReturn({
    record: {
      keep: () => Promise.resolve(),
      leave: () => Promise.resolve(),
      takeLeftBehind() {
        looked += 1;
        return Promise.resolve(left.shift() ?? { panels: [], mayFollow: looks.at(-1)?.mayFollow ?? false });
      },
    },
    tabTitles: () => tabs,
    open: (key) => opened.push(key),
    isOpen: (key) => opened.includes(key),
    setTimer: (delayMs, callback) => clock.setTimer(delayMs, callback),
  });
  return { panelReturn, opened, clock, looked: () => looked };
}

const ended = (...panels: readonly RecordedPanel[]): LeftBehind => ({ panels, mayFollow: false });
const busy: LeftBehind = { panels: [], mayFollow: true };

describe('panels of the window before', () => {
  it('are opened where VS Code brought back no tab', async () => {
    const { opened, clock } = open([], ended(why, where));
    await clock.advance(0);
    assert.deepEqual(opened, [why.key, where.key]);
  });

  it('take the tab that came back without knowing what it was, by its title', async () => {
    const { panelReturn, opened } = open(['Where?', 'Why?'], ended(why, where));
    assert.deepEqual(await panelReturn.claim('Where?'), where.key);
    assert.deepEqual(await panelReturn.claim('Why?'), why.key);
    assert.equal(await panelReturn.claim('Why?'), undefined);
    assert.deepEqual(opened, []);
  });

  it('take a tab that has an older title, but not one that is another panel’s', async () => {
    const { panelReturn } = open(['Where?', 'New thread'], ended(where, why));
    assert.deepEqual(await panelReturn.claim('New thread'), why.key);
  });

  it('are waited for while their window is still on its way out', async () => {
    const { panelReturn, clock } = open(['Why?'], busy, busy, ended(why));
    const claimed = panelReturn.claim('Why?');
    await clock.advance(2000);
    assert.deepEqual(await claimed, why.key);
  });

  it('are given up after a minute beside a window that stays', async () => {
    const { panelReturn, clock, looked } = open(['Why?'], busy);
    const claimed = panelReturn.claim('Why?');
    for (let second = 0; second < 120; second += 1) await clock.advance(1000);
    assert.equal(await claimed, undefined);
    assert.equal(looked(), 60);
  });

  it('are not brought back a second time where their tab knew them', async () => {
    const { panelReturn, clock } = open(['Why?', 'New thread'], ended(why, where));
    await clock.advance(0);
    panelReturn.shown(why.key);
    assert.deepEqual(await panelReturn.claim('New thread'), where.key);
  });

  it('are looked for no more when the window closes', async () => {
    const { panelReturn, clock, looked } = open([], busy);
    await clock.advance(0);
    panelReturn.dispose();
    await clock.advance(5000);
    assert.equal(looked(), 1);
  });
});
