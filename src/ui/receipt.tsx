import CircleAlert from "lucide-react/icons/circle-alert";
import CircleCheck from "lucide-react/icons/circle-check";
import CloudUpload from "lucide-react/icons/cloud-upload";
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
}

const ICONS = { onPhone: Smartphone, sending: CloudUpload, received: CircleCheck, quarantined: CircleAlert };

/** How far one record has come, in one line: 已存手机, 上传中, or 平台已收 with the receipt's number and time. */
export function Receipt({ stage, number, at }: ReceiptProps) {
  const words = useWords();
  const Icon = ICONS[stage];
  return (
    <span className={`ui-receipt ui-receipt-${stage}`}>
      <Icon />
      <span>
        {words.receiptStage[stage]}
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
