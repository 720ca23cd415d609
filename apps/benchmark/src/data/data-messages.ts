/**
 * What `tresnet-bench data` and a side's process say to each other: one line of JSON each, on the side's stdin and
 * stdout.
 */
import { z } from "zod";

export const dataSides = ["tresnet", "torchvision-pil", "torchvision-jpeg"] as const;
export type DataSideName = (typeof dataSides)[number];

/** Builds the loader, and says what its evaluation makes of the first images. */
export interface DataStart {
  readonly kind: "start";
  readonly side: DataSideName;
  /** The photos of one turn; the same file may come several times. */
  readonly paths: readonly string[];
  readonly workers: number;
  readonly batchSize: number;
  /** Side of the square images, in pixels. */
  readonly size: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** Sent in this order: `start`, `turn` (an epoch) as often as wanted, `finish`, after which the process ends. */
export type DataRequest = DataStart | { readonly kind: "turn" } | { readonly kind: "finish" };

const check = z.object({
  /** [n, h, w, c] whatever the layout. */
  shape: z.array(z.number()),
  /** The mean of each channel. */
  means: z.array(z.number()),
  smallest: z.number(),
  largest: z.number(),
});
/** What a side's first batch of evaluation holds. */
export type BatchCheck = z.infer<typeof check>;

const started = z.object({ kind: z.literal("started"), versions: z.record(z.string(), z.string()), check });
const turned = z.object({
  kind: z.literal("turned"),
  durationMs: z.number().positive(),
  images: z.number().positive(),
});
const failed = z.object({ kind: z.literal("failed"), message: z.string() });
export type DataStarted = z.infer<typeof started>;
export type DataTurned = z.infer<typeof turned>;

/** Reads a side's reply: it comes from another program, and is believed in nothing. */
export const dataReply = z.discriminatedUnion("kind", [started, turned, failed]);
export type DataReply = z.infer<typeof dataReply>;
