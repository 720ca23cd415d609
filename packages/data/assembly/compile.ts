/** Compiles pixels.ts to WebAssembly: into dist when the package is built, and in memory where it runs from source. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const folder = path.dirname(fileURLToPath(import.meta.url));
const entry = path.join(folder, "pixels.ts");
const flags = ["-O3", "--noAssert", "--enable", "simd", "--runtime", "stub", "--importMemory"];

/**
 * The bytes of the module; compiled once for a source, which takes seconds, and kept in node_modules.
 * @throws Error with the compiler's words when the source is wrong.
 */
export async function compiledPixels(): Promise<Uint8Array> {
  const hash = createHash("sha256").update(flags.join());
  for (const name of (await readdir(folder)).sort()) hash.update(await readFile(path.join(folder, name)));
  const cached = path.join(folder, "../node_modules/.cache/tresnet", `pixels-${hash.digest("hex").slice(0, 16)}.wasm`);
  const found = await readFile(cached).catch(() => undefined);
  if (found) return found;
  const bytes = await compile();
  await mkdir(path.dirname(cached), { recursive: true });
  const partial = `${cached}.${randomUUID()}`; // others may be compiling the same
  await writeFile(partial, bytes);
  await rename(partial, cached);
  return bytes;
}

async function compile(): Promise<Uint8Array> {
  const { default: asc } = await import("assemblyscript/asc");
  const outputs: Uint8Array[] = [];
  const { error, stderr } = await asc.main(["pixels.ts", "--baseDir", folder, "--outFile", "pixels.wasm", ...flags], {
    writeFile: (_, contents) => {
      if (typeof contents !== "string") outputs.push(contents);
    },
  });
  const [bytes] = outputs;
  if (error || !bytes) throw new Error(`compiledPixels: ${entry} does not compile.\n${stderr}`, { cause: error });
  return bytes;
}
