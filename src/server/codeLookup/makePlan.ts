import type { AgentContext } from '../agent.ts';
import { emphasisOf } from './emphasis.ts';
import type { LookupPlan, Plan } from './plan.ts';
import { listPlan, tourPlan } from './planFiles.ts';
import { findPlan } from './planFind.ts';
import { type QuestionWords, questionWords } from './questionWords.ts';
import { readRequest } from './readRequest.ts';

const polite =
  /^(?:\s|hi\b|hello\b|hey\b|ok(?:ay)?\b|so\b|and\b|now\b|then\b|also\b|please\b|thanks?\b|[,.!:-]|(?:can|could|would|will) (?:you|we|i)\b|i(?:'d| would)? (?:like|want|need)(?: you)? to\b|(?:help|tell) me(?: to)?\b|let'?s\b|just\b)+/i;

const writes =
  /^(?:write|implement|refactor|rewrite|fix|translate|generate|create|add|build|change|modify|convert|optimi[sz]e|improve|rename|delete|remove|replace|port|migrate|simplify|commit|push|run|execute|install|deploy|debug|format|clean|make|update|upgrade|extend|extract|move|split|merge|document|comment|complete|finish|solve|draft|compose|propose|suggest|design|calculate|compute|draw)\b/i;

const judges =
  /\b(?:why|bugs?|correct|wrong|better|best practices?|good|bad|should|review|improve|vulnerab\w*|secure|security|performan\w*|faster|slow|efficient|clean(?:er)?|problems?|issues?)\b/i;

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
  if (words.topics.length === 0) return { kind: 'cannot', wish: bare };
  const asksForScripts =
    /\bhow\b.*\b(?:run|start|build|install|test|launch|compile|lint|format|package|publish)\b/i.test(question);
  const topic = { kind: 'topic', topics: words.topics, asksForScripts } as const;
  const likely = asksForScripts ? [] : likelyNames(question, words);
  return likely.length > 0 ? lookup({ names: likely, otherwise: topic }) : topic;
}

function isSmallTalk(question: string, bare: string): boolean {
  if (!/[\p{L}\p{N}]/u.test(bare)) return true;
  return /^(?:help|who are you|what are you|what (?:can|could|do) (?:you|i) (?:do|ask)\b.*|how do (?:you|i) (?:work|use (?:you|this))\b.*|what is this agent\b.*|(?:good )?(?:morning|afternoon|evening|bye)|how are you.*|test|ping)[.!?\s]*$/i.test(
    /^\s*help\b/i.test(question) ? 'help' : bare,
  );
}

/** Plain words that the question treats as names: after *class* and the like, with a capital, or all there is. */
function likelyNames(question: string, words: QuestionWords): readonly string[] {
  const kinds =
    /\b(?:class|function|method|interface|type|enum|struct|trait|const|constant|variable|hook|component|named|called|symbol|macro|decorator|does|is|are)\s+(?:the\s+)?(?<name>[\p{L}_$][\p{L}\p{N}_$]*)/giu;
  const afterKind = new Set([...question.matchAll(kinds)].map((match) => match.groups?.['name']));
  const isSingle = words.plain.length === 1 && emphasisOf(question) !== 'explain';
  return words.plain.filter(
    (word) =>
      isSingle ||
      (afterKind.has(word) &&
        /\b(?:class|function|method|interface|type|enum|struct|trait|hook|component|named|called)\b/i.test(question)) ||
      (/^\p{Lu}/u.test(word) && !question.startsWith(word)),
  );
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
