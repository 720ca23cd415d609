/** Where the same step spends its time at a peer. */
import type { Spread } from "../../text/statistics.ts";
import type { OpClass } from "../op-classes.ts";
import type { Product } from "../product.ts";

/** Times are milliseconds of one step. */
export interface PeerProfile {
  /** The peer's name for people, such as "PyTorch". */
  readonly name: string;
  /** How its times were found, in words, and what a convolution's op holds. */
  readonly method: string;
  /** Wall time of a measured step. */
  readonly measuredMs: Spread;
  readonly versions: Readonly<Record<string, string>>;
  readonly classes: ReadonlyMap<OpClass, number>;
  readonly ops: readonly PeerOp[];
  /** Convolutions, and matrix products where the peer tells their shapes. */
  readonly products: readonly PeerProduct[];
}

/** Calls of one op of the peer. */
export interface PeerOp {
  readonly name: string;
  readonly opClass: OpClass;
  readonly calls: number;
  /** Its own time, without that of the ops it calls; of PyTorch's convolutions without oneDNN's convolution itself. */
  readonly ms: number;
}

/** A product of the peer. */
export interface PeerProduct {
  readonly product: Product;
  /** What the peer calls the kernel. */
  readonly implementation: string;
  readonly ms: number;
}
