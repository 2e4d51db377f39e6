import assert from 'node:assert/strict';
import { withTeamAdvice } from '../../../src/host/connections/missingTeam.ts';
import { type Connection, localConnection } from '../../../src/model/connection.ts';
import { AgentError } from '../../../src/model/errors.ts';
import { explain } from '../../../src/model/explain.ts';

const work: Connection = { id: 'work', name: 'Work', kind: 'seekrflow', url: 'https://flow.seekr.com' };
const missing = new AgentError('not-found', 'no', { status: 404, serverMessage: 'looked in db-1, db-2' });

describe('a source that is not found', () => {
  it('on a connection without a team says so, with the way to the settings', () => {
    const { detail, actions } = explain(withTeamAdvice(missing, work, 'databases'), 'open the source', 'Work');
    assert.match(detail, /looked in db-1, db-2/);
    assert.match(detail, /names no team, so only your own databases were asked/);
    assert.ok(actions.includes('openSettings'));
  });

  it('is what it is where a team is named, where there are no teams, and where something else went wrong', () => {
    const network = new AgentError('network', 'cut');
    assert.equal(withTeamAdvice(missing, { ...work, team: 'team-1' }, 'databases'), missing);
    assert.equal(withTeamAdvice(missing, localConnection, 'databases'), missing);
    assert.equal(withTeamAdvice(missing, undefined, 'databases'), missing);
    assert.equal(withTeamAdvice(network, work, 'databases'), network);
  });
});
