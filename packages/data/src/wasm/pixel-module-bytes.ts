/** The bytes of assembly/pixels.ts, compiled; a build puts them here in place of the compiler. */
import { compiledPixels } from "../../assembly/compile.ts";

export const pixelModule: Uint8Array = await compiledPixels();
