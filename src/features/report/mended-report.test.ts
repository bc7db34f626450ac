import { expect, test } from "vitest";
import { draftOf } from "./report-draft.ts";
import { mendedArgs } from "./submit-report.ts";

const photo = { sha256: "a".repeat(64), bytes: 1, thumbSha256: "b".repeat(64), thumbBytes: 1, width: 4, height: 3 };

/** What Wang reported on a round, as the platform set it aside. */
const SET_ASIDE = {
  issueId: "i-1",
  communityCode: "450303001010",
  source: "patrol",
  roundId: "r-1",
  teamId: "t-1",
  place: { checkpointId: "cp-2", compoundId: "c-1" },
  checklistVersionId: "cl-1",
  category: "gas",
  categoryLabel: "燃气异味",
  severity: "red",
  emergency: "119",
  words: "打电话给13812345678",
  photos: [photo],
  ownerKind: "fire",
};

const CONTEXT = {
  checklistVersionId: "cl-1",
  categoryLabel: "燃气异味",
  teamId: "t-other",
  inRound: undefined,
  stopId: "s",
};

test("a report that was set aside opens where it is read back, with everything that was entered", () => {
  expect(draftOf(SET_ASIDE)).toMatchObject({
    ...{ issueId: "i-1", step: "read", readBack: true, place: SET_ASIDE.place, category: "gas", severity: "red" },
    ...{ emergency: "119", words: SET_ASIDE.words, photos: [photo], ownerKind: "fire" },
  });
});

test("mended, it keeps its round, its team and its source; words that were taken out are gone", () => {
  const mended = mendedArgs({ ...draftOf(SET_ASIDE), words: " " }, CONTEXT);
  const given = { ...SET_ASIDE, ...mended };
  expect(given).toMatchObject({ source: "patrol", roundId: "r-1", teamId: "t-1", emergency: "119", photos: [photo] });
  expect(given.words).toBeUndefined();
});

test("a report of which little can be read opens all the same", () => {
  expect(draftOf({ issueId: "i-2" })).toMatchObject({ issueId: "i-2", photos: [], words: "", place: {} });
});
