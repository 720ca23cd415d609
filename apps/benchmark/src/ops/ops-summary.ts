/** Both sides' times side by side: by class, by product, and ours by op and by layer. */

import type { AbsentPeer } from "../terms/absent-peer.ts";
import type { BenchmarkCase, Precision } from "../terms/cases.ts";
import type { Machine } from "../terms/machine.ts";
import { naturalOrder } from "./natural-order.ts";
import { type OpClass, opClasses } from "./op-classes.ts";
import type { OpRow } from "./op-row.ts";
import type { PeerProfile } from "./peers/peer-profile.ts";
import { productKey } from "./product.ts";
import type { OwnProfile } from "./profile-own.ts";

/** One case in one number format. */
export interface OpsProfile {
  readonly case: BenchmarkCase;
  readonly precision: Precision;
  readonly threads: number;
  readonly machine: Machine;
  readonly ours: OwnProfile;
  /** Null where nobody asked for it, or it is absent. */
  readonly peer: PeerProfile | null;
  readonly absent: readonly AbsentPeer[];
}

/** Milliseconds of a step; null where the peer was not measured or has no such work. */
export interface Row {
  readonly label: string;
  readonly ours: number;
  readonly peer: number | null;
}

export interface ProductRow extends Row {
  /** Ops of ours. */
  readonly count: number;
  /** Billions of multiplications and additions of ours in a step. */
  readonly gigaflop: number;
  readonly peerGigaflop: number;
  /** What the peer calls its kernels. */
  readonly implementations: readonly string[];
}

/** Ops of ours that are alike. */
export interface KindRow {
  readonly label: string;
  readonly count: number;
  readonly ms: number;
}

export interface LayerRow {
  readonly layer: string;
  readonly forward: number;
  readonly backward: number;
}

/** Every class, in the order of `opClasses`. */
export function byClass({ ours, peer }: OpsProfile): Row[] {
  const times = groupBy(ours.ops, ({ opClass }) => opClass);
  return opClasses.map((label: OpClass) => ({
    label,
    ours: total(times.get(label) ?? []),
    peer: peer === null ? null : (peer.classes.get(label) ?? 0),
  }));
}

/** Every shape of a convolution or matrix product that either side has, the longest of ours first. */
export function byProduct({ ours, peer }: OpsProfile): ProductRow[] {
  const own = groupBy(
    ours.ops.flatMap((op) => (op.product === null ? [] : [{ ...op, product: op.product }])),
    ({ product }) => productKey(product),
  );
  const theirs = groupBy(peer?.products ?? [], ({ product }) => productKey(product));
  const rows = [...new Set([...own.keys(), ...theirs.keys()])].map((label) => {
    const [mine = [], other] = [own.get(label), theirs.get(label)];
    return {
      label,
      ours: total(mine),
      peer: other === undefined ? null : total(other),
      count: mine.length,
      gigaflop: gigaflop(mine),
      peerGigaflop: gigaflop(other ?? []),
      implementations: [...new Set(other?.map(({ implementation }) => implementation))],
    };
  });
  return rows.toSorted((a, b) => b.ours - a.ours || (b.peer ?? 0) - (a.peer ?? 0));
}

/** What is no product, by op, pass and output, the longest first. */
export function byKind({ ours }: OpsProfile): KindRow[] {
  const others = ours.ops.filter(({ product }) => product === null);
  return kinds(others, ({ type, opClass, pass, output }) => {
    const phase = opClass === "optimizer" ? "optimizer" : pass;
    const result = output === null ? "nothing" : `${output.dtype} [${output.shape.join("×")}]`;
    return `${type} | ${phase} | ${result}`;
  });
}

/** Ops of ours by their type alone, the longest first. */
export function byType({ ours }: OpsProfile): KindRow[] {
  return kinds(ours.ops, ({ type }) => type);
}

/** Blocks, and what stands beside them, in the order of their names. */
export function byLayer({ ours }: OpsProfile): LayerRow[] {
  const blocks = [...groupBy(ours.ops, ({ layer }) => blockOf(layer))];
  return blocks
    .toSorted(([a], [b]) => naturalOrder(a, b))
    .map(([layer, ops]) => ({
      layer,
      forward: total(ops.filter(({ pass }) => pass === "forward")),
      backward: total(ops.filter(({ pass }) => pass === "backward")),
    }));
}

/** The time of all ops of ours. */
export function busyMs({ ours }: OpsProfile): number {
  return total(ours.ops);
}

/** `body.layer1.0` of `body.layer1.0.conv1.bn`, `body.conv1` of `body.conv1.bn`. */
function blockOf(layer: string): string {
  return /^.*?\.\d+(?=\.|$)/.exec(layer)?.[0] ?? (layer.split(".").slice(0, 2).join(".") || "(no layer)");
}

function kinds(ops: readonly OpRow[], label: (op: OpRow) => string): KindRow[] {
  const rows = [...groupBy(ops, label)].map(([name, list]) => ({ label: name, count: list.length, ms: total(list) }));
  return rows.toSorted((a, b) => b.ms - a.ms);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function total(items: readonly { readonly ms: number }[]): number {
  return items.reduce((sum, { ms }) => sum + ms, 0);
}

function gigaflop(items: readonly { readonly product: { readonly gigaflop: number } }[]): number {
  return items.reduce((sum, { product }) => sum + product.gigaflop, 0);
}
