import { library } from "@tresnet/tsup";
import { compiledPixels } from "./assembly/compile.ts";

// The decode workers start from a file of their own. The compiler of the WebAssembly stays here: dist has what it made.
export default library({
  entry: { index: "src/index.ts", evaluation: "src/evaluation.ts", "decode-worker": "src/loader/decode-worker.ts" },
  esbuildPlugins: [
    {
      name: "pixel-module-bytes",
      setup(build) {
        build.onLoad({ filter: /[\\/]pixel-module-bytes\.ts$/ }, async () => {
          const base64 = Buffer.from(await compiledPixels()).toString("base64");
          return { contents: `export const pixelModule = Buffer.from("${base64}", "base64");` };
        });
      },
    },
  ],
});
