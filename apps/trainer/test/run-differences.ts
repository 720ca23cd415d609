/** What two runs must have in common to count as the same. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { readSafetensors } from "@tresnet/checkpoints";
import { z } from "zod";

/**
 * What differs between two runs: tensors of their checkpoints, by every bit, and metrics but for the times. A sentence
 * each; none where both are the same.
 */
export async function runDifferences(actual: string, expected: string): Promise<string[]> {
  const differences: string[] = [];
  for (const name of ["last.safetensors", "best.safetensors"]) {
    const tensors = await differingTensors(path.join(actual, name), path.join(expected, name));
    differences.push(...tensors.map((tensor) => `${name}: ${tensor}`));
  }
  const [some, other] = await Promise.all([metricsOf(actual), metricsOf(expected)]);
  if (JSON.stringify(some) !== JSON.stringify(other)) {
    differences.push(`metrics: ${JSON.stringify(some)} in place of ${JSON.stringify(other)}`);
  }
  return differences;
}

async function differingTensors(actual: string, expected: string): Promise<string[]> {
  const [a, b] = await Promise.all([readSafetensors(actual), readSafetensors(expected)]);
  const names = new Set([...a.tensors.keys(), ...b.tensors.keys()]);
  if (names.size < 10) return [`${names.size} tensors, which are no model's`];
  return [...names].filter((name) => {
    const [some, other] = [a.tensors.get(name)?.data, b.tensors.get(name)?.data];
    return some === undefined || other === undefined || !bytes(some).equals(bytes(other));
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
