import type { AnswerDraft, InputRequest } from '../model/inputRequest.ts';

export const emptyAnswer: AnswerDraft = { text: '', form: 'text' };

/** The value that a typed answer stands for, or why it is none, as a sentence. */
export type ReadAnswer = { readonly value: unknown } | { readonly problem: string };

/** Reads what was typed. */
export function readAnswer({ text, form }: AnswerDraft): ReadAnswer {
  if (text.trim() === '') return { problem: 'Type an answer first.' };
  if (form === 'text') return { value: text };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: `This is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Under which name the draft of an answer is kept: the same request after a reload, another one for another question. */
export function requestKey(request: InputRequest, place: number): string {
  return request.id ?? `${place}:${JSON.stringify(request.value) ?? ''}`.slice(0, 200);
}
