// The local agent host's own TCP endpoint, from the bundle that is installed, as a server for hosted connections.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../harness/paths.mjs';

export interface RunningHost {
  readonly url: string;
  readonly token: string;
  /** Keeps it from doing anything, as a server that hangs; what is sent to it meanwhile is received after `resume`. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** Starts a host that reads only below `workspace` and keeps its threads in a folder that goes with it; each step of a run takes `paceMs`. */
export async function startBuiltHost(workspace: string, paceMs: number): Promise<RunningHost> {
  const data = mkdtempSync(path.join(tmpdir(), 'hosted-'));
  const script = path.join(root, 'dist', 'local-host.cjs');
  const child = spawn(
    process.execPath,
    [script, '--listen', '127.0.0.1:0', '--data', data, '--workspace', workspace, '--pace-ms', String(paceMs)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url, token } = JSON.parse(line) as { url: string; token: string };
  return {
    url,
    token,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async stop() {
      const exit = once(child, 'exit');
      child.kill();
      child.kill('SIGCONT');
      await exit;
      rmSync(data, { recursive: true, force: true });
    },
  };
}
