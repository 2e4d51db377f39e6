import { plural } from '../workspace/coverage.ts';
import { code as inCode, listing } from './markdown.ts';
import type { LookupPlan, Plan } from './plan.ts';
import { declaredIn, looseSubject } from './subject.ts';

/** What will be looked for and why, in plain sentences, before anything is read. */
export function reasoningFor(plan: Plan): string {
  switch (plan.kind) {
    case 'help':
      return 'This does not ask for anything that stands in files. I will say what I can do, with examples from this workspace.';
    case 'cannot':
      return 'This asks for work that takes a language model, and I have none. I will say so and show what I can look up instead.';
    case 'workspace':
      return `This is about ${plan.folder ? `the folder ${inCode(plan.folder)}` : 'the whole workspace'}. I will read file by file, in the order of the folders, and tell what each declares and what it says about itself.`;
    case 'list':
      return `This asks for files. I will list ${plan.include ? `those that match ${inCode(plan.include)}` : 'them'}${plan.folder ? ` below ${inCode(plan.folder)}` : ''}.`;
    case 'find':
      return `This asks for a text. I will search every file for ${listing(plan.queries.map(inCode))}, ${plan.mode === 'regex' ? 'as a regular expression' : plan.mode === 'word' ? 'as whole words' : 'as it is written'}.`;
    case 'topic':
      return `No name of code and no file is spelled out, so I go by the words ${listing(plan.topics.map(inCode))}. I will look for declarations, comments and headings that have them.`;
    case 'lookup':
      return reasoningForLookup(plan);
  }
}

function reasoningForLookup(plan: LookupPlan): string {
  const sentences: string[] = [];
  for (const attachment of plan.attachments.slice(0, 3)) {
    const subject = looseSubject(attachment);
    const names = [...new Set(declaredIn(subject).map((declaration) => inCode(declaration.name)))];
    const language = subject.code.language?.name;
    const what = `${plural(subject.code.lineCount, 'line')}${language ? ` of ${language}` : ''}${attachment.path ? ` from ${inCode(attachment.path)}` : ''}`;
    const verb = plan.isFollowUp ? 'The code from earlier in this thread is' : 'The attached code is';
    sentences.push(
      `${verb} ${what}${names.length > 0 ? ` and declares ${listing(names, 6)}` : ' and declares nothing by itself'}.`,
    );
  }
  if (plan.attachments.length === 0 && plan.isFollowUp)
    sentences.push('The question spells out no name, so it is about what was asked before.');
  if (plan.paths.length > 0) sentences.push(`The question names ${listing(plan.paths.map(inCode))}.`);
  if (plan.names.length > 0) {
    const verb = plan.otherwise ? 'may mean the name' : plan.isFollowUp ? 'before was about' : 'spells out';
    sentences.push(`The question ${verb} ${listing(plan.names.map(inCode))}.`);
  }
  const next: Record<LookupPlan['emphasis'], string> = {
    explain:
      plan.attachments.length + plan.paths.length > 0
        ? 'I will read the file, search the workspace for its names, and see which tests and files are near.'
        : 'I will search the workspace for where this is defined, used, tested and mentioned.',
    where: 'I will search the workspace for every place and tell definitions, imports, uses and mentions apart.',
    tests: 'I will search the workspace and see which test files use it or import its file.',
    imports: 'I will see what the file imports and which files import it.',
  };
  sentences.push(next[plan.emphasis]);
  if (plan.beyond === 'write')
    sentences.push('Writing code takes a language model, which I have not; I can show what a change would touch.');
  if (plan.beyond === 'judge')
    sentences.push('A judgement takes a language model, which I have not; I can show what there is.');
  return sentences.join(' ');
}
