/**
 * The package's WebAssembly: what is done to every pixel of a training image, from a JPEG's codes to the scaled crop.
 *
 * Nothing here lies in memory by itself: src/pixel-module.ts lays it out, and says where everything is.
 */
export { colorRows } from "./color-rows";
export { buildCodes } from "./jpeg-codes";
export { decodeScan } from "./jpeg-scan";
export { normalize } from "./normalize";
export { filterColumns, filterRows } from "./resize";
export { unstuff } from "./unstuff";
