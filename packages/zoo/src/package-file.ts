import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The files that come with this package, from its source or from what was built of it: both are one folder below.
 *
 * Each address stands whole in the code: who follows imports, a bundler or a tracer of files, finds it.
 */
const shipped: Readonly<Record<string, URL>> = {
  "labels/cifar-10.tsv": new URL("../labels/cifar-10.tsv", import.meta.url),
  "labels/imagenet-1k.tsv": new URL("../labels/imagenet-1k.tsv", import.meta.url),
  "labels/imagenet-21k-miil.tsv": new URL("../labels/imagenet-21k-miil.tsv", import.meta.url),
  "weights/tresnet_s.cifar10.safetensors": new URL("../weights/tresnet_s.cifar10.safetensors", import.meta.url),
};

/**
 * Gives the path of a file that comes with this package.
 * @throws Error when it is not there, as in a bundle that took the code alone.
 */
export function packageFile(folder: "labels" | "weights", name: string): string {
  const address = shipped[`${folder}/${name}`];
  if (address === undefined) throw new Error(`@tresnet/zoo has no file ${folder}/${name}. Name it in package-file.ts.`);
  const file = fileURLToPath(address);
  if (existsSync(file)) return file;
  throw new Error(
    `${file}: expected ${folder}/${name} of @tresnet/zoo there, found nothing. A bundle takes code and leaves files: ` +
      "leave @tresnet packages out of it (external).",
  );
}
