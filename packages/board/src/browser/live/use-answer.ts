import { useEffect, useState } from "preact/hooks";
import { ask, messageOf } from "./ask.ts";

/** An answer of the server, once it is there. */
export interface Answered<Answer> {
  readonly value?: Answer;
  readonly problem?: string;
}

/**
 * Asks an address, and again whenever `version` changes; "" asks nothing. What was answered before stays until then.
 */
export function useAnswer<Answer>(address: string, version: string): Answered<Answer> {
  const [answered, setAnswered] = useState<Answered<Answer> & { readonly address: string }>({ address });
  useEffect(() => {
    if (address === "") return;
    let isWanted = true;
    ask<Answer>(address).then(
      (value) => isWanted && setAnswered({ address, value }),
      (error: unknown) => isWanted && setAnswered((before) => ({ ...before, address, problem: messageOf(error) })),
    );
    return () => {
      isWanted = false;
    };
  }, [address, version]);
  return answered.address === address ? answered : {};
}
