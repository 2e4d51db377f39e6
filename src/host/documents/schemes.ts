/** A text of a service or of a thread that a person edits, where *Save* writes it back. */
export const editableScheme = 'agent-threads-message';

/** What is only read. */
export const viewScheme = 'agent-threads-view';

/** The text behind a source, with its provenance. */
export const sourceScheme = 'agent-threads-source';
