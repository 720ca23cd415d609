import { expect, test } from "vitest";
import { passedOverWords } from "./passed-over.ts";

test.each([
  ["pipes, sockets and devices", "pipe, socket or device"],
  ["links that lead nowhere", "link that leads nowhere"],
  ["links to folders that are read elsewhere", "link to a folder that is read elsewhere"],
  ["HEIC pictures", "HEIC picture"],
  ["raw pictures of a camera", "raw picture of a camera"],
  ["files without an ending", "file without an ending"],
  ["files that cannot be opened", "file that cannot be opened"],
  [".txt files", ".txt file"],
  ["hidden images", "hidden image"],
  ["images beside the classes' folders", "image beside the classes' folders"],
  ["folders of trainings' runs", "folder of trainings' runs"],
  ["folders called @eaDir", "folder called @eaDir"],
  ["SVG drawings", "SVG drawing"],
  ["icons", "icon"],
])("one of the %s is counted in the singular", (plural, singular) => {
  const counted = (count: number) => passedOverWords(new Map([[plural, { count, example: "a" }]]));
  expect(counted(1)).toBe(`1 ${singular} (a)`);
  expect(counted(1234)).toBe(`1,234 ${plural} (a)`);
});
