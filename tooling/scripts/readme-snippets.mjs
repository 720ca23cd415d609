/** The TypeScript of the READMEs: what a reader would copy has to compile, and programs have to run. */

/**
 * @typedef {object} Snippet
 * @property {string} code
 * @property {boolean} runs Marked `ts run`: a whole program, which needs no more than the tarballs and photos/.
 */

/**
 * Every fenced block that is marked `ts` or `ts run`, in order.
 * @param {string} markdown
 * @returns {Snippet[]}
 */
export function snippets(markdown) {
  return [...markdown.matchAll(/^```ts( run)?\n([\s\S]*?)^```$/gm)].map(([, run, code = ""]) => ({
    code,
    runs: run !== undefined,
  }));
}

/**
 * The contents of these blocks.
 * @param {string} markdown
 */
export function typescriptSnippets(markdown) {
  return snippets(markdown).map(({ code }) => code);
}
