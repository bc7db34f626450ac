/** How safe what is kept on this phone is. `null` means that the browser does not say, which is not the same as 0. */
export interface StorageHealth {
  /** True: the browser promised not to clear it by itself. */
  readonly persisted: boolean | null;
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
}

type Manager = Partial<Pick<StorageManager, "persist" | "persisted" | "estimate">>;

const ownManager = (): Manager | undefined =>
  typeof navigator === "undefined" ? undefined : (navigator.storage as StorageManager | undefined);

export async function readStorageHealth(manager: Manager | undefined = ownManager()): Promise<StorageHealth> {
  const estimate = await manager?.estimate?.();
  return {
    persisted: (await manager?.persisted?.()) ?? null,
    usedBytes: estimate?.usage ?? null,
    quotaBytes: estimate?.quota ?? null,
  };
}

/** Asks the browser not to clear it by itself; false where it does not promise that. Safe to call again. */
export async function askToPersist(manager: Manager | undefined = ownManager()): Promise<boolean> {
  if (!manager?.persist) return false;
  return (await manager.persisted?.()) === true || manager.persist();
}

/** Free bytes, or null where the browser does not say. */
export function freeBytes({ quotaBytes, usedBytes }: StorageHealth): number | null {
  return quotaBytes === null || usedBytes === null ? null : Math.max(0, quotaBytes - usedBytes);
}
