/** Finds the page's own elements. */

/**
 * The element of an id and of a kind.
 * @throws Error when index.html has none: its scripts and it belong together.
 */
export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`page: expected an element "${id}" in index.html, found none. Export the page again.`);
}
