/**
 * What no thread needs when it is drawn first: what is opened, and what comes while an agent works. In a chunk of its
 * own, which is there before anybody can want it (laterParts.ts). Whoever imports this file does so dynamically.
 */
export { toggleCodeMenu } from './codeMenu.tsx';
export { createFilePreviews } from './filePreviews.ts';
export { createFindStore } from './find/findStore.ts';
export { markHits, rangeOfHit, scrollToRange, unfoldTowards } from './find/hitMarks.ts';
export { createCodeColours } from './highlight/codeColours.ts';
export { findCut, readLooseness, withFinished, withoutFinished } from './markdown/openPath.ts';
export { takeFiles } from './takeFiles.ts';
export { ComposerItems } from './views/ComposerItems.tsx';
export { MenuBox } from './views/MenuBox.tsx';
export { NeedsInput } from './views/NeedsInput.tsx';
export { QueuedMessages } from './views/QueuedMessages.tsx';
export { StoredValue } from './views/StoredValue.tsx';
export { Timeline } from './views/Timeline.tsx';
export { Unfinished } from './views/Unfinished.tsx';
