import { libraryWithAssets } from "@tresnet/tsup";
import { buildAssets } from "./src/build-assets.ts";

export default libraryWithAssets(buildAssets);
