import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { isFault } from "#domain/kernel/fault";
import { FailedState, LoadingState, OfflineState } from "#ui/empty";
import { useDeskText } from "../desk-text.ts";
import { faultText } from "../use-act.ts";

interface AskedProps<T> {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}

/** What the server was asked for: waiting, without a network, failed with a way to ask again, or here. */
export function Asked<T>({ query, children }: AskedProps<T>) {
  const t = useDeskText();
  if (query.isPending) return <LoadingState />;
  if (query.isError) {
    const fault = isFault(query.error) ? query.error : undefined;
    if (fault?.code === "offline") return <OfflineState />;
    return <FailedState text={fault && faultText(t, fault)} code={fault?.code} onRetry={() => void query.refetch()} />;
  }
  return children(query.data);
}
