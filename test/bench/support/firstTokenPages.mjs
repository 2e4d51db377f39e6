// @ts-check
// What firstToken.mjs runs inside pages. Playwright sends these functions as text, so they can use nothing from outside.

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

/**
 * Notes when each token is painted. A token that is in the document when a frame is drawn is on the screen when that
 * frame's drawing has ended: a message that was posted at the frame's begin arrives then. Both pages write to their
 * documents in animation frames only, so no token can slip in between the drawing and the message.
 * @param {{ first: number, count: number }} tokens
 * @returns {Promise<number[]>} monotonic time from 1970 in milliseconds, one per token
 */
export function watchTokens({ first, count }) {
  return new Promise((resolve) => {
    const root = document.querySelector('[aria-label="Conversation"]') ?? document.body;
    const channel = new MessageChannel();
    /** @type {number[]} */
    const paintedAtMs = [];
    let drawn = 0;
    const observer = new MutationObserver(() => {
      const text = root.textContent;
      while (drawn < count && text.includes(`t${first + drawn}.`)) drawn += 1;
    });
    observer.observe(root, { subtree: true, childList: true, characterData: true });
    let frame = requestAnimationFrame(function onFrame() {
      channel.port2.postMessage(undefined);
      frame = requestAnimationFrame(onFrame);
    });
    channel.port1.addEventListener('message', () => {
      const nowMs = performance.timeOrigin + performance.now();
      while (paintedAtMs.length < drawn) paintedAtMs.push(nowMs);
      if (drawn < count) return;
      cancelAnimationFrame(frame);
      observer.disconnect();
      channel.port1.close();
      resolve(paintedAtMs);
    });
    channel.port1.start();
  });
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
