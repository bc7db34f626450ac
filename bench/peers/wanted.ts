/** What every rival holds of a record: its key, and two fields to ask by. */
export interface PeerRecord {
  readonly t: string;
  readonly id: string;
  readonly doc: Readonly<Record<string, unknown>>;
}

export interface PeerDoc {
  readonly key: string;
  readonly t: string;
  readonly communityCode: string;
  readonly doc: Readonly<Record<string, unknown>>;
}

export const peerDocOf = ({ t, id, doc }: PeerRecord): PeerDoc => ({
  key: `${t}:${id}`,
  t,
  communityCode: String(doc["communityCode"] ?? ""),
  doc,
});
