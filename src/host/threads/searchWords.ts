import type { SearchNotice, SearchProgress } from '../../session/threadSearch.ts';

/** A hit, the state of the search or a notice in the words of a list. */
export interface SearchLine {
  readonly label: string;
  readonly detail?: string;
}

/**
 * How far a search is, and why it takes so long.
 *
 * @param services how many are looked through
 */
export function progressWords(progress: SearchProgress, services: number): string {
  const { isReading, isListing, threads, lookedThrough, notices } = progress;
  if (isReading && isListing && lookedThrough === 0) return 'Finding out which threads there are.';
  const who = services === 1 ? 'the service cannot search' : 'the services cannot search';
  const hasFailed = notices.some(({ kind }) => kind === 'list-failed');
  if (!isReading && threads === 0) return hasFailed ? 'Looked through no thread.' : 'There are no threads.';
  const count = lookedThrough === threads && !isReading ? '' : `${lookedThrough} of `;
  const isOpen = isReading ? ' so far' : '';
  const read = isReading ? 'are read' : 'were read';
  return `Looked through ${count}${amount(threads, 'thread')}${isOpen}; ${who}, so their messages ${read} one by one.`;
}

/**
 * What was not looked at, and why.
 *
 * @param nameOf the name of a connection
 */
export function noticeWords(notice: SearchNotice, nameOf: (connectionId: string) => string): SearchLine {
  switch (notice.kind) {
    case 'list-failed':
      return {
        label: `${nameOf(notice.connectionId)}: not all threads could be found`,
        detail: notice.problem.detail,
      };
    case 'threads-failed':
      return {
        label: `${nameOf(notice.connectionId)}: the messages of ${amount(notice.threads, 'thread')} could not be read`,
        detail: notice.problem.detail,
      };
    case 'more-threads':
      return {
        label: `${nameOf(notice.connectionId)}: only the newest ${amount(notice.threads, 'thread')} are looked through`,
      };
    case 'more-messages':
      return {
        label: `Only the newest ${notice.messages} messages of ${amount(notice.threads, 'long thread')} are looked through`,
      };
    case 'full':
      return {
        label: `The messages of ${amount(notice.threads, 'older thread')} were not read: too much text for the memory`,
      };
  }
}

/** Text that others wrote, so that `$(name)` in it is not drawn as an icon. */
export function withoutIcons(text: string): string {
  return text.replaceAll(/\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/g, '\\$&');
}

function amount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
