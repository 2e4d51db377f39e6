/**
 * What is loaded on first use, in a bundle of its own: everything that begins by asking a person something, or that is
 * rarely wanted, and that nothing else needs. Whoever imports this file does so dynamically.
 */
export { askAboutFiles, askAboutSelection, sendQuestion } from './ask/askAbout.ts';
export { createColorThemes } from './colorTheme/colorThemes.ts';
export { addSelectionToMessage } from './composer/addCode.ts';
export { compose } from './composer/compose.ts';
export { readItem, readItemView, writeItem } from './composer/itemDocument.ts';
export { watchItems } from './composer/watchItems.ts';
export { addConnection, askApiKey } from './connections/addConnection.ts';
export { signIn } from './connections/signIn.ts';
export { readDiagnostics } from './diagnostics/readDiagnostics.ts';
export { addMessage } from './messages/addMessage.ts';
export { changeRunSettings } from './messages/changeRunSettings.ts';
export { useConversation, openMarkdown } from './messages/conversationDocument.ts';
export { actOnCode } from './panel/codeActions/actOnCode.ts';
export { createFileLookup } from './panel/fileLookup.ts';
export { openSource } from './panel/openSource.ts';
export { previewFile } from './panel/filePreview.ts';
export { readWorkspaceImage } from './panel/workspaceImage.ts';
export { pickRun } from './runs/pickRun.ts';
export { createThreadSearcher } from './threads/searchThreads.ts';
