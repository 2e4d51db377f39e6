import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { agentChoice } from '../../../src/host/threads/choose.ts';
import type { Agent } from '../../../src/model/thread.ts';

const active: Agent = {
  id: 'a',
  name: 'Research',
  status: 'Active',
  model: 'llama-3.3-70b',
  canRun: true,
  tools: ['file_search', 'web_search'],
  description: 'Looks things up',
};

describe('the agent picker', () => {
  it('shows status, model, purpose and tools', () => {
    const { label, description, detail, refusal } = agentChoice(active);
    assert.equal(label, 'Research');
    assert.equal(description, 'Active · llama-3.3-70b');
    assert.equal(detail, 'Looks things up · Tools: file_search, web_search');
    assert.equal(refusal, undefined);
  });

  it('says of an agent that cannot run why, and does not let it be taken', () => {
    const choice = agentChoice({ ...active, canRun: false, status: 'Inactive' });
    assert.equal(choice.description, 'cannot run now: Inactive · llama-3.3-70b');
    assert.match(choice.refusal ?? '', /Research cannot run now\. Its status is Inactive\./);
    assert.equal((choice.iconPath as vscode.ThemeIcon).id, 'circle-slash');
  });

  it('says no more of an agent than is known', () => {
    const choice = agentChoice({ id: 'b', name: 'Plain', canRun: true, tools: [] });
    assert.equal(choice.description, undefined);
    assert.equal(choice.detail, undefined);
  });
});
