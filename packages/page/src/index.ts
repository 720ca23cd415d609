export { type PageOptions, pageFiles } from "./page-files.ts";
