import { library } from "@tresnet/tsup";
import { compiledResize } from "./assembly/compile.ts";

// The decode workers start from a file of their own. The compiler of the resize module stays here: dist has what it made.
export default library({
  entry: ["src/index.ts", "src/decode-worker.ts"],
  esbuildPlugins: [
    {
      name: "resize-module",
      setup(build) {
        build.onLoad({ filter: /[\\/]resize-module\.ts$/ }, async () => {
          const base64 = Buffer.from(await compiledResize()).toString("base64");
          return { contents: `export const resizeModule = Buffer.from("${base64}", "base64");` };
        });
      },
    },
  ],
});
