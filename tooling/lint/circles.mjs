/** Circles in a graph of imports. */

/**
 * The parts of a graph whose nodes all reach each other, if they have more than one node: Tarjan's strongly connected
 * components, each with its names in order.
 * @param {ReadonlyMap<string, Iterable<string>>} edges
 * @returns {string[][]}
 */
export function circles(edges) {
  /** @type {string[][]} */
  const found = [];
  /** @type {string[]} */
  const stack = [];
  const order = new Map();
  const lowest = new Map();
  const onStack = new Set();

  /** @param {string} node */
  function visit(node) {
    order.set(node, order.size);
    lowest.set(node, order.get(node));
    stack.push(node);
    onStack.add(node);
    for (const next of edges.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (onStack.has(next)) lowest.set(node, Math.min(lowest.get(node), lowest.get(next)));
    }
    if (lowest.get(node) !== order.get(node)) return;
    const part = stack.splice(stack.indexOf(node));
    for (const member of part) onStack.delete(member);
    if (part.length > 1) found.push(part.sort());
  }

  for (const node of edges.keys()) if (!order.has(node)) visit(node);
  return found;
}
