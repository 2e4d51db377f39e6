// A local agent host whose agents do what the question says, for tests: see `localHost.ts`.
import { runHostProcess } from '../../src/server/process/runHostProcess.ts';
import { obedientAgent, stubbornAgent } from './localHostAgents.ts';

process.exit(await runHostProcess(process.argv.slice(2), [obedientAgent, stubbornAgent]));
