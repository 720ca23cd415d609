import { imageFiles, multiLabelFiles } from "@tresnet/data";
import { expect, test } from "vitest";
import { recordedJob } from "../../test/recorded-job.ts";
import { tellDamaged, tellUnreadClasses } from "./tell-images.ts";

const reason = "a Git LFS pointer; the picture itself is not here yet: run git lfs pull";
const at = (index: number) => ({ index, id: `${index}.jpg`, reason });

test("a class of which no image could be read is named, with its count and a reason", () => {
  const files = [0, 1, 1, 2].map((label, index) => ({ path: `${index}.jpg`, label }));
  const data = imageFiles("photos", ["cat", "dog", "fox"], files);
  const job = recordedJob();
  tellUnreadClasses(job, data, { broken: [at(1), at(3)] });
  tellUnreadClasses(job, data, { broken: [at(1)] });
  expect(job.notices()).toEqual([
    `photos: all images are broken of fox (1), such as 3.jpg: ${reason}. Scores say nothing of them.`,
  ]);
});

test("so is a label of which every image is broken, though others have read images", () => {
  const files = [[0], [0, 1], [1]].map((labels, index) => ({ path: `${index}.jpg`, labels }));
  const job = recordedJob();
  tellUnreadClasses(job, multiLabelFiles("photos", ["cat", "dog"], files), { broken: [at(1), at(2)] });
  expect(job.notices()).toEqual([
    `photos: all images are broken of dog (2), such as 1.jpg: ${reason}. Scores say nothing of them.`,
  ]);
});

test("damaged images are counted and told", () => {
  const job = recordedJob();
  tellDamaged(job, { damaged: [] });
  tellDamaged(job, { damaged: [{ ...at(0), reason: "the JPEG is damaged" }] });
  expect(job.notices()).toEqual([
    "1 image is damaged and was decoded all the same, such as 0.jpg: the JPEG is damaged",
  ]);
});
