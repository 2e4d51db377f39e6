import type { Agent, AgentContext, AgentEvent } from '../agent.ts';
import { listFiles } from '../workspace/listFiles.ts';
import { readFile } from '../workspace/readFile.ts';
import { searchText } from '../workspace/searchText.ts';
import { Desk, say, think } from './desk.ts';
import { findReport } from './findReport.ts';
import { cannotReport, helpReport } from './helpReport.ts';
import { listReport } from './listReport.ts';
import { lookupReport } from './lookupReport.ts';
import { listing, prose } from './markdown.ts';
import { makePlan } from './makePlan.ts';
import type { Plan } from './plan.ts';
import { reasoningFor } from './reasoning.ts';
import { topicReport } from './topicReport.ts';
import { tourReport } from './tourReport.ts';

/** Answers questions about code by looking things up in the workspace: no model, no network. */
export const codeLookup: Agent = {
  id: 'code-lookup',
  name: 'Code Lookup',
  description:
    'Looks things up in the workspace: what code is, where its names are defined and used, which tests touch it. No language model, no network.',
  tools: [searchText, readFile, listFiles].map(({ name, description }) => ({ name, description })),
  run,
};

async function* run(context: AgentContext): AsyncGenerator<AgentEvent, void> {
  const desk = new Desk(context);
  const plan = makePlan(context);
  yield* think(desk, () => reasoningFor(plan));
  if (desk.isStopped) return;
  yield* leftOutNote(desk);
  yield* reportFor(desk, plan);
}

/** An answer that passed over what came with the question would look as if it were about that. */
async function* leftOutNote(desk: Desk): AsyncGenerator<AgentEvent, void> {
  const { leftOut = [] } = desk.context;
  if (leftOut.length === 0) return;
  yield* say(desk, [
    `*I could not look at everything that came with this question: ${listing(leftOut.map(prose), 6)}.*\n\n`,
  ]);
}

function reportFor(desk: Desk, plan: Plan): AsyncGenerator<AgentEvent, void> {
  switch (plan.kind) {
    case 'help':
      return helpReport(desk);
    case 'cannot':
      return cannotReport(desk, plan.wish);
    case 'workspace':
      return tourReport(desk, plan.folder);
    case 'list':
      return listReport(desk, plan);
    case 'find':
      return findReport(desk, plan);
    case 'lookup':
      return lookupReport(desk, plan);
    case 'topic':
      return topicReport(desk, plan);
  }
}
