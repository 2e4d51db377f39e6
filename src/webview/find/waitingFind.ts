import type { FindStore, FindView } from './findStore.ts';

/**
 * Stands for the search until what looks through the conversation is loaded: takes what is typed, and finds nothing.
 *
 * @param onChange the view is another one
 */
export function createWaitingFind(onChange: () => void): FindStore {
  let view: FindView = {
    isOpen: false,
    query: { text: '', isCaseSensitive: false, isWholeWord: false },
    count: 0,
    place: 0,
    isSearching: false,
    isCut: false,
  };

  function change(part: Partial<FindView>): void {
    const next = { ...view, ...part };
    view = { ...next, isSearching: next.query.text !== '' };
    onChange();
  }

  return {
    view: () => view,
    open: (text) => change({ isOpen: true, ...(text === undefined ? {} : { query: { ...view.query, text } }) }),
    close: () => change({ isOpen: false }),
    look: (query) => change({ query }),
    setItems: () => undefined,
    next: () => undefined,
    previous: () => undefined,
  };
}
