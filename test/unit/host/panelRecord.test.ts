import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type PanelRecordOptions, createPanelRecord, missingPanels } from '../../../src/host/panel/panelRecord.ts';

const panel = { key: { connectionId: 'local', threadId: 't' }, title: 'Why?' };

describe('panels that were open when a window went away', () => {
  let folder = '';
  let windows = 0;
  let lines: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'panels-'));
    lines = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const open = (more: Partial<PanelRecordOptions> = {}) =>
    createPanelRecord({
      folder,
      workspace: 'file:///w',
      windowId: `window-${++windows}`,
      processId: windows,
      isAlive: () => false,
      now: () => 1_000_000,
      log: (line) => lines.push(line),
      ...more,
    });

  it('are told to the window that comes after, once', async () => {
    await open().keep([panel]);
    const next = open();
    assert.deepEqual((await next.takeLeftBehind()).panels, [panel]);
    assert.deepEqual((await next.takeLeftBehind()).panels, []);
  });

  it('are as they were last', async () => {
    const window = open();
    await Promise.all([window.keep([panel]), window.keep([panel, { ...panel, title: 'More' }]), window.keep([panel])]);
    assert.deepEqual((await open().takeLeftBehind()).panels, [panel]);
    await window.keep([]);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('stay with a window that is still there', async () => {
    await open().keep([panel]);
    assert.deepEqual((await open({ isAlive: () => true }).takeLeftBehind()).panels, []);
    assert.deepEqual((await open().takeLeftBehind()).panels, [panel]);
  });

  it('may follow from a window that is still there, if it has this workspace', async () => {
    await open().keep([panel]);
    assert.equal((await open({ isAlive: () => true }).takeLeftBehind()).mayFollow, true);
    assert.equal((await open({ isAlive: () => true, workspace: 'file:///other' }).takeLeftBehind()).mayFollow, false);
    assert.equal((await open({ isAlive: () => false }).takeLeftBehind()).mayFollow, false);
  });

  it('are free at once when their window says that it leaves, and what closes from then on still counts', async () => {
    const window = open();
    await window.keep([panel]);
    await Promise.all([window.leave(), window.keep([])]);
    assert.deepEqual(await open({ isAlive: () => true }).takeLeftBehind(), { panels: [panel], mayFollow: false });
  });

  it('leave nothing where none was open', async () => {
    await open().leave();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('stay with their workspace', async () => {
    await open({ workspace: 'file:///other' }).keep([panel]);
    assert.deepEqual((await open().takeLeftBehind()).panels, []);
    assert.deepEqual((await open({ workspace: 'file:///other' }).takeLeftBehind()).panels, [panel]);
  });

  it('are forgotten after a while: that window was closed, not reloaded', async () => {
    await open().keep([panel]);
    assert.deepEqual((await open({ now: () => 1_000_000 + 3_600_000 }).takeLeftBehind()).panels, []);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('are nothing to stumble over where the record is broken or cannot be written', async () => {
    writeFileSync(path.join(folder, 'broken.json'), '{');
    assert.deepEqual((await open().takeLeftBehind()).panels, []);
    assert.deepEqual((await open({ folder: path.join(folder, 'none') }).takeLeftBehind()).panels, []);
    writeFileSync(path.join(folder, 'file'), '');
    await open({ folder: path.join(folder, 'file') }).keep([panel]);
    assert.equal(lines.length, 1);
  });
});

describe('panels that are opened again', () => {
  const [first, second] = [panel, { ...panel, title: 'Where?' }];

  it('are those that VS Code did not bring back', () => {
    assert.deepEqual(missingPanels([first, second], ['Why?']), [second]);
    assert.deepEqual(missingPanels([first, second], []), [first, second]);
  });

  it('are never more than are missing, also if VS Code knows an older title', () => {
    assert.deepEqual(missingPanels([first], ['New thread']), []);
    assert.deepEqual(missingPanels([first, second], ['New thread']), [first]);
    assert.deepEqual(missingPanels([], ['Why?']), []);
  });
});
