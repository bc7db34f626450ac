import { Banner } from "#ui/banner";

/** Why something was not done, beside where the person was working; nothing while there is nothing to say. */
export function Problem({ text }: { text: string | undefined }) {
  return text === undefined ? null : <Banner tone="bad">{text}</Banner>;
}
