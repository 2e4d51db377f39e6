import type { AgentAttachment, AgentContext } from '../agent.ts';
import { readRequest } from './readRequest.ts';
import { type QuestionWords, questionWords } from './questionWords.ts';

/** Which part of a report was asked for most. */
export type Emphasis = 'explain' | 'where' | 'tests' | 'imports';

export type Plan =
  | { readonly kind: 'help' }
  /** Asked for something that only a model or a person can do. */
  | { readonly kind: 'cannot'; readonly wish: string }
  | { readonly kind: 'workspace'; readonly folder?: string }
  | { readonly kind: 'list'; readonly folder?: string; readonly include?: string; readonly what: string }
  | {
      readonly kind: 'find';
      readonly text: string;
      readonly mode: 'word' | 'literal' | 'regex';
      readonly queries: readonly string[];
    }
  | LookupPlan
  | { readonly kind: 'topic'; readonly topics: readonly string[] };

export interface LookupPlan {
  readonly kind: 'lookup';
  readonly emphasis: Emphasis;
  readonly names: readonly string[];
  readonly paths: readonly string[];
  readonly attachments: readonly AgentAttachment[];
  /** The code is not of this question but of an earlier one of the thread. */
  readonly isFollowUp: boolean;
  /** Asks for a judgement, a reason or a change, which a lookup cannot give. */
  readonly beyond?: 'judge' | 'write';
}

