// Bundles the JavaScript half of @tensorflow/tfjs-node-gpu: its backend class and its 155 kernels, no addon, no install script.
// `@tensorflow/tfjs` (the umbrella with layers, converter, WebGL) is replaced by `@tensorflow/tfjs-core`, which stays outside
// so that the kernels register with the copy that the user imports.
import { build } from "esbuild";

await build({
  stdin: {
    contents: `
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
  legalComments: "eof",
  logLevel: "warning",
  external: ["tfjs-core-external"],
  // esbuild leaves require() of an external as it is in an ES module; give it one.
  banner: { js: `import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);` },
  plugins: [
    {
      name: "tfjs-core-stays-outside",
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^@tensorflow\/tfjs(-core)?$/ }, () => ({ path: "@tensorflow/tfjs-core", external: true }));
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
    },
  ],
});
