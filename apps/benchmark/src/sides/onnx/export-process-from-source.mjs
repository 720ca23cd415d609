/** Starts the process of exports from TypeScript source, which only this repository's tests do. */
import { register } from "tsx/esm/api";

register();
await import("./export-process.ts");
