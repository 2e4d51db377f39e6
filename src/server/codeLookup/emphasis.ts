import type { Emphasis } from './plan.ts';

/** Which part of the report a question asks for, by its verbs. Whoever also asks what code does gets the whole of it. */
export function emphasisOf(question: string): Emphasis {
  if (/\b(?:what (?:does|do|is|are) (?:this|that|it|these|they)|explain|describe|understand)\b/i.test(question)) {
    return 'explain';
  }
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
