import { isWeChat } from "#device/shell";
import { Banner } from "#ui/banner";
import { OpenInBrowser } from "#ui/open-in-browser";
import { useText } from "#ui/text";
import { en } from "./app.en.ts";
import { zh } from "./app.zh.ts";

/** Inside WeChat, above every page: reading goes on, and how to get to a real browser stands there all the time. */
export function WeChatNotice() {
  const t = useText(zh, en);
  if (!isWeChat()) return null;
  return (
    <Banner tone="warn" title={t.wechatTitle}>
      <details>
        <summary>{t.wechatHow}</summary>
        <p>{t.wechatText}</p>
        <OpenInBrowser />
      </details>
    </Banner>
  );
}
