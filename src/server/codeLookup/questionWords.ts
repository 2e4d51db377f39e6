import { languageOfPath } from '../workspace/languages/languages.ts';

export interface QuestionWords {
  /** Names of the code that the question spells as such, in their order: `readEvents`, `MAX_SIZE`, `Foo.bar`. */
  readonly names: readonly string[];
  /** What looks like a file or a folder: `src/net/sse.ts`, `sse.ts`, `src/net`. */
  readonly paths: readonly string[];
  /** Texts in quotes that are no names, and patterns between slashes. */
  readonly quoted: readonly string[];
  /** The other words that carry a meaning, in lower case. */
  readonly topics: readonly string[];
  /** The words of the topics as they are written. */
  readonly plain: readonly string[];
}

const stopWords = new Set(
  `a about above after again all also am an and any anything anybody anyone are around as ask at back be because been before being below between both
  briefly but by called calls can cannot check code come comes concerned could defined definition describe detail details
  did different do does doing done each either else every everything exactly explain explanation file files find first
  folder folders for from function functions get give go goes going got had happen happens has have help here how i if in
  inside instead into is it its itself just kind know let like line lines list look looks made main make makes many matter
  may me mean means mentioned method might more most much must my name named names near need needs new no not now of off
  often on once one only or other our out over overview own part parts piece please possible project purpose put question
  rather really references repo repository related responsible same see selected selection should show shows snippet so some
  something somewhere still such sure tell than that the their them then there these they thing things this those through to
  together too under until up upon us usage usages use used useful uses using very want was way we well were what when where
  whether which while who whole whose why will with within without work working works workspace would yes you your defines
  implemented implement handle handled handles handling happening located live lives place places exist exists class
  classes variable variables type types module modules test tests tested covers cover covering coverage import imports imported
  importers depends depend dependencies dependents call caller callers hi hello hey thanks thank good morning ok okay
  question anywhere nowhere someone interesting stuff touch touches touching declared declares say says`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

const identifier = String.raw`[\p{L}_$#@][\p{L}\p{N}_$]*`;
const dotted = new RegExp(String.raw`^${identifier}(?:(?:\.|::|#|->|\\)${identifier})*[?!]?$`, 'u');

/** Takes a question apart. Deterministic, knows no grammar: how a word is written tells what it is. */
export function questionWords(question: string): QuestionWords {
  const names: string[] = [];
  const paths: string[] = [];
  const quoted: string[] = [];
  let rest = question.replace(/\bhttps?:\/\/\S+/g, ' ');
  rest = rest.replace(/`+([^`\n]+)`+/g, (_, inside: string) => {
    takeMarked(inside.trim(), { names, paths, quoted });
    return ' ';
  });
  rest = rest.replace(
    /(?<![\p{L}\p{N}/.])\/((?:\\.|[^/\s\\])+)\/[gimsu]*(?![\p{L}\p{N}/])/gu,
    (whole, inside: string) => {
      if (!/[\\^$*+?()[\]{}|]/.test(inside)) return whole;
      quoted.push(whole);
      return ' ';
    },
  );
  rest = rest.replace(
    /"([^"\n]{1,200})"|“([^”\n]{1,200})”|«([^»\n]{1,200})»|(?<![\p{L}\p{N}])'([^'\n]{2,200})'(?![\p{L}\p{N}])/gu,
    (_, ...groups: (string | undefined)[]) => {
      takeMarked((groups.slice(0, 4).find((group) => typeof group === 'string') ?? '').trim(), {
        names,
        paths,
        quoted,
      });
      return ' ';
    },
  );
  const topics: string[] = [];
  const plain: string[] = [];
  for (const raw of rest.split(/[\s,;!?()[\]{}<>“”"]+/)) {
    const wasCalled = question.includes(`${raw}()`);
    const word = raw.replace(/^[.:'’*]+(?=[\p{L}\p{N}])|[.:'’*]+$/gu, '').replace(/['’]s$/, '');
    if (word === '' || word === '…') continue;
    if (isPath(word)) paths.push(word.replace(/^\.\//, ''));
    else if (isName(word) || (wasCalled && dotted.test(word))) names.push(word);
    else if (/\p{L}/u.test(word)) {
      const own = topicWords(word);
      topics.push(...own);
      if (own.length > 0) plain.push(word);
    }
  }
  return {
    names: unique(names.flatMap(partsOfDotted)),
    paths: unique(paths),
    quoted: unique(quoted),
    topics: unique(topics),
    plain: unique(plain),
  };
}

function takeMarked(text: string, into: { names: string[]; paths: string[]; quoted: string[] }): void {
  const bare = text.replace(/\(.*\)$/s, '');
  if (isPath(text)) into.paths.push(text.replace(/^\.\//, ''));
  else if (dotted.test(bare)) into.names.push(bare);
  else if (text !== '') into.quoted.push(text);
}

/** With a slash, or with an ending that a language has; not `and/or`, not a number. */
function isPath(word: string): boolean {
  if (/^[\w@.~-]+(?:\/[\w@.~+-]+)+\/?$/.test(word))
    return !/^(?:and|or|his|her|he|she|yes|no|input|read|i)\/\w+$/i.test(word);
  if (/^[\w@.~-]+\/$/.test(word)) return true;
  return /^[\w@.~-]*\.[A-Za-z]\w{0,9}$/.test(word) && !/^\d/.test(word) && languageOfPath(word) !== undefined;
}

/** Written as only code writes words: camelCase, Pascal with a second hump, snake_case, CONSTANT, dotted, with a `$`. */
function isName(word: string): boolean {
  if (!dotted.test(word) || word.length < 2) return false;
  return (
    /\p{Ll}\p{Lu}/u.test(word) ||
    /^\p{Lu}{2,}\p{Ll}/u.test(word) ||
    /^[\p{L}$#@]+_[\p{L}\p{N}_]+$|^_+\p{L}|^[$#@]\p{L}/u.test(word) ||
    /^\p{Lu}[\p{Lu}\p{N}]*_[\p{Lu}\p{N}_]+$/u.test(word) ||
    /^\p{L}[\p{L}\p{N}_]*(?:\.|::|->)\p{L}[\p{L}\p{N}_]+$/u.test(word)
  );
}

/** Of `Foo.bar` the last name is meant most; the others tell more. */
function partsOfDotted(name: string): readonly string[] {
  const parts = name.split(/\.|::|->|\\|(?<=.)#/).filter((part) => part !== '');
  return parts.length < 2 ? [name] : parts.toReversed().slice(0, 3);
}

function topicWords(word: string): readonly string[] {
  return word
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part.length > 2 && !stopWords.has(part) && !/^\d+$/.test(part));
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

/** The words inside a name: `parseHTTPUrl_v2` holds parse, http, url and v2. */
export function wordsOfName(name: string): readonly string[] {
  return name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** A word without what English puts behind it, so that *retries* finds `retry` and *streaming* `stream`. */
export function stem(word: string): string {
  const lower = word.toLowerCase();
  const endings: readonly (readonly [RegExp, string])[] = [
    [/ies$/, 'y'],
    [/(?<=[sxz]|[cs]h)es$/, ''],
    [/(?<=[^s])s$/, ''],
  ];
  let result = lower;
  for (const [ending, replacement] of endings) {
    if (result.length > 4 && ending.test(result)) {
      result = result.replace(ending, replacement);
      break;
    }
  }
  if (result.length > 4) result = result.replace(/(?<=...)ed$/, '');
  if (result.length > 6) result = result.replace(/(?:ing|er|or|ion|able|ment)$/, '');
  if (result.length > 3) result = result.replace(/([b-df-hj-np-tv-z])\1$/, '$1');
  return result.length > 4 ? result.replace(/e$/, '') : result;
}
