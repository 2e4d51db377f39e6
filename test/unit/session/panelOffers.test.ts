import assert from 'node:assert/strict';
import type { Backend } from '../../../src/backends/backend.ts';
import { panelOffers } from '../../../src/session/panelOffers.ts';
import { type ScriptedServiceOptions, createScriptedService } from '../../support/scriptedBackend.ts';

function backend(options: Partial<ScriptedServiceOptions> = {}): Backend {
  return createScriptedService({ now: () => 0, ...options }).backend;
}

describe('what a panel offers', () => {
  it('is nothing before the connection is opened', () => {
    assert.deepEqual(panelOffers(undefined, { temperature: 1 }), {});
  });

  it('is everything where the service can do everything', () => {
    assert.deepEqual(panelOffers(backend(), { temperature: 1 }), {
      hasRunSettings: true,
      canAttach: { images: true, files: true },
      messageActions: ['edit', 'editAndRun', 'runAgain', 'delete', 'raw'],
      runActions: ['details', 'trace', 'attribute'],
      runSettings: 'temperature 1',
    });
  });

  it('is nothing that the service cannot do', () => {
    const poor = backend({
      without: ['updateMessage', 'getRawMessage', 'listSpans', 'attribute', 'listFiles'],
      capabilities: { runSettings: [], messageItems: ['image', 'file'] },
    });
    assert.deepEqual(panelOffers(poor, { temperature: 1 }), {
      hasRunSettings: false,
      canAttach: { images: true, files: false },
      messageActions: ['runAgain', 'delete'],
      runActions: ['details'],
    });
    const poorest = backend({
      without: ['updateMessage', 'deleteMessage', 'getRawMessage', 'getRun', 'attribute'],
      capabilities: { messageItems: [], runSettings: ['maxTokens'] },
    });
    assert.deepEqual(panelOffers(poorest, { temperature: 1 }), { hasRunSettings: true });
    const noDelete = backend({ without: ['deleteMessage', 'getRawMessage'] });
    assert.deepEqual(panelOffers(noDelete, {}).messageActions, ['edit']);
  });
});
