/** The paper's refinements, each undone or taken further, on a TResNet. */
import type { TResNetVariant } from "@tresnet/zoo";

/** One change to the net. */
export interface Change {
  /** What the paper has. */
  readonly refinement: string;
  readonly name: string;
  /** What is another in the net; nothing where only the batch norm works another way. */
  readonly variant: Partial<TResNetVariant>;
  readonly norm: "plain" | "in-place";
}

const bottlenecks = ["bottleneck", "bottleneck", "bottleneck", "bottleneck"] as const;
const basics = ["basic", "basic", "basic", "basic"] as const;

/**
 * What is measured against the net itself, in the paper's order.
 *
 * The net itself has plain batch norm with a leaky ReLU, as `tresnet train` has by default; the paper's is in place.
 */
export const changes: readonly Change[] = [
  { refinement: "space-to-depth stem", name: "convolution stem", variant: { stemBlock: 1 }, norm: "plain" },
  {
    refinement: "anti-alias downsampling",
    name: "strided convolutions",
    variant: { antiAliasing: false },
    norm: "plain",
  },
  { refinement: "in-place ABN", name: "in-place batch norm", variant: {}, norm: "in-place" },
  { refinement: "choice of blocks", name: "bottlenecks only", variant: { blocks: bottlenecks }, norm: "plain" },
  { refinement: "choice of blocks", name: "basic blocks only", variant: { blocks: basics }, norm: "plain" },
  { refinement: "SE in three stages", name: "no SE", variant: { squeezedStages: 0 }, norm: "plain" },
  { refinement: "SE in three stages", name: "SE in all stages", variant: { squeezedStages: 4 }, norm: "plain" },
];

/** Their names, for --changes. */
export const changeNames: readonly string[] = changes.map(({ name }) => name);

/**
 * The changes of a list such as `no SE,convolution stem`.
 * @throws RangeError naming the changes there are, for another one.
 */
export function parseChanges(text: string): Change[] {
  return text.split(",").map((part) => {
    const known = changes.find(({ name }) => name === part.trim());
    if (known !== undefined) return known;
    throw new RangeError(`Expected names out of ${changeNames.join(", ")}, got "${part.trim()}".`);
  });
}
