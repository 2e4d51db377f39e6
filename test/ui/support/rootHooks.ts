import type { Context, RootHookObject } from 'mocha';
import { endSession, startedWorkbench } from './session.ts';

/** A picture of every failure; the product ends with the suite. */
export const rootHooks: RootHookObject = {
  async afterEach(this: Context) {
    if (this.currentTest?.state !== 'failed') return;
    const workbench = await startedWorkbench();
    const name = this.currentTest.fullTitle().replaceAll(/[^\p{L}\p{N}]+/gu, '-');
    if (workbench) console.log(`      see ${await workbench.screenshot(`failed-${name}`)}`);
  },
  async afterAll() {
    await endSession();
  },
};
