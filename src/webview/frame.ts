import { options } from 'preact';

/** How long a frame may be waited for: a hidden document gets none. */
const hiddenFrameMs = 60;

/**
 * Calls `draw` with the next animation frame, once however often it is asked for, and even where there are no frames.
 */
export function createFrame(draw: () => void): () => void {
  // Preact would wait for the frame after this one to run effects. A task comes after the drawing, too, and asks for no
  // frame in which nothing is drawn: what comes next would have to wait for its beat.
  options.requestAnimationFrame = (runEffects) => setTimeout(runEffects);
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
