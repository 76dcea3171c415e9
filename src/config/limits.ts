// A workflow is written by hand, so these are far above honest use; they keep a hostile or generated file from taking the
// machine's memory before anyone sees a message.

/** UTF-16 code units of a workflow file. */
export const maxCharacters = 4 * 1024 * 1024;

/** Bytes of a workflow file: as many as the most characters can take. */
export const maxBytes = 3 * maxCharacters;

/** Lists and mappings inside one another. */
export const maxDepth = 64;

/** Values in the file, with aliases and references counted as often as they are used. */
export const maxValues = 200_000;

/** UTF-16 code units of one text after interpolation. */
export const maxText = 64 * 1024;

/** Step instances in a workflow. */
export const maxCells = 50_000;

/** Alternatives that the braces of one glob stand for. */
export const maxPatterns = 1000;

/** UTF-16 code units of an instance's id, which is a folder's name. */
export const maxId = 200;
