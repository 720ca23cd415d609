/**
 * Bundles tfjs-core's specs, tfjs-core itself and the engine's source into one ES module.
 *
 * One bundle, because the specs import tfjs-core's insides by relative path while the engine imports the package by
 * name: two copies would mean two engines, and the specs would not see our backend.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const core = path.dirname(require.resolve("@tensorflow/tfjs-core"));

/** Writes the bundle to `outfile`; it must lie inside this package, where koffi can be found. */
export async function bundleSpecs(outfile: string): Promise<void> {
  await build({
    entryPoints: [path.join(here, "run-specs.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    conditions: ["@tresnet/source"],
    mainFields: ["module", "main"],
    // tfjs-core declares its specs free of side effects; without this they are shaken out of the bundle.
    ignoreAnnotations: true,
    external: ["koffi", "jasmine-core"],
    alias: {
      "@tensorflow/tfjs-core": path.join(core, "index.js"),
      "@tensorflow/tfjs-core/dist": core,
    },
    banner: {
      js: `import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);`,
    },
    logLevel: "error",
    plugins: [kernelsOnThisCore],
  });
}

/** Joins the bundled kernels to the bundle's copy of tfjs-core; installed, they `require` the user's. */
const kernelsOnThisCore: Plugin = {
  name: "kernels-on-this-core",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]tfjs-kernels[\\/]dist[\\/]index\.js$/ }, async ({ path: file }) => {
      const source = await readFile(file, "utf8");
      const contents = source
        .replace(/^const require = .*$/m, "")
        .replaceAll(/\b\w*require\w*\("@tensorflow\/tfjs-core"\)/g, "tfjsCore")
        // An ES5 class cannot call the constructor of an ES2015 one, which is what tfjs-core's ES modules have.
        .replaceAll("_super.call(this) || this", "Reflect.construct(_super, [], this.constructor)");
      return { contents: `import * as tfjsCore from "@tensorflow/tfjs-core";\n${contents}`, loader: "js" };
    });
  },
};
