import { describe, expect, test } from "vitest";
import { namedPart, sortByPart } from "./part-names.ts";

describe("a part's name", () => {
  test.each([
    "train",
    "Train",
    "TRAINING",
    "train_set",
    "TrainSet",
    "trainset",
    "train-images",
    "training data",
    "train2017",
  ])("%s is train", (name) => expect(namedPart(name)).toEqual({ part: "train", rest: "" }));
  test.each(["val", "Valid", "validation", "Validation_Set", "dev", "dev-set", "ValSet", "val_images"])(
    "%s is val",
    (name) => expect(namedPart(name)).toEqual({ part: "val", rest: "" }),
  );
  test.each(["test", "Testing", "test_set", "TestSet", "test1", "testset"])("%s is test", (name) =>
    expect(namedPart(name)).toEqual({ part: "test", rest: "" }),
  );
  test.each(["cat", "bullet_train", "train_station", "developer", "valley", "constructor", "train_val", "contest"])(
    "%s is no part",
    (name) => expect(namedPart(name)?.rest ?? "none").not.toBe(""),
  );
});

test("what stands beside the part must be the same in two", () => {
  expect(sortByPart(["seg_test", "seg_train", "seg_pred"])).toEqual({
    train: ["seg_train"],
    val: [],
    test: ["seg_test"],
    others: ["seg_pred"],
  });
  expect(sortByPart(["bullet_train", "bus", "car"])).toMatchObject({
    train: [],
    others: ["bullet_train", "bus", "car"],
  });
});
