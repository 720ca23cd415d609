/**
 * Starts a side's process from TypeScript source, which only this repository's tests do; the package carries the built
 * one.
 */
import { register } from "tsx/esm/api";

register();
await import("./side-process.ts");
