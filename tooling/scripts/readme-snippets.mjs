/** The TypeScript of README.md: what a reader would copy has to compile. */

/**
 * The contents of every fenced block that is marked `ts`, in order.
 * @param {string} markdown
 */
export function typescriptSnippets(markdown) {
  return [...markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
}
