import CircleAlert from "lucide-react/icons/circle-alert";
import CircleCheck from "lucide-react/icons/circle-check";
import CloudUpload from "lucide-react/icons/cloud-upload";
import ShieldCheck from "lucide-react/icons/shield-check";
import Smartphone from "lucide-react/icons/smartphone";
import "./receipt.css";
import { When } from "./time.tsx";
import { useWords } from "./words.tsx";

interface ReceiptProps {
  readonly stage: "onPhone" | "sending" | "received" | "quarantined";
  /** Number of the receipt, where this phone has one. */
  readonly number?: string | undefined;
  /** When the platform received it, ISO. */
  readonly at?: string | undefined;
  /** Received, and a verified backup of the platform holds it too. */
  readonly backedUp?: boolean | undefined;
}

const ICONS = { onPhone: Smartphone, sending: CloudUpload, received: CircleCheck, quarantined: CircleAlert };

/** How far one record has come, in one line: 已存手机, 上传中, 平台已收 with the receipt's number and time, at last 已备份. */
export function Receipt({ stage, number, at, backedUp = false }: ReceiptProps) {
  const words = useWords();
  const isSafe = stage === "received" && backedUp;
  const Icon = isSafe ? ShieldCheck : ICONS[stage];
  return (
    <span className={`ui-receipt ui-receipt-${stage}`}>
      <Icon />
      <span>
        {isSafe ? words.backedUp : words.receiptStage[stage]}
        {stage === "received" && number !== undefined && <> · {words.receiptNumber(number)}</>}
        {stage === "received" && at !== undefined && (
          <>
            {" · "}
            <When at={at} />
          </>
        )}
      </span>
    </span>
  );
}
