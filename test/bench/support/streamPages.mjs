// @ts-check
// What stream.mjs runs inside pages. Playwright sends these functions as text, so they can use nothing from outside.

/**
 * @typedef {object} Watched
 * @property {number[]} paintedAtMs monotonic time from 1970 in milliseconds, one per token
 * @property {number} posts messages with events that the panel got
 * @property {number} durationMs from the first token that was painted to the last
 * @property {number} longestTaskMs of the browser's count of tasks over 50 ms; 0 where there was none
 */

/**
 * Notes when each token (`t12.`) is painted. A token that is in the document when a frame is drawn is on the screen when
 * that frame's drawing has ended: a message that was posted in the frame arrives then. Both pages write to their
 * documents in animation frames only, so those frames are listened to, and none is asked for: a page in which nothing
 * happens gets its next frame at once, one that always asks for frames has to wait for the next beat. Only the end of
 * the text is looked at, and a token that comes with a later one is painted with it.
 * @param {{ first: number, count: number }} tokens
 * @returns {Promise<Watched>}
 */
export function watchStream({ first, count }) {
  return new Promise((resolve) => {
    const root = document.querySelector('[aria-label="Conversation"]') ?? document.body;
    const channel = new MessageChannel();
    /** @type {number[]} */
    const paintedAtMs = [];
    let drawn = 0;
    let posts = 0;
    let longestTaskMs = 0;
    const tasks = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
    });
    tasks.observe({ type: 'longtask' });
    /** @param {MessageEvent} event */
    const onMessage = ({ data }) => {
      if (data?.type === 'events') posts += 1;
    };
    window.addEventListener('message', onMessage);
    const observer = new MutationObserver(() => {
      for (const [, number] of root.textContent.slice(-1_500).matchAll(/t(\d+)\./g)) {
        drawn = Math.max(drawn, Math.min(count, Number(number) - first + 1));
      }
    });
    observer.observe(root, { subtree: true, childList: true, characterData: true });
    const request = window.requestAnimationFrame;
    window.requestAnimationFrame = (onFrame) =>
      request.call(window, (time) => {
        onFrame(time);
        channel.port2.postMessage(undefined);
      });
    channel.port1.addEventListener('message', () => {
      const nowMs = performance.timeOrigin + performance.now();
      while (paintedAtMs.length < drawn) paintedAtMs.push(nowMs);
      if (drawn < count) return;
      window.requestAnimationFrame = request;
      observer.disconnect();
      tasks.disconnect();
      window.removeEventListener('message', onMessage);
      channel.port1.close();
      resolve({ paintedAtMs, posts, longestTaskMs, durationMs: nowMs - (paintedAtMs[0] ?? nowMs) });
    });
    channel.port1.start();
  });
}

/** Begins to note how long tasks take, those over 50 ms; {@link longestTaskMs} tells and ends it. */
export function watchTasks() {
  let longestMs = 0;
  const note = (/** @type {PerformanceEntryList} */ entries) => {
    for (const { duration } of entries) longestMs = Math.max(longestMs, duration);
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: 'longtask' });
  /** @type {Window & { benchTasks?: () => number }} */ (window).benchTasks = () => {
    note(observer.takeRecords());
    observer.disconnect();
    return longestMs;
  };
}

/** @returns {number} 0 where there was no long task */
export function longestTaskMs() {
  return /** @type {Window & { benchTasks?: () => number }} */ (window).benchTasks?.() ?? Number.NaN;
}

/**
 * By how much this process' monotonic clock, counted from 1970, is behind the wall clock. The two drift apart when the
 * wall clock is set, and each process notes its own difference when it starts; with it, times of several processes
 * compare to a tenth of a millisecond.
 * @returns {number} milliseconds
 */
export function clockEdge() {
  const start = Date.now();
  while (Date.now() === start);
  return Date.now() - (performance.timeOrigin + performance.now());
}

export const peerHtml = '<!DOCTYPE html><html lang="en"><title>Peer</title><body></body></html>';

/**
 * Reads one stream and appends its text to a new paragraph, at most once per frame.
 * @param {string} address
 */
export function drawStream(address) {
  const paragraph = document.body.appendChild(document.createElement('p'));
  const text = paragraph.appendChild(document.createTextNode(''));
  const source = new EventSource(address);
  let pending = '';
  source.addEventListener('message', ({ data }) => {
    if (data === '[DONE]') {
      source.close();
      return;
    }
    const event = JSON.parse(data);
    if (event.type !== 'text-delta') return;
    if (pending === '') {
      requestAnimationFrame(() => {
        text.appendData(pending);
        pending = '';
      });
    }
    pending += event.delta;
  });
}
