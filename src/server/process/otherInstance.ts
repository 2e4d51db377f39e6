import { readFileSync } from 'node:fs';
import http from 'node:http';
import { readHostFile } from './hostFile.ts';
import { tokenFile } from './token.ts';

const answerTimeoutMs = 2000;

/** Whether the host that `host.json` names answers. */
export function otherInstanceAnswers(dataFolder: string): Promise<boolean> {
  const other = readHostFile(dataFolder);
  if (!other) return Promise.resolve(false);
  return new Promise((resolve) => {
    const request = http.get(
      { socketPath: other.socket, path: '/local/health', headers: { authorization: readToken(dataFolder) } },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    request.setTimeout(answerTimeoutMs, () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

function readToken(dataFolder: string): string {
  try {
    return readFileSync(tokenFile(dataFolder), 'utf8').trim();
  } catch {
    return '';
  }
}
