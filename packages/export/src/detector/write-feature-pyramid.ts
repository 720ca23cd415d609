import type { FeaturePyramid } from "@tresnet/detection";
import type { NetWriter } from "../walk/net-writer.ts";

/** The size of a map, in positions. */
interface MapSize {
  readonly height: number;
  readonly width: number;
}

/**
 * Writes a feature pyramid on maps of a backbone, the finest first, and names its own maps: as many of the same sizes,
 * and two coarser ones.
 */
export function writeFeaturePyramid(
  { innerBlocks, layerBlocks, extraBlocks, p6 }: FeaturePyramid,
  maps: readonly string[],
  sizes: readonly MapSize[],
  net: NetWriter,
): readonly string[] {
  const name = "backbone.fpn";
  const inner = maps.map((map, level) => net.walkAll(innerBlocks[level] ?? [], map, `${name}.inner_blocks.${level}`));
  const sums = [...inner];
  for (let level = maps.length - 2; level >= 0; level -= 1) {
    const { height = 0, width = 0 } = sizes[level] ?? {};
    const above = net.add(`${name}.enlarged.${level}`, { kind: "enlarge", height, width }, sums[level + 1] ?? "");
    sums[level] = net.add(`${name}.sum.${level}`, { kind: "add" }, inner[level] ?? "", above);
  }
  const levels = sums.map((sum, level) => net.walkAll(layerBlocks[level] ?? [], sum, `${name}.layer_blocks.${level}`));
  const coarsest = (p6 === "c5" ? maps : levels).at(-1) ?? "";
  const sixth = net.walk(extraBlocks.p6, coarsest, `${name}.extra_blocks.p6`);
  const active = net.add(`${name}.extra_blocks.act`, { kind: "relu" }, sixth);
  return [...levels, sixth, net.walk(extraBlocks.p7, active, `${name}.extra_blocks.p7`)];
}
