/** What this machine can run of the peers. */
import type { peerSides, Task } from "../terms/cases.ts";

type PeerSide = (typeof peerSides)[keyof typeof peerSides];

/** What runs peers' sides: a library with a program of its own. */
export type PeerRunner = PeerSide["runner"];

/** The sides of one runner. */
export type SideOf<Runner extends PeerRunner> = Extract<PeerSide, { runner: Runner }>;

/** Whether a side can run here: what it runs on, or why it can't and what to do. */
export type Judgement =
  | {
      readonly present: true;
      /** Versions of what the side runs on, by name. */
      readonly versions: Readonly<Record<string, string>>;
      /** The Python that runs the side; absent where Node does. */
      readonly python?: string;
    }
  | { readonly present: false; readonly reason: string };

/** Says whether a side can run here; without a task, whether it can do any. */
export type Judge<Runner extends PeerRunner> = (side: SideOf<Runner>, task?: Task) => Judgement;
