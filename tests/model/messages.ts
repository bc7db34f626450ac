/** What travels in the model, reduced to what the protocol decides by. */

export const SCOPES = 3;
export const PAGE_ROWS = 4;
export const BATCH = 4;

export interface Mutation {
  readonly mid: number;
  readonly entity: number;
  /** Scopes of a new record as bits; 0 for an edit of one that is there. */
  readonly creates: number;
  readonly user: number;
}

export interface Numbered {
  readonly n: number;
  readonly mut: Mutation;
}

export type Outcome = "applied" | "quarantined";

export interface PushRequest {
  readonly epoch: number;
  readonly cid: number;
  readonly muts: readonly Numbered[];
}

export type PushReply =
  | { readonly kind: "wrong-epoch"; readonly epoch: number }
  | {
      readonly kind: "outcomes";
      readonly epoch: number;
      readonly cid: number;
      readonly results: readonly { readonly mid: number; readonly outcome: Outcome }[];
      readonly expect: number | null;
      readonly fork: boolean;
      /** Newest number of this client in the oldest backup that may be restored. */
      readonly safe: number;
    };

export interface Position {
  readonly seq: number;
  /**
   * Floor of the scope when the phone began it from nothing. Tombstones up to there cannot concern what it holds;
   * without this mark a first sync of many pages would stand below the floor and start again for ever.
   */
  readonly bornAt: number;
}

/** Per scope; null where the phone has nothing of it. */
export type Cursor = readonly (Position | null)[];

export interface PullRequest {
  readonly user: number;
  readonly epoch: number;
  readonly cursor: Cursor;
}

export interface PulledRow {
  readonly scope: number;
  readonly entity: number;
  readonly op: "put" | "leave";
  /** Which version of the record; two versions never share one. */
  readonly version: number;
  readonly rev: number;
}

export type PullReply =
  | { readonly kind: "wrong-epoch"; readonly epoch: number }
  | {
      readonly kind: "page";
      readonly epoch: number;
      /** Bits. */
      readonly granted: number;
      /** Bits: scopes that start again. */
      readonly reset: number;
      readonly rows: readonly PulledRow[];
      readonly cursor: Cursor;
      readonly more: boolean;
      /** The line broke before the end. */
      readonly torn: boolean;
    };

export type Message =
  | { readonly to: "server"; readonly phone: number; readonly life: number; readonly push: PushRequest }
  | { readonly to: "server"; readonly phone: number; readonly life: number; readonly pull: PullRequest }
  | {
      readonly to: "phone";
      readonly phone: number;
      readonly life: number;
      readonly pushed: PushReply;
      readonly sent: PushRequest;
    }
  | {
      readonly to: "phone";
      readonly phone: number;
      readonly life: number;
      readonly pulled: PullReply;
      readonly asked: PullRequest;
    };
