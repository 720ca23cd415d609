/** The kinds of training that are killed: each keeps something of its own that a checkpoint has to carry. */

/** A training by what it is called and the flags that make it. */
export interface TrainingKind {
  readonly name: string;
  readonly flags: string;
}

/** What all have in common: small, three epochs, a checkpoint after every step. */
export const commonFlags =
  "--model tresnet_s --img-size 32 --epochs 3 --batch-size 8 --threads 1 --checkpoint-interval 1 --log-interval 1 --precision float32 --seed 1";

/** One row a kind; to add one, add a row. */
export const trainingKinds: readonly TrainingKind[] = [
  { name: "plain", flags: "--workers 0" },
  { name: "workers", flags: "--workers 2" },
  { name: "average", flags: "--workers 0 --model-ema" },
  { name: "mixup", flags: "--workers 0 --mixup 0.4 --cutmix 1" },
  { name: "accumulated", flags: "--workers 0 --grad-accum 2" },
  { name: "frozen", flags: "--workers 0 --freeze backbone" },
  { name: "features", flags: "--workers 0 --freeze backbone --no-aug --cache-images on" },
  { name: "cached", flags: "--workers 2 --cache-images on" },
  { name: "adamw", flags: "--workers 2 --cache-images off --opt adamw --sched cosine" },
  { name: "drops", flags: "--workers 2 --model-ema --mixup 0.4 --grad-accum 2 --drop 0.2 --drop-path 0.2" },
  { name: "randaugment", flags: "--workers 0 --aa rand-m9-n2 --reprob 0.5 --color-jitter 0.3" },
  { name: "freeze-epochs", flags: "--workers 0 --freeze-epochs 1" },
  { name: "balanced", flags: "--workers 2 --balanced --cutout 0.5" },
  { name: "checkpointing", flags: "--workers 0 --grad-checkpointing --class-weights balanced" },
  { name: "in-place", flags: "--workers 0 --in-place-norm --momentum 0.8 --clip-grad 1" },
  { name: "ml-decoder", flags: "--workers 0 --head ml-decoder --decoder-embedding 64 --layer-decay 0.75" },
];
