import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { threadsViewId, viewTypes } from '../../src/host/viewTypes.ts';
import { connectionKinds, transports } from '../../src/model/connection.ts';

interface Command {
  readonly command: string;
  readonly title: string;
  readonly category: string;
}

interface MenuItem {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

interface Keybinding {
  readonly command: string;
  readonly key?: string;
  readonly mac?: string;
  readonly when: string;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const { contributes } = manifest;
const commands: readonly Command[] = contributes.commands;
const menus: Readonly<Record<string, readonly MenuItem[]>> = contributes.menus;
const keybindings: readonly Keybinding[] = contributes.keybindings;

/** Commands that are no words of a person's: rows of the tree run them. */
const rowCommands: readonly string[] = ['agentThreads.loadMore', 'agentThreads.retry'];

/** Words of which a title is not simply the id's. */
const spellings: Readonly<Record<string, string>> = { Api: 'API', As: 'as', To: 'to' };

/** `askAboutFile` → `Ask About File`. */
function titleOf(id: string): string {
  const words = id.replace(/^agentThreads\./, '').replace(/[A-Z]/g, ' $&');
  return words
    .split(' ')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .map((word) => spellings[word] ?? word)
    .join(' ')
    .replace(/ In (?=\w)/, ' in ');
}

function sources(): string {
  return globSync('src/host/**/*.ts')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

describe('the manifest', () => {
  it('names every command after its id, in the one category', () => {
    for (const { command, title, category } of commands) {
      assert.equal(title.replace(/…$/, ''), titleOf(command));
      assert.equal(category, 'Agent Threads');
    }
  });

  it('can be debugged: what the launch configurations build first is there', () => {
    const read = (
      name: string,
    ): { configurations: { type: string; preLaunchTask?: string }[]; tasks: { label: string }[] } =>
      JSON.parse(readFileSync(`.vscode/${name}.json`, 'utf8'));
    const labels = new Set(read('tasks').tasks.map(({ label }) => label));
    const { configurations } = read('launch');
    assert.ok(configurations.some(({ type }) => type === 'extensionHost'));
    for (const { preLaunchTask } of configurations) assert.ok(preLaunchTask === undefined || labels.has(preLaunchTask));
  });

  it('ends a title in … exactly where something is asked for', () => {
    const asking = commands.filter(({ title }) => title.endsWith('…')).map(({ command }) => command.split('.')[1]);
    assert.deepEqual(
      new Set(asking),
      new Set([
        'addConnection',
        'addMessageWithoutRunning',
        'addToState',
        'askAboutFile',
        'askAboutSelection',
        'attachRun',
        'changeRunSettings',
        'editMessage',
        'openThread',
        'renameThread',
        'search',
        'selectAgent',
        'setApiKey',
        'showHistory',
        'showRuns',
        'showState',
        'signIn',
      ]),
    );
  });

  it('names the commands that the code carries out, and no others', () => {
    const carriedOut = [...sources().matchAll(/^ {2}(?:async )?'(agentThreads\.\w+)'[:(]/gm)].map((match) => match[1]);
    assert.equal(carriedOut.length, commands.length);
    assert.deepEqual(new Set(carriedOut), new Set(commands.map(({ command }) => command)));
  });

  it('runs only its own commands from menus, keys and welcome texts', () => {
    const known = new Set(commands.map(({ command }) => command));
    const used = [
      ...Object.values(menus).flatMap((items) => items.map(({ command }) => command)),
      ...keybindings.map(({ command }) => command),
      ...[...JSON.stringify(contributes.viewsWelcome).matchAll(/command:([\w.]+)/g)].map((match) => match[1] ?? ''),
    ];
    assert.deepEqual(
      used.filter((command) => !known.has(command)),
      [],
    );
  });

  it('keeps the commands of rows out of the palette, and every other in it', () => {
    const hidden = menus['commandPalette']?.filter(({ when }) => when === 'false').map(({ command }) => command);
    assert.deepEqual(hidden, rowCommands);
  });

  it('asks about the selection with Ctrl+K A, where there is one', () => {
    const [binding, ...more] = keybindings.filter(({ command }) => command === 'agentThreads.askAboutSelection');
    assert.deepEqual(binding, {
      command: 'agentThreads.askAboutSelection',
      key: 'ctrl+k a',
      mac: 'cmd+k a',
      when: 'editorTextFocus && editorHasSelection',
    });
    assert.deepEqual(more, []);
  });

  it('renames with F2 and deletes with Delete, while the tree has the focus', () => {
    const tree = keybindings.filter(({ when }) => when.includes('focusedView == agentThreads.threads'));
    assert.deepEqual(
      tree.map(({ command, key, mac }) => [command, key ?? mac]),
      [
        ['agentThreads.renameThread', 'f2'],
        ['agentThreads.deleteThread', 'delete'],
        ['agentThreads.deleteThread', 'cmd+backspace'],
      ],
    );
    assert.equal(tree.length, keybindings.length - 1);
  });

  it('shows row commands in the Threads view only, and every menu item in a group', () => {
    for (const item of [...(menus['view/title'] ?? []), ...(menus['view/item/context'] ?? [])]) {
      assert.match(item.when ?? '', /view == agentThreads\.threads/);
      assert.ok(item.group);
    }
  });

  it('never shows more than three buttons on one row', () => {
    const rows = [
      'thread',
      'thread.running',
      'connection.local',
      'connection.hosted',
      'message',
      'problem.retry.setApiKey',
    ];
    const inline = (menus['view/item/context'] ?? []).filter(({ group }) => group?.startsWith('inline'));
    for (const row of rows) {
      const shown = inline.filter(({ when }) => {
        const pattern = /viewItem =~ \/(.+?)\//.exec(when ?? '')?.[1];
        const exact = /viewItem == ([\w.]+)/.exec(when ?? '')?.[1];
        return pattern === undefined ? exact === row : new RegExp(pattern).test(row);
      });
      assert.ok(shown.length <= 3, `${row}: ${shown.map(({ command }) => command).join(', ')}`);
    }
  });

  it('has the container, the view and the panel under their public names', () => {
    assert.equal(contributes.viewsContainers.activitybar[0].id, 'agentThreads');
    const [view] = contributes.views.agentThreads;
    assert.deepEqual([view.id, view.name], ['agentThreads.threads', 'Threads']);
    assert.deepEqual(manifest.activationEvents, [
      'onStartupFinished',
      'onFileSystem:agent-threads-message',
      'onWebviewPanel:agentThreads.thread',
      'onWebviewPanel:agentThreads.run',
      'onWebviewPanel:agentThreads.state',
    ]);
    assert.deepEqual(viewTypes, {
      thread: 'agentThreads.thread',
      run: 'agentThreads.run',
      state: 'agentThreads.state',
    });
    assert.equal(threadsViewId, view.id);
  });

  it('lets no workspace name an endpoint', () => {
    const setting = contributes.configuration.properties['agentThreads.connections'];
    assert.equal(setting.scope, 'application');
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, ['agentThreads.connections']);
  });

  it('describes connections as the code reads them', () => {
    const { items } = contributes.configuration.properties['agentThreads.connections'];
    assert.deepEqual(Object.keys(items.properties), [
      'id',
      'name',
      'kind',
      'url',
      'team',
      'project',
      'agent',
      'header',
      'transport',
    ]);
    assert.deepEqual(items.properties.kind.enum, connectionKinds);
    assert.deepEqual(items.properties.transport.enum, transports);
    assert.equal(items.properties.kind.enumDescriptions.length, connectionKinds.length);
    assert.equal(items.properties.transport.enumDescriptions.length, transports.length);
  });

  it('points to pictures that are there', () => {
    const icons = [
      manifest.icon,
      contributes.viewsContainers.activitybar[0].icon,
      contributes.views.agentThreads[0].icon,
      'media/thread-light.svg',
      'media/thread-dark.svg',
    ];
    for (const icon of icons) assert.ok(existsSync(icon), icon);
  });
});
