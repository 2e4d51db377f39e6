import assert from 'node:assert/strict';
import { noticeWords, progressWords, withoutIcons } from '../../../../src/host/threads/searchWords.ts';
import type { SearchProgress } from '../../../../src/session/threadSearch.ts';

const problem = { title: 'Could not load the threads', detail: 'Work cannot be reached.', actions: ['retry'] } as const;
const reading: SearchProgress = { isReading: true, isListing: false, threads: 52, lookedThrough: 37, notices: [] };
const done: SearchProgress = { ...reading, isReading: false, lookedThrough: 52 };

describe('what a search says of itself', () => {
  it('is how far it is, and why it reads', () => {
    assert.equal(
      progressWords(reading, 1),
      'Looked through 37 of 52 threads so far; the service cannot search, so their messages are read one by one.',
    );
    assert.equal(
      progressWords(done, 2),
      'Looked through 52 threads; the services cannot search, so their messages were read one by one.',
    );
    assert.equal(
      progressWords({ ...reading, threads: 0, lookedThrough: 0, isListing: true }, 1),
      'Finding out which threads there are.',
    );
  });

  it('claims no more than was looked at', () => {
    assert.match(progressWords({ ...done, lookedThrough: 50 }, 1), /^Looked through 50 of 52 threads; /);
    assert.match(progressWords({ ...done, threads: 1, lookedThrough: 1 }, 1), /^Looked through 1 thread; /);
    const none = { ...done, threads: 0, lookedThrough: 0 };
    assert.equal(progressWords(none, 1), 'There are no threads.');
    const notices = [{ kind: 'list-failed', connectionId: 'work', problem }] as const;
    assert.equal(progressWords({ ...none, notices }, 1), 'Looked through no thread.');
  });

  it('names what was left out and why', () => {
    const nameOf = (): string => 'Work';
    const failed = noticeWords({ kind: 'threads-failed', connectionId: 'work', threads: 1, problem }, nameOf);
    assert.deepEqual(failed, {
      label: 'Work: the messages of 1 thread could not be read',
      detail: 'Work cannot be reached.',
    });
    const listed = noticeWords({ kind: 'list-failed', connectionId: 'work', problem }, nameOf);
    assert.deepEqual(listed, { label: 'Work: not all threads could be found', detail: 'Work cannot be reached.' });
    assert.match(
      noticeWords({ kind: 'more-threads', connectionId: 'work', threads: 200 }, nameOf).label,
      /Work: only the newest 200 threads/,
    );
    assert.match(noticeWords({ kind: 'more-messages', threads: 2, messages: 1000 }, nameOf).label, /1000 .* 2 long/);
    assert.match(noticeWords({ kind: 'full', threads: 3 }, nameOf).label, /3 older threads/);
  });

  it('shows what looks like an icon as the text that it is', () => {
    assert.equal(
      withoutIcons('run $(trash) and $(sync~spin), $(date +%s)'),
      'run \\$(trash) and \\$(sync~spin), $(date +%s)',
    );
  });
});
