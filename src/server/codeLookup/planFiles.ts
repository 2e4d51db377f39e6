import { emphasisOf } from './emphasis.ts';
import type { Plan } from './plan.ts';
import type { QuestionWords } from './questionWords.ts';

const workspaceNoun = String.raw`(?:workspace|project|repo|repository|code ?base|application|app|extension|package|library|program|source(?: code| tree)?|folder|directory)`;
const aboutWorkspace = new RegExp(
  String.raw`\b(?:this|the|whole|entire|complete|my|our|every|all)\b(?:\s+\w+){0,2}?\s+${workspaceNoun}\b`,
  'i',
);
const wantsTour =
  /\b(?:explain|summari[sz]e|summary|describe|overview|tour|walk|scan|analy[sz]e|go (?:over|through)|read|understand|introduc\w*|structure[ds]?|organi[sz]ed|architecture|layout|map|look (?:at|through)|what(?:'s| is| does| are)|about|how (?:is|does|are)|tell|show|index|inspect|examine|study|everything)\b/i;
const everyFile =
  /\b(?:every|each|all(?: the| of the)?) (?:\w+ )?(?:files?|folders?)\b|\bfile by file\b|\bone by one\b/i;

/** The whole workspace or a folder of it, to be gone through; undefined if the question asks for something else. */
export function tourPlan(question: string, bare: string, words: QuestionWords, isWish: boolean): Plan | undefined {
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
  if (
    goesThrough ||
    /^(?:(?:give|show|tell|make|what(?:'s| is))\s+(?:me |us )?)?(?:(?:an?|the|some) )?(?:quick |short |brief )?(?:scan|overview|tour|summary|architecture|explain everything)\b[.!?\s]*$/i.test(
      bare,
    )
  )
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

/** Files to list; undefined if the question asks for something else. */
export function listPlan(question: string, words: QuestionWords): Plan | undefined {
  const asksForFiles =
    /\b(?:list|show|which|what|how many|display|give|see|all)\b.*\b(?:files?|folders?|director(?:y|ies)|tree)\b|^\s*(?:ls|tree|files)\b/i.test(
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
