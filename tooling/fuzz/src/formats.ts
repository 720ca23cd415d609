/**
 * Every format that the fuzzer knows.
 *
 * To add one: a file in `formats` with its seeds, its reader and its limits, and a row here. A file that was read
 * wrongly goes into `corpus/NAME`, so that every later run begins with it.
 */
import type { FuzzFormat } from "./format.ts";
import { boxCsv, voc, yolo } from "./formats/boxes.ts";
import { config } from "./formats/config.ts";
import { csv } from "./formats/csv.ts";
import { matlab } from "./formats/matlab.ts";
import { bmp, gif, jpeg, png, tiff, webp } from "./formats/pictures.ts";
import { safetensors } from "./formats/safetensors.ts";
import { tar } from "./formats/tar.ts";
import { torch } from "./formats/torch.ts";

/** The formats, and how many damaged files of each are read. */
export const formats: readonly { readonly format: FuzzFormat; readonly mutations: number }[] = [
  { format: safetensors, mutations: 1000 },
  { format: torch, mutations: 1000 },
  { format: jpeg, mutations: 2000 },
  { format: png, mutations: 300 },
  { format: webp, mutations: 300 },
  { format: gif, mutations: 300 },
  { format: tiff, mutations: 300 },
  { format: bmp, mutations: 300 },
  { format: matlab, mutations: 300 },
  { format: tar, mutations: 300 },
  { format: config, mutations: 300 },
  { format: csv, mutations: 300 },
  { format: voc, mutations: 300 },
  { format: yolo, mutations: 300 },
  { format: boxCsv, mutations: 300 },
];
