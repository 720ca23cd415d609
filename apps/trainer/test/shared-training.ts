/** What trainings on several processes have in common in tests: all that draws is the same, and sums are whole. */
export const sharedTraining = {
  data: "synthetic",
  seed: 3,
  workers: 0,
  threads: 1,
  precision: "float32",
  syncBn: true,
} as const;
