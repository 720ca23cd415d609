import { expect, test } from "vitest";
import { serverDef, taskName } from "./server-def.ts";

test("writes TensorFlow's own bytes", () => {
  // tensorflow_server_pb2.ServerDef of TensorFlow 2.21: two tasks, task_index 1, protocol "grpc",
  // default_session_config.experimental.collective_group_leader = "/job:worker/replica:0/task:0" and
  // recv_buf_max_chunk = 65536.
  const config = Uint8Array.of(0x38, 0x01); // allow_soft_placement
  const bytes = serverDef({ peers: ["a:1", "b:22"], task: 1, config });
  expect(Buffer.from(bytes).toString("latin1")).toBe(
    "\n\x1d\n\x1b\n\x06worker\x12\x07\x08\x00\x12\x03a:1\x12\x08\x08\x01\x12\x04b:22" +
      "\x12\x06worker\x18\x01\x22\x278\x01\x82\x01\x22\n\x1c/job:worker/replica:0/task:0\x20\x80\x80\x04*\x04grpc",
  );
});

test("names a task as TensorFlow does", () => {
  expect(taskName(3)).toBe("/job:worker/replica:0/task:3");
});
