/** The bytes of assembly/resize.ts, compiled; a build puts them here in place of the compiler. */
import { compiledResize } from "../assembly/compile.ts";

export const resizeModule: Uint8Array = await compiledResize();
