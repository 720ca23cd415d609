/** Starts our side from TypeScript source, which only this repository does; the package carries the built one. */
import { register } from "tsx/esm/api";

register();
await import("./accuracy-process.ts");
