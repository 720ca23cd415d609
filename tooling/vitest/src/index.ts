export { fixturePath, fixtures } from "./fixtures.ts";
