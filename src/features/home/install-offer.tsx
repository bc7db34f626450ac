import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { type InstallPrompt, onInstallPrompt } from "#device/shell";

const InstallContext = createContext<InstallPrompt | null>(null);

/** Listens from the start, for the browser makes its offer once and early. */
export function InstallOfferProvider({ children }: { children: ReactNode }) {
  const [offer, setOffer] = useState<InstallPrompt | null>(null);
  useEffect(() => onInstallPrompt(setOffer), []);
  return <InstallContext.Provider value={offer}>{children}</InstallContext.Provider>;
}

export const useInstallOffer = (): InstallPrompt | null => useContext(InstallContext);
