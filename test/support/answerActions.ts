import type { AnswerActions } from '../../src/webview/markdown/domTree.ts';

/** What answers can do, with nobody there who does it: nothing comes of any of it. */
export const idleActions: AnswerActions = {
  copy: () => undefined,
  insert: () => undefined,
  offerMore: () => undefined,
  mention: () => undefined,
  open: () => undefined,
  announce: () => undefined,
  isOpen: () => undefined,
  setOpen: () => undefined,
  drawDiagram: () => new Promise(() => undefined),
  readImage: () => new Promise(() => undefined),
  resize: (_, change) => change(),
};

/** The same, apart from what a test brings. */
export function answerActions(own: Partial<AnswerActions> = {}): AnswerActions {
  return { ...idleActions, ...own };
}
