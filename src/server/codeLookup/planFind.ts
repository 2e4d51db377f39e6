import type { Plan } from './plan.ts';
import type { QuestionWords } from './questionWords.ts';

/** A text or a pattern to find; undefined if the question asks for something else. `bare` has no polite opening. */
export function findPlan(bare: string, words: QuestionWords): Plan | undefined {
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
