import { type Route, route } from '../http/route.ts';
import { shutdownRequest } from './requestChecks.ts';

export interface LocalStatus {
  readonly version: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly activeRuns: number;
  /** What a person should know: a damaged file was set aside, the disk refuses writes. */
  readonly notices: readonly string[];
}

/** What the extension's supervisor needs; no part of SeekrFlow's contract. */
export function localRoutes(status: () => LocalStatus, leave: (when: 'now' | 'idle') => void): readonly Route[] {
  return [
    route({ method: 'GET', path: '/local/health', handle: () => ({ json: status() }) }),
    route<{ readonly when: 'now' | 'idle' }>({
      method: 'POST',
      path: '/local/shutdown',
      body: shutdownRequest,
      handle({ body }) {
        // Only after this answer is on its way.
        setImmediate(() => leave(body.when));
        return { json: { leaving: body.when } };
      },
    }),
  ];
}
