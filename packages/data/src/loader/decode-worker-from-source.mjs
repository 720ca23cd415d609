/**
 * Starts the decode worker from TypeScript source, which only this repository's tests do; packages carry the built
 * worker.
 */
import { register } from "tsx/esm/api";

register();
await import("./decode-worker.ts");
