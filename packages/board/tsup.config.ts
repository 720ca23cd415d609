import { gzipSync } from "node:zlib";
import { library } from "@tresnet/tsup";
import { buildAssets } from "./src/build-assets.ts";

// The bundler of the page's files stays here: dist has what it made, packed, in a chunk that is loaded when needed.
export default library({
  sourcemap: false,
  esbuildPlugins: [
    {
      name: "board-assets",
      setup(build) {
        build.onLoad({ filter: /[\\/]build-assets\.ts$/ }, async () => {
          const files = [...(await buildAssets())].map(
            ([name, bytes]) => [name, gzipSync(bytes, { level: 9 }).toString("base64")] as const,
          );
          return {
            contents: `import { gunzipSync } from "node:zlib";
              const files = ${JSON.stringify(files)};
              export const buildAssets = async () =>
                new Map(files.map(([name, packed]) => [name, gunzipSync(Buffer.from(packed, "base64"))]));`,
          };
        });
      },
    },
  ],
});
