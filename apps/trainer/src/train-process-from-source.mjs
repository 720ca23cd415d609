/**
 * Starts a training process from TypeScript source, which only this repository's tests do; packages carry the built
 * program.
 */
import { register } from "tsx/esm/api";

register();
await import("./train-process.ts");
