// Bundles what TensorFlow.js needs to train on TensorFlow's own library: the JavaScript half of
// @tensorflow/tfjs-node-gpu (its backend class and its 155 kernels; no addon, no install script) and tfjs-core's
// gradients, which its main build leaves out. `@tensorflow/tfjs-core` itself stays outside, so that everything
// registers with the copy that the user imports; the umbrella `@tensorflow/tfjs` (layers, converter, WebGL) is replaced
// by it.
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as core from "@tensorflow/tfjs-core";
import { build } from "esbuild";

const coreName = "@tensorflow/tfjs-core";

/**
 * Points named imports of tfjs-core's inside at its public entry wherever that exports them: no second copy of its
 * state.
 */
function preferPublicEntry(source) {
  return source.replaceAll(/import \{([^}]*)\} from '(\.[^']*)'/g, (statement, names, from) => {
    if (from.endsWith("/engine")) return `import { engine } from '${coreName}'; const ENGINE = engine()`;
    const isPublic = names.split(",").every((name) => name.trim().split(" as ")[0] in core);
    return isPublic ? statement.replace(from, coreName) : statement;
  });
}

const plugin = {
  name: "tfjs-core-stays-outside",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@tensorflow\/tfjs(-core)?$/ }, () => ({ path: coreName, external: true }));
    onLoad({ filter: /tfjs-core[\\/]dist[\\/].*\.js$/ }, async ({ path: file }) => ({
      contents: preferPublicEntry(await readFile(file, "utf8")),
      resolveDir: path.dirname(file),
      loader: "js",
    }));
    // Node 23 removed util.isArray, util.isNullOrUndefined and their kind.
    onResolve({ filter: /^util$/, namespace: "file" }, () => ({ path: "util", namespace: "util-shim" }));
    onLoad({ filter: /.*/, namespace: "util-shim" }, () => ({
      contents: `
        exports.isArray = Array.isArray;
        exports.isNullOrUndefined = (value) => value === null || value === undefined;
        exports.isString = (value) => typeof value === "string";
        exports.promisify = require("node:util").promisify;
      `,
      loader: "js",
    }));
  },
};

await build({
  stdin: {
    contents: `
      import "@tensorflow/tfjs-core/dist/register_all_gradients";
      import "@tensorflow/tfjs-node-gpu/dist/register_all_kernels";
      export { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend";
      export { Int64Scalar } from "@tensorflow/tfjs-node-gpu/dist/int64_tensors";
    `,
    resolveDir: import.meta.dirname,
  },
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  outfile: "dist/index.js",
  // tfjs-core marks register_all_gradients as free of side effects in some builds; it is nothing but one.
  ignoreAnnotations: true,
  legalComments: "eof",
  logLevel: "warning",
  // esbuild leaves require() of an external as it is in an ES module; give it one.
  banner: { js: `import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);` },
  plugins: [plugin],
});
