/** How long a frame may be waited for: a hidden document gets none. */
const hiddenFrameMs = 60;

/**
 * Calls `draw` with the next animation frame, once however often it is asked for, and even where there are no frames.
 */
export function createFrame(draw: () => void): () => void {
  let frame: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function run(): void {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = timer = undefined;
    draw();
  }

  return () => {
    if (timer !== undefined) return;
    frame = requestAnimationFrame(run);
    timer = setTimeout(run, hiddenFrameMs);
  };
}
