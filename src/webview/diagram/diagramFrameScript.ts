/**
 * `diagramFrame.ts` with all that it imports, as text, for a frame that can load nothing. The build puts it here (see
 * esbuild.mjs); tests without a browser have no such frame.
 */
export const diagramFrameScript: string = '';
