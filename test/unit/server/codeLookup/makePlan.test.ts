import assert from 'node:assert/strict';
import { promptText } from '../../../../src/model/prompt.ts';
import { makePlan } from '../../../../src/server/codeLookup/makePlan.ts';
import type { Plan } from '../../../../src/server/codeLookup/plan.ts';

const attachment = { path: 'src/a.ts', startLine: 1, endLine: 2, code: 'export const a = 1;\n' };

/** The parts of a plan that matter, in one line. */
function planOf(
  question: string,
  options: { readonly withCode?: boolean; readonly history?: readonly string[] } = {},
): string {
  const plan: Plan = makePlan({
    question,
    attachments: options.withCode ? [attachment] : [],
    history: (options.history ?? []).map((text) => ({ role: 'user', text })),
  });
  switch (plan.kind) {
    case 'lookup':
      return [
        plan.emphasis,
        ...plan.names,
        ...plan.paths,
        ...(plan.attachments.length > 0 ? ['code'] : []),
        ...(plan.isFollowUp ? ['from before'] : []),
        ...(plan.beyond ? [`cannot ${plan.beyond}`] : []),
        ...(plan.otherwise ? ['or topic'] : []),
      ].join(' ');
    case 'workspace':
      return `workspace ${plan.folder ?? ''}`.trim();
    case 'list':
      return `list ${plan.folder ?? ''} ${plan.include ?? ''}`.replace(/\s+/g, ' ').trim();
    case 'find':
      return `find ${plan.mode} ${plan.queries.join(', ')}`;
    case 'topic':
      return `topic ${plan.topics.join(' ')}${plan.asksForScripts ? ' scripts' : ''}`;
    default:
      return plan.kind;
  }
}

describe('a question about attached code', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['What does this do?', 'explain code'],
    ['', 'explain code'],
    ['Where is this used?', 'where code'],
    ['Which tests cover this?', 'tests code'],
    ['What imports this file?', 'imports code'],
    ['Where is `parseUrl` used?', 'where parseUrl code'],
    ['Please refactor this', 'explain code cannot write'],
    ['Why is this slow?', 'explain code cannot judge'],
    ['Explain this workspace', 'explain code'],
  ];
  for (const [question, plan] of cases) {
    it(`“${question}” is understood as: ${plan}`, () => assert.equal(planOf(question, { withCode: true }), plan));
  }
});

describe('a question without code', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['Where is readEvents used?', 'where readEvents'],
    ['where is `run` defined', 'where run'],
    ['what is MAX_SIZE', 'explain MAX_SIZE'],
    ['who calls Session.start()?', 'where start Session'],
    ['Which files import src/net/sse.ts?', 'imports src/net/sse.ts'],
    ['what does sse.ts do', 'explain sse.ts'],
    ['Explain package.json', 'explain package.json'],
    ['show me the class Desk', 'explain Desk or topic'],
    ['does anything use lodash?', 'where lodash or topic'],
    ['Explain this workspace', 'workspace'],
    ['What does this project do?', 'workspace'],
    ['go through every file and tell me what it does', 'workspace'],
    ['Can you summarise the whole repo, please?', 'workspace'],
    ['give me an overview', 'workspace'],
    ['How is this codebase structured?', 'workspace'],
    ['scan', 'workspace'],
    ['Explain src/net', 'workspace src/net'],
    ['list all files', 'list'],
    ['List the files in src/net', 'list src/net'],
    ['show me the markdown files', 'list **/*.{md,markdown,mdx,rst}'],
    ['list *.css files', 'list **/*.css'],
    ['how many files are there?', 'list'],
    ['find "cannot open"', 'find literal cannot open'],
    ['Where does the message "No such thread" come from?', 'find literal No such thread'],
    ['grep foo bar', 'find literal foo bar'],
    ['search for the text hello world', 'find literal hello world'],
    ['find /retry(After|Ms)/', 'find regex retry(After|Ms)'],
    ['find all TODOs', 'find word TODO'],
    ['Find readEvents', 'where readEvents'],
    ['How are threads stored?', 'topic threads stored'],
    ['How do I run the tests?', 'topic run scripts'],
    ['Write a function that sorts a list', 'cannot'],
    ['Translate this into German', 'cannot'],
    ['please implement dark mode', 'cannot'],
    ['add a test for parseUrl', 'tests parseUrl cannot write'],
    ['hello', 'help'],
    ['Thanks!', 'help'],
    ['what can you do?', 'help'],
    ['help', 'help'],
    ['', 'help'],
    ['???', 'help'],
    ['🙂', 'help'],
  ];
  for (const [question, plan] of cases) {
    it(`“${question}” is understood as: ${plan}`, () => assert.equal(planOf(question), plan));
  }
});

describe('a follow-up question', () => {
  const withCode = promptText('What is this?', [{ reference: attachment, code: attachment.code }]);

  it('is about the code from before if it has none of its own', () => {
    assert.equal(planOf('And which tests cover it?', { history: [withCode] }), 'tests code from before');
    assert.equal(
      planOf('Where is it used?', { history: [withCode, 'And which tests cover it?'] }),
      'where code from before',
    );
  });

  it('is about the names from before if there was no code', () => {
    assert.equal(
      planOf('what imports it?', { history: ['where is readEvents defined?'] }),
      'imports readEvents from before',
    );
  });

  it('is about its own names if it spells some out', () => {
    assert.equal(planOf('where is bar_baz defined', { history: [withCode] }), 'where bar_baz');
    assert.equal(planOf('Explain this workspace', { history: [withCode] }), 'workspace');
  });
});
