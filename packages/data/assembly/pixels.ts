/**
 * The package's WebAssembly: what is done to every pixel of a training image, from a JPEG's entropy-coded data to the
 * scaled crop.
 *
 * Nothing here lies in memory by itself: the package's src lays it out, and says where everything is.
 */
export { colorRows } from "./color-rows";
export { buildHuffmanTable } from "./huffman-table";
export { decodeScan } from "./jpeg-scan";
export { normalize } from "./normalize";
export { filterColumns, filterRows } from "./resize";
export { unstuff } from "./unstuff";
