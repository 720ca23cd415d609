/** What two runs must have in common to count as the same. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { readSafetensors } from "@tresnet/checkpoints";
import { expect } from "vitest";
import { z } from "zod";

/** Expects the same bits in every tensor of both checkpoints, and the same metrics but for the times. */
export async function expectSameRun(actual: string, expected: string): Promise<void> {
  for (const name of ["last.safetensors", "best.safetensors"]) {
    expect(await differingTensors(path.join(actual, name), path.join(expected, name)), name).toEqual([]);
  }
  expect(await metricsOf(actual)).toEqual(await metricsOf(expected));
}

async function differingTensors(actual: string, expected: string): Promise<string[]> {
  const [a, b] = await Promise.all([readSafetensors(actual), readSafetensors(expected)]);
  expect([...a.tensors.keys()]).toEqual([...b.tensors.keys()]);
  expect(a.tensors.size).toBeGreaterThan(10);
  return [...a.tensors].flatMap(([name, { data }]) => {
    const other = b.tensors.get(name)?.data;
    return other !== undefined && bytes(data).equals(bytes(other)) ? [] : [name];
  });
}

function bytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

const line = z.record(z.string(), z.unknown());

/** The lines of metrics.jsonl without what the clock says. */
export async function metricsOf(folder: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(path.join(folder, "metrics.jsonl"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((json) => {
      const { seconds: _, imagesPerSecond: __, ...rest } = line.parse(JSON.parse(json));
      return rest;
    });
}
