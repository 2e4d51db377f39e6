// Names are those of the package whose tables these stand in for in the panel's build (see leanMarkdown.mjs).

/** Punctuation. */
export const P = /\p{P}/u;

/** Symbols. */
export const S = /\p{S}/u;
