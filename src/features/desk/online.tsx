import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { isFault } from "#domain/kernel/fault";
import { FailedState, LoadingState, OfflineState } from "#ui/empty";
import { useDeskText } from "./desk-text.ts";
import { faultText } from "./use-act.ts";

/** What is only had on line: loading, without signal, failed, or there. */
export function Online<T>({ query, children }: { query: UseQueryResult<T>; children: (answer: T) => ReactNode }) {
  const t = useDeskText();
  if (query.isPending) return <LoadingState />;
  if (query.isSuccess) return <>{children(query.data)}</>;
  const fault = isFault(query.error) ? query.error : undefined;
  if (fault?.code === "offline") return <OfflineState text={t.onlineText} />;
  return <FailedState text={fault && faultText(t, fault)} code={fault?.code} onRetry={() => void query.refetch()} />;
}
