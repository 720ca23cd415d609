/**
 * What @changesets/cli writes into a package's CHANGELOG by itself: the version alone; `changeset.mjs` writes the rest
 * afterwards. Without it a release would lose its changes, so that it is refused.
 */

/** Nothing: a change is told once, in the CHANGELOG at the root. */
export async function getReleaseLine() {
  if (process.env.TRESNET_CHANGELOG === undefined) {
    throw new Error(
      'Run "pnpm changeset version": it writes the CHANGELOG by theme, which "changeset version" alone does not.',
    );
  }
  return "";
}

/** Nothing: all packages share one version. */
export async function getDependencyReleaseLine() {
  return "";
}
