import type { ComponentType, ReactNode } from "react";

/** What the app lends to every screen of the phone. */
export interface PhoneFrame {
  readonly badge: ReactNode;
  readonly nav: ReactNode;
}

export interface ScanDialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly onText: (text: string) => void;
  readonly onClose: () => void;
}

/** The camera's dialog; it is loaded only when somebody scans. */
export type ScanDialog = ComponentType<ScanDialogProps>;