const polite =
  /^(?:\s|hi\b|hello\b|hey\b|ok(?:ay)?\b|so\b|and\b|now\b|then\b|also\b|please\b|thanks?\b|[,.!:-]|(?:can|could|would|will) (?:you|we|i)\b|i(?:'d| would)? (?:like|want|need)(?: you)? to\b|(?:help|tell) me(?: to)?\b|let'?s\b|just\b)+/i;

const writes =
  /^(?:write|implement|refactor|rewrite|fix|translate|generate|create|add|build|change|modify|convert|optimi[sz]e|improve|rename|delete|remove|replace|port|migrate|simplify|commit|push|run|execute|install|deploy|debug|format|clean|make|update|upgrade|extend|extract|move|split|merge|document|comment|complete|finish|solve|draft|compose|propose|suggest|design|calculate|compute|draw)\b/i;

const judges =
  /\b(?:why|bugs?|correct|wrong|better|best practices?|good|bad|should|review|improve|vulnerab\w*|secure|security|performan\w*|faster|slow|efficient|clean(?:er)?|problems?|issues?)\b/i;

const workspaceNoun = String.raw`(?:workspace|project|repo|repository|code ?base|application|app|extension|package|library|program|source(?: code| tree)?|folder|directory)`;
const aboutWorkspace = new RegExp(
  String.raw`\b(?:this|the|whole|entire|complete|my|our|every|all)\b(?:\s+\w+){0,2}?\s+${workspaceNoun}\b`,
  'i',
);
const wantsTour =
  /\b(?:explain|summari[sz]e|summary|describe|overview|tour|walk|scan|analy[sz]e|go (?:over|through)|read|understand|introduc\w*|structure[ds]?|organi[sz]ed|architecture|layout|map|look (?:at|through)|what(?:'s| is| does| are)|about|how (?:is|does|are)|tell|show|index|inspect|examine|study|everything)\b/i;
const everyFile =
  /\b(?:every|each|all(?: the| of the)?) (?:\w+ )?(?:files?|folders?)\b|\bfile by file\b|\bone by one\b/i;

/** Decides what a question asks for, by how it is worded; the rules are tried in this order. */
export function makePlan(context: Pick<AgentContext, 'question' | 'attachments' | 'history'>): Plan {
  const question = context.question.trim();
  const bare = question.replace(polite, '').trim();
  const words = questionWords(question);
  const { names, paths } = words;
  const hasCode = context.attachments.length > 0;

  if (!hasCode && isSmallTalk(question, bare)) return { kind: 'help' };
  const isWish =
    writes.test(bare) &&
    !/^(?:run|make|format|build|comment|commit|move|split|merge|update|design|document)\b[^.]*\b(?:is|are|does|do)\b.*\?$/i.test(
      bare,
    );
  if (!hasCode) {
    const find = findPlan(bare, words);
    if (find && !isWish) return find;
    const tour = tourPlan(question, bare, words, isWish);
    if (tour) return tour;
    const list = listPlan(question, words);
    if (list && !isWish) return list;
  }
  const beyond = isWish ? 'write' : judges.test(question) ? 'judge' : undefined;
  const lookup = (own: Partial<LookupPlan>): Plan => ({
    kind: 'lookup',
    emphasis: emphasisOf(question),
    names,
    paths,
    attachments: [],
    isFollowUp: false,
    ...(beyond ? { beyond } : {}),
    ...own,
  });
  if (hasCode) return lookup({ attachments: context.attachments });
  if (names.length > 0 || paths.length > 0) return lookup({});
  const earlier = earlierSubject(context.history);
  const pointsBack =
    /\b(?:it|its|this|that|these|those|they|them|their|here|there|same|above|again|code|selection|snippet|function|class|method|file)\b/i.test(
      question,
    );
  if (earlier && (pointsBack || words.topics.length === 0)) return lookup({ ...earlier, isFollowUp: true });
  if (isWish) return { kind: 'cannot', wish: bare };
  if (words.topics.length > 0) return { kind: 'topic', topics: words.topics };
  return { kind: 'help' };
}

function isSmallTalk(question: string, bare: string): boolean {
  if (bare === '') return true;
  return /^(?:help|\?+|who are you|what are you|what (?:can|could|do) (?:you|i) (?:do|ask)\b.*|how do (?:you|i) (?:work|use (?:you|this))\b.*|what is this agent\b.*|(?:good )?(?:morning|afternoon|evening|bye)|how are you.*|test|ping)[.!?\s]*$/i.test(
    /^\s*help\b/i.test(question) ? 'help' : bare,
  );
}

function findPlan(bare: string, words: QuestionWords): Plan | undefined {
  const marks = bare.match(/\b(?:TODO|FIXME|XXX|HACK)s?\b/gi);
  if (marks && /\b(?:find|list|show|search|where|which|what|any|all|are there|grep)\b/i.test(bare)) {
    const queries = [...new Set(marks.map((mark) => mark.toUpperCase().replace(/S$/, '')))];
    return { kind: 'find', text: queries.join(', '), mode: 'word', queries };
  }
  const command =
    /^(?:find|search(?: for)?|grep(?: for)?|look for|where (?:is|does|are)|which files? (?:contain|have|say|mention)s?|who says|show)\b\s*(?<rest>.*)$/is.exec(
      bare,
    );
  const [quoted] = words.quoted;
  if (quoted !== undefined && words.names.length === 0 && (command || bare.length < quoted.length + 40)) {
    const pattern = /^\/(.+)\/[gimsu]*$/s.exec(quoted)?.[1];
    const isPattern = pattern !== undefined || /\b(?:regex|regexp|regular expression|pattern)\b/i.test(bare);
    return {
      kind: 'find',
      text: pattern ?? quoted,
      mode: isPattern ? 'regex' : 'literal',
      queries: [pattern ?? quoted],
    };
  }
  const literal =
    /^(?:grep(?: for)?|(?:find|search(?: for)?|look for)\s+(?:all |every |any |each )?(?:the )?(?:text|string|words?|phrase|literal|occurrences? of|mentions? of|lines? (?:with|containing|that contain)))\s+(?<text>.+?)[.?!]*$/is.exec(
      bare,
    );
  const text = literal?.groups?.['text']?.replace(/^["'`“]|["'`”]$/g, '').trim();
  if (text) return { kind: 'find', text, mode: 'literal', queries: [text] };
  return undefined;
}

function tourPlan(question: string, bare: string, words: QuestionWords, isWish: boolean): Plan | undefined {
  const named = words.names.length > 0 || words.quoted.length > 0;
  const folder = words.paths.find((path) => !/\.\w+$/.test(path));
  const goesThrough =
    everyFile.test(question) &&
    /\b(?:go|read|explain|summari[sz]e|describe|scan|walk|look|visit|analy[sz]e|inspect|study|tell|report)\b/i.test(
      question,
    );
  if (named || isWish) return undefined;
  if (folder !== undefined && (wantsTour.test(question) || goesThrough) && emphasisOf(question) === 'explain') {
    return { kind: 'workspace', folder: folder.replace(/\/+$/, '') };
  }
  if (words.paths.length > 0) return undefined;
  if (goesThrough || /^(?:scan|overview|tour|summary|architecture|explain everything)\b[.!?\s]*/i.test(bare))
    return { kind: 'workspace' };
  const specific = words.topics.filter(
    (topic) =>
      !/^(?:structur|organi|architectur|explain|summar|introduc|overview|tour|scan|walk|read|understand|analy|describ|whole|entire|complete|layout|app|application|extension|package|library|program|source|codebase|base|directory|tree|about|briefly|short|quick|contain|consist|map|inspect|examine|study|index)/.test(
        topic,
      ),
  );
  if (
    aboutWorkspace.test(question) &&
    wantsTour.test(question) &&
    specific.length <= 1 &&
    emphasisOf(question) === 'explain'
  )
    return { kind: 'workspace' };
  return undefined;
}

const languageFiles: readonly (readonly [RegExp, string])[] = [
  [/\btypescript\b/i, '**/*.{ts,tsx,mts,cts}'],
  [/\bjavascript\b/i, '**/*.{js,jsx,mjs,cjs}'],
  [/\bpython\b/i, '**/*.py'],
  [/\bmarkdown\b|\bdoc(?:s|umentation|ument)?\b|\breadmes?\b/i, '**/*.{md,markdown,mdx,rst}'],
  [/\bjson\b/i, '**/*.{json,jsonc}'],
  [/\bya?ml\b/i, '**/*.{yml,yaml}'],
  [/\b(?:css|styles?(?:heets?)?)\b/i, '**/*.{css,scss,less}'],
  [/\b(?:shell|bash)\b/i, '**/*.{sh,bash,zsh}'],
  [/\bgo(?:lang)?\b(?= files)/i, '**/*.go'],
  [/\brust\b/i, '**/*.rs'],
  [/\bjava\b/i, '**/*.java'],
  [/\bc#|\bcsharp\b/i, '**/*.cs'],
  [/\bkotlin\b/i, '**/*.{kt,kts}'],
  [/\bc\+\+|\bcpp\b/i, '**/*.{cc,cpp,cxx,hh,hpp,h}'],
  [/\bruby\b/i, '**/*.rb'],
  [/\bphp\b/i, '**/*.php'],
  [/\btests?\b(?= files)/i, '**/{test,tests,__tests__,spec}/**'],
  [/\bconfig(?:uration)?\b(?= files)/i, '**/{*.config.*,*rc,*rc.json,.*rc.*,*.json,*.toml,*.yml,*.yaml}'],
];

function listPlan(question: string, words: QuestionWords): Plan | undefined {
  const asksForFiles =
    /\b(?:list|show|which|what|how many|display|give|see|all)\b[^.]*\b(?:files?|folders?|director(?:y|ies)|tree)\b|^\s*(?:ls|tree|files)\b/i.test(
      question,
    );
  const asksForMore =
    /\b(?:use[sd]?|using|import\w*|mention\w*|contain\w*|call\w*|cover\w*|touch\w*|declare\w*|define\w*|depend\w*|has|have|responsible|handle\w*|implement\w*)\b/i.test(
      question,
    );
  if (!asksForFiles || words.names.length > 0 || asksForMore) return undefined;
  const glob = /(?:^|\s)((?:\*\*\/)?\*\.\w+)\b/.exec(question)?.[1];
  const ending = /(?:^|\s)\.([a-z]\w{0,7}) files?\b/i.exec(question)?.[1];
  const folder =
    words.paths.find((path) => !/\.\w+$/.test(path)) ??
    /\b(?:in|below|under|of) (?:the )?(?:folder |directory )?["'`]?([\w@.-]+)["'`]?(?: folder| directory)?\s*[.?!]*$/i.exec(
      question,
    )?.[1];
  const isWhole = folder === undefined || new RegExp(`^(?:this|it|here|${workspaceNoun})$`, 'i').test(folder);
  const language = glob ?? (ending ? `*.${ending}` : undefined);
  const known = language
    ? `**/${language.replace(/^\*\*\//, '')}`
    : languageFiles.find(([pattern]) => pattern.test(question))?.[1];
  return {
    kind: 'list',
    what: question,
    ...(isWhole ? {} : { folder: folder.replace(/\/+$/, '') }),
    ...(known ? { include: known } : {}),
  };
}

function emphasisOf(question: string): Emphasis {
  if (/\b(?:tests?|tested|testing|cover(?:s|ed|age|ing)?|specs?)\b/i.test(question)) return 'tests';
  if (/\b(?:import(?:s|ed|ers?|ing)?|depend(?:s|ed|ing|enc(?:y|ies)|ents?)?|requires?|required by)\b/i.test(question))
    return 'imports';
  if (
    /\b(?:where|used?|usages?|uses|calls?|called|callers?|references?|referenced|defined?|definitions?|declared?|declaration|who|find|impact|affects?|affected|break)\b/i.test(
      question,
    )
  )
    return 'where';
  return 'explain';
}

/** The code, or else the names and files, that the thread was last about. */
function earlierSubject(
  history: AgentContext['history'],
): Pick<LookupPlan, 'attachments' | 'names' | 'paths'> | undefined {
  for (const message of history.toReversed()) {
    if (message.role !== 'user') continue;
    const request = readRequest(message.text);
    if (request.attachments.length > 0) return { attachments: request.attachments, names: [], paths: [] };
    const { names, paths } = questionWords(request.question);
    if (names.length > 0 || paths.length > 0) return { attachments: [], names, paths };
  }
  return undefined;
}
