export { BoxError } from "./errors.ts";
