import { lazy, Suspense } from "react";

export interface ScanDialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly onText: (text: string) => void;
  readonly onClose: () => void;
}

const ScanCamera = lazy(() => import("./scan-camera.tsx"));

/** The camera's dialog; reader and camera are loaded by the first scan. */
export function ScanDialog(props: ScanDialogProps) {
  if (!props.open) return null;
  return (
    <Suspense fallback={null}>
      <ScanCamera {...props} />
    </Suspense>
  );
}
