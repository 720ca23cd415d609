/** The WebAssembly of this thread, and its memory. */
/// <reference path="./web-assembly.d.ts" />
import { pixelModule } from "./pixel-module-bytes.ts";

const pageBytes = 65_536;
/** Bytes before and after each block that may be read, those after it also written. */
const slack = 64;

export const pixelMemory = new WebAssembly.Memory({ initial: 4 });
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(pixelModule), { env: { memory: pixelMemory } });

/** A function of assembly/pixels.ts. */
export function pixelFunction(name: string): (...args: number[]) => number {
  const exported = exports[name];
  if (typeof exported !== "function") throw new Error(`pixelFunction: the compiled module has no function ${name}.`);
  return (...args) => exported(...args);
}

/**
 * Lays out blocks of so many bytes from `start` on, each with room around it, and returns their addresses. The memory
 * keeps its contents; views of it that were made before are empty if it had to grow.
 */
export function allocate<Name extends string>(
  lengths: Readonly<Record<Name, number>>,
  start = 0,
): Record<Name, number> {
  const addresses: Record<Name, number> = { ...lengths };
  let end = start;
  for (const name in addresses) {
    addresses[name] = Math.ceil((end + slack) / 16) * 16;
    end = addresses[name] + lengths[name];
  }
  const missing = end + slack - pixelMemory.buffer.byteLength;
  if (missing > 0) pixelMemory.grow(Math.ceil(missing / pageBytes));
  return addresses;
}
