import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isAgentError } from '../../../src/model/errors.ts';
import { systemClock } from '../../../src/net/clock.ts';
import { type LocalHost, cleanEnvironment, createLocalHost } from '../../../src/session/localHost.ts';
import { localSocketPath } from '../../../src/session/localHostSocket.ts';

/** A host that does what its supervisor relies on and nothing else. Writes down how often it was started. */
const fakeHost = `
const fs = require('node:fs'); const http = require('node:http'); const path = require('node:path');
const value = (name) => process.argv[process.argv.indexOf(name) + 1];
const data = value('--data');
fs.appendFileSync(path.join(data, 'starts'), process.pid + '\\n');
fs.writeFileSync(path.join(data, 'environment.json'), JSON.stringify(process.env));
fs.writeFileSync(path.join(data, 'token'), 'secret');
fs.rmSync(value('--socket'), { force: true });
const activeRuns = fs.existsSync(path.join(data, 'busy')) ? 1 : 0;
const server = http.createServer((request, answer) => {
  if (request.headers.authorization !== 'secret') { answer.statusCode = 401; return answer.end('{}'); }
  answer.end(JSON.stringify({ version: value('--version-id'), activeRuns }));
  if (request.url === '/local/shutdown') server.close(() => process.exit(0));
}).listen(value('--socket'));
`;

describe('the local agent host', () => {
  let folder: string;
  const script = (): string => path.join(folder, 'host.cjs');
  const data = (name: string): string => path.join(folder, 'storage', 'local', name);
  const started = async (): Promise<readonly number[]> =>
    (await readFile(data('starts'), 'utf8')).trim().split('\n').map(Number);

  function hostOf(version = '1'): LocalHost {
    return createLocalHost({
      script: script(),
      execPath: process.execPath,
      storageDir: path.join(folder, 'storage'),
      version,
      clock: systemClock,
      log: () => undefined,
    });
  }

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'host-'));
    await writeFile(script(), fakeHost);
  });

  afterEach(async () => {
    const processes = existsSync(data('starts')) ? await started() : [];
    for (const id of processes) {
      try {
        process.kill(id, 'SIGKILL');
      } catch (error) {
        // One that has left already is what most tests want.
        assert.equal((error as NodeJS.ErrnoException).code, 'ESRCH');
      }
    }
    await rm(folder, { recursive: true, force: true });
  });

  it('is started once for all who need it at the same time', async () => {
    const host = hostOf();
    const [first, second] = await Promise.all([host.ensure(), host.ensure()]);
    assert.deepEqual(first, second);
    assert.equal(first.token, 'secret');
    assert.equal((await started()).length, 1);
  });

  it('is found again by another window instead of being started again', async () => {
    const address = await hostOf().ensure();
    assert.deepEqual(await hostOf().ensure(), address);
    assert.equal((await started()).length, 1);
  });

  it('is started again after it has died', async () => {
    const host = hostOf();
    await host.ensure();
    const [id = 0] = await started();
    process.kill(id, 'SIGKILL');
    await host.ensure();
    assert.equal((await started()).length, 2);
  });

  it('of another version leaves for the new one', async () => {
    await hostOf('1').ensure();
    await hostOf('2').ensure();
    assert.equal((await started()).length, 2);
  });

  it('of another version stays while a run of it goes on', async () => {
    await mkdir(data(''), { recursive: true });
    await writeFile(data('busy'), '');
    const address = await hostOf('1').ensure();
    assert.deepEqual(await hostOf('2').ensure(), address);
    assert.equal((await started()).length, 1);
  });

  it('that cannot start says why, in its own words', async () => {
    await writeFile(
      script(),
      `require('node:fs').writeFileSync(${JSON.stringify(data('host-failure.json'))}, '{"message":"The disk is full.\\\\nUsage"}');
       process.exit(4);`,
    );
    await assert.rejects(hostOf().ensure(), (error) => {
      assert.ok(isAgentError(error));
      assert.equal(error.kind, 'local-host');
      assert.equal(error.message, 'The disk is full');
      assert.equal(error.mayHaveArrived, false);
      return true;
    });
  });

  it('that stops again and again is given up after five starts', async () => {
    await writeFile(
      script(),
      `require('node:fs').appendFileSync(${JSON.stringify(data('starts'))}, '0\\n'); process.exit(1);`,
    );
    const host = hostOf();
    for (let start = 0; start < 5; start++) await assert.rejects(host.ensure(), /left with code 1/);
    await assert.rejects(host.ensure(), /stopped 5 times within 3 minutes/);
    assert.equal((await started()).length, 5);
    await rm(data('starts'));
  });

  it("is given nothing of the editor's environment or of the person's secrets", async () => {
    assert.deepEqual(cleanEnvironment({ PATH: '/bin', VSCODE_IPC_HOOK: 'x', OPENAI_API_KEY: 'y' }), {
      PATH: '/bin',
      ELECTRON_RUN_AS_NODE: '1',
    });
    await hostOf().ensure();
    const seen = JSON.parse(await readFile(data('environment.json'), 'utf8')) as Record<string, string>;
    assert.equal(seen['ELECTRON_RUN_AS_NODE'], '1');
    assert.deepEqual(
      Object.keys(seen).filter((name) => name.startsWith('npm_') || name.startsWith('VSCODE_')),
      [],
    );
  });

  it('listens in a private folder of its own where the storage path is too long for a socket', async () => {
    const long = path.join(folder, 'x'.repeat(120));
    const socket = await localSocketPath(long);
    assert.ok(Buffer.byteLength(socket) <= 103);
    assert.equal((await stat(path.dirname(socket))).mode & 0o777, 0o700);
    assert.equal(await localSocketPath(long), socket);
    await rm(path.dirname(socket), { recursive: true });
  });
});
