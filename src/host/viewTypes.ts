/** VS Code's names for the kinds of our panels, by which it brings them back after a reload. */
export const viewTypes = {
  thread: 'agentThreads.thread',
  run: 'agentThreads.run',
  state: 'agentThreads.state',
} as const;

/** The view that lists the threads. */
export const threadsViewId = 'agentThreads.threads';
