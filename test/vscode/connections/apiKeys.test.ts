import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { createApiKeys } from '../../../src/host/connections/apiKeys.ts';
import type { Connection } from '../../../src/model/connection.ts';

const work: Connection = { id: 'work', name: 'Work', kind: 'seekrflow', url: 'https://flow.example.com/v1' };

/** Secrets as VS Code has them; `hang` makes it answer no more, as it does in a host whose window is gone. */
function scriptedSecrets() {
  const values = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  let isHanging = false;
  const secrets = {
    get: (key: string) => (isHanging ? new Promise<never>(() => undefined) : Promise.resolve(values.get(key))),
    store(key: string, value: string) {
      values.set(key, value);
      return Promise.resolve();
    },
    delete(key: string) {
      values.delete(key);
      return Promise.resolve();
    },
    keys: () => Promise.resolve([...values.keys()]),
    onDidChange: changed.event,
  };
  return { secrets, hang: () => (isHanging = true), tell: (key: string) => changed.fire({ key }) };
}

describe('API keys', () => {
  it('are bound to the origin that they were entered for, until they are removed', async () => {
    const keys = createApiKeys(scriptedSecrets().secrets);
    await keys.set(work, 'k1');
    assert.deepEqual(await keys.get('work'), { origin: 'https://flow.example.com', key: 'k1' });
    await keys.set(work, 'k2');
    assert.equal((await keys.get('work'))?.key, 'k2');
    await keys.remove('work');
    assert.equal(await keys.get('work'), undefined);
    keys.dispose();
  });

  it('are there for what is on its way when the window is gone and VS Code answers no more', async () => {
    const { secrets, hang } = scriptedSecrets();
    const keys = createApiKeys(secrets);
    await keys.set(work, 'k1');
    await keys.get('work');
    hang();
    assert.equal((await keys.get('work'))?.key, 'k1');
    keys.dispose();
  });

  it('are read again when another window changes them, whether or not VS Code tells', async () => {
    const { secrets, tell } = scriptedSecrets();
    const keys = createApiKeys(secrets);
    const stored = (key: string): string => JSON.stringify({ origin: 'https://flow.example.com', key });
    await keys.set(work, 'k1');
    assert.equal((await keys.get('work'))?.key, 'k1');
    await secrets.store('agentThreads.key.work', stored('k2'));
    tell('agentThreads.key.work');
    assert.equal((await keys.get('work'))?.key, 'k2');
    await secrets.store('agentThreads.key.work', stored('k3'));
    await keys.get('work');
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await keys.get('work'))?.key, 'k3');
    keys.dispose();
  });
});
