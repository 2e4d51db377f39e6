/**
 * What is loaded on first use, in a bundle of its own: everything that begins by asking a person something and that
 * nothing else needs. Whoever imports this file does so dynamically.
 */
export { askAboutFiles, askAboutSelection, sendQuestion } from './ask/askAbout.ts';
export { addConnection, askApiKey } from './connections/addConnection.ts';
export { signIn } from './connections/signIn.ts';
export { createThreadSearcher } from './threads/searchThreads.ts';
