/** What a variable of a MATLAB file can be. */

/** An array; elements lie in MATLAB's order, the first dimension running fastest. */
export type MatValue = MatNumbers | MatText | MatCells | MatStructs;

export interface MatNumbers {
  readonly kind: "numbers";
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export interface MatText {
  readonly kind: "text";
  readonly shape: readonly number[];
  readonly text: string;
}

export interface MatCells {
  readonly kind: "cells";
  readonly shape: readonly number[];
  readonly cells: readonly MatValue[];
}

export interface MatStructs {
  readonly kind: "structs";
  readonly shape: readonly number[];
  readonly records: readonly ReadonlyMap<string, MatValue>[];
}
