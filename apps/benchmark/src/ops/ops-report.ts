/** A profile as Markdown. */
import {
  busyMs,
  byClass,
  byKind,
  byLayer,
  byProduct,
  byType,
  type KindRow,
  type OpsProfile,
  type ProductRow,
} from "./ops-summary.ts";
import type { PeerProfile } from "./peers/peer-profile.ts";

/** Rows below this share of the step are summed up in one. */
const leastShare = 0.001;

/** The profile as a heading, its conditions and tables. */
export function opsReport(profile: OpsProfile): string {
  const { task, model, imageSize, batchSize } = profile.case;
  const { peer } = profile;
  const what = task === "train" ? "a training step" : "an inference";
  const products = byProduct(profile);
  const has = peer !== null;
  return [
    `## ${model}, ${imageSize}×${imageSize}, batch ${batchSize}, ${profile.precision}: ${what}, op by op`,
    "",
    ...conditions(profile),
    "",
    "### By kind of work, ms a step",
    "",
    ...table(
      ["work", "ours", "share", ...(has ? [peer.name, "share"] : [])],
      byClass(profile).map(({ label, ours, peer: theirs }) => [
        label,
        ...withShare(ours, busyMs(profile)),
        ...(has ? withShare(theirs ?? 0, sum([...peer.classes.values()])) : []),
      ]),
    ),
    "",
    "### Convolutions and matrix products by shape",
    "",
    ...table(
      ["work", "map", "channels", "ops", "ms", "GFLOP/s", ...(has ? [`${peer.name} ms`, "GFLOP/s", "kernel"] : [])],
      products.map((row) => productCells(row, has)),
    ),
    "",
    "### Everything else by op, pass and result",
    "",
    ...table(["op", "pass", "result", "ops", "ms"], kindRows(byKind(profile), busyMs(profile), 3)),
    "",
    "### By TensorFlow op",
    "",
    ...table(["op", "ops", "ms"], kindRows(byType(profile), busyMs(profile), 1)),
    "",
    "### By layer, ms a step",
    "",
    ...table(
      ["layer", "forward", "backward", "share"],
      byLayer(profile).map(({ layer, forward, backward }) => [
        layer,
        forward.toFixed(1),
        backward.toFixed(1),
        share(forward + backward, busyMs(profile)),
      ]),
    ),
    "",
    ...(has ? peerOps(peer) : []),
  ].join("\n");
}

function conditions(profile: OpsProfile): string[] {
  const { ours, peer, threads, machine, absent } = profile;
  const { interOpThreads, plainMs, measuredMs } = ours;
  const versions = Object.entries({ ...ours.versions, ...peer?.versions }).map(([name, text]) => `${name} ${text}`);
  return [
    `Ours: ${measuredMs.median.toFixed(0)} ms a measured step, of which ops are busy ${busyMs(profile).toFixed(0)} ms; ` +
      `${plainMs.median.toFixed(0)} ms a step that is not measured. ` +
      (interOpThreads === 1
        ? `One op at a time on ${threads} threads while measured, so that times add up.`
        : `${interOpThreads} ops at a time on ${threads} threads: times overlap, and each op takes longer than alone.`),
    ...(peer === null
      ? []
      : [`${peer.name}: ${peer.measuredMs.median.toFixed(0)} ms a measured step; ${peer.method}.`]),
    ...absent.map(({ peer, reason }) => `${peer} is absent: ${reason}`),
    `${machine.cpu}, ${machine.cores} cores, ${machine.system}; Node ${machine.node}, ${versions.join(", ")}.`,
  ];
}

function productCells(row: ProductRow, has: boolean): string[] {
  const { label, ours, peer, count, gigaflop, peerGigaflop, implementations } = row;
  const cells = [...label.split(" | "), String(count), ours.toFixed(1), rate(gigaflop, ours)];
  if (!has) return cells;
  if (peer === null) return [...cells, "", "", ""];
  return [...cells, peer.toFixed(1), rate(peerGigaflop, peer), implementations.join(" ")];
}

/** The rows that matter, and the rest in one; labels have `columns` cells. */
function kindRows(rows: readonly KindRow[], whole: number, columns: number): string[][] {
  const shown = rows.filter(({ ms }) => ms >= leastShare * whole);
  const rest = rows.slice(shown.length);
  const cells = shown.map(({ label, count, ms }) => [...label.split(" | "), String(count), ms.toFixed(1)]);
  if (rest.length === 0) return cells;
  const count = sum(rest.map((row) => row.count));
  const blank = Array.from({ length: columns - 1 }, () => "");
  return [...cells, ["the rest", ...blank, String(count), sum(rest.map(({ ms }) => ms)).toFixed(1)]];
}

function peerOps({ name: peer, ops, classes }: PeerProfile): string[] {
  const whole = sum([...classes.values()]);
  const shown = ops.toSorted((a, b) => b.ms - a.ms).filter(({ ms }) => ms >= leastShare * whole);
  return [
    `### ${peer}'s ops${peer === "PyTorch" ? ", their own time; convolutions without oneDNN's convolution" : ""}`,
    "",
    ...table(
      ["op", "work", "calls", "ms"],
      shown.map(({ name, opClass, calls, ms }) => [name, opClass, calls.toFixed(0), ms.toFixed(1)]),
    ),
    "",
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

function withShare(ms: number, whole: number): string[] {
  return [ms.toFixed(1), share(ms, whole)];
}

function share(ms: number, whole: number): string {
  return `${((100 * ms) / whole).toFixed(1)} %`;
}

function rate(gigaflop: number, ms: number): string {
  return ms === 0 ? "" : (gigaflop / (ms / 1000)).toFixed(0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
