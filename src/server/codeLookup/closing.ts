import { describeCoverage } from '../workspace/coverage.ts';
import type { Desk } from './desk.ts';

/** The small print of an answer: how it came about, and where its bounds were. */
export function closing(desk: Desk): string {
  const worst =
    desk.coverages.find((coverage) => coverage.stoppedBy ?? coverage.listStoppedBy) ?? desk.coverages.at(-1);
  const searched = worst ? ` It ${describeCoverage(worst)}.` : '';
  return `\n*Code Lookup has no language model: it finds by names and patterns and understands nothing.${searched} What git or the editor leave out was not read.*\n`;
}
