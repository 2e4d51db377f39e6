import assert from 'node:assert/strict';
import { UsageError, readHostOptions } from '../../../../src/server/process/hostOptions.ts';

describe('the host’s command line', () => {
  it('is understood for a socket, with ten idle minutes unless it says otherwise', () => {
    assert.deepEqual(readHostOptions(['--socket', '/run/x/host.sock', '--data', '/data']), {
      listen: { kind: 'socket', path: '/run/x/host.sock' },
      dataFolder: '/data',
      workspaceFolders: [],
      paceMs: 0,
      idleMs: 600_000,
      version: '0',
    });
    const args = ['--socket', 's', '--data', 'd', '--idle-minutes', '0.5', '--version-id', 'v'];
    const { idleMs, version } = readHostOptions(args);
    assert.deepEqual([idleMs, version], [30_000, 'v']);
  });

  it('is understood for a port, without an idle time', () => {
    const args = ['--data', '/data', '--workspace', '/', '--pace-ms', '20'];
    assert.deepEqual(readHostOptions(['--listen', '127.0.0.1:8080', ...args]), {
      listen: { kind: 'tcp', host: '127.0.0.1', port: 8080 },
      dataFolder: '/data',
      workspaceFolders: ['/'],
      paceMs: 20,
      idleMs: undefined,
      version: '0',
    });
    assert.deepEqual(readHostOptions(['--listen', 'localhost:0', ...args]).listen, {
      kind: 'tcp',
      host: '127.0.0.1',
      port: 0,
    });
    assert.deepEqual(readHostOptions(['--listen', '[::1]:1', ...args]).listen, { kind: 'tcp', host: '::1', port: 1 });
  });

  for (const [name, args, message] of [
    ['no data folder', ['--listen', '127.0.0.1:0', '--workspace', '/'], /--data is missing/],
    ['no address', ['--data', 'd'], /either --socket or --listen/],
    ['both kinds of address', ['--data', 'd', '--socket', 's', '--listen', '127.0.0.1:0'], /either/],
    ['a socket whose path is too long', ['--data', 'd', '--socket', `/${'x'.repeat(103)}`], /at most 103/],
    ['no workspace', ['--listen', '127.0.0.1:0', '--data', 'd'], /needs --workspace/],
    ['a workspace that is not there', ['--listen', '127.0.0.1:0', '--data', 'd', '--workspace', '/no'], /not a folder/],
    ['the whole network', ['--listen', '0.0.0.0:0', '--data', 'd', '--workspace', '/'], /--listen must be/],
    ['the whole network in IPv6', ['--listen', '[::]:0', '--data', 'd', '--workspace', '/'], /--listen must be/],
    ['a name that could be elsewhere', ['--listen', 'example.com:80', '--data', 'd', '--workspace', '/'], /must be/],
    ['a port that cannot be', ['--listen', '127.0.0.1:70000', '--data', 'd', '--workspace', '/'], /must be/],
    ['an unknown option', ['--data', 'd', '--verbose'], /--verbose/],
    ['a stray word', ['--data', 'd', 'x'], /x/],
    ['a number that is none', ['--socket', 's', '--data', 'd', '--idle-minutes', 'x'], /--idle-minutes must/],
    ['a negative number', ['--socket', 's', '--data', 'd', '--pace-ms=-1'], /--pace-ms must/],
  ] as const) {
    it(`is refused with ${name}`, () => {
      assert.throws(
        () => readHostOptions(args),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }
});
