import { createContext, type ReactNode, useCallback, useContext, useLayoutEffect, useMemo, useState } from "react";
import { readChoice, writeChoice } from "./stored-choice.tsx";

export type Lang = "zh" | "en";

/** The shape of a dictionary in another language: same keys, same function arguments, any wording. */
export type Messages<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => string
    ? (...args: A) => string
    : T[K] extends string
      ? string
      : T[K] extends readonly string[]
        ? readonly string[]
        : Messages<T[K]>;
};

interface TextChoice {
  readonly lang: Lang;
  readonly setLang: (lang: Lang) => void;
}

const KEY = "zimajia.lang";
const LANGS: readonly Lang[] = ["zh", "en"];

/** Without a provider every screen speaks Chinese, so a part can be drawn alone. */
const TextContext = createContext<TextChoice>({ lang: "zh", setLang: () => undefined });

/** Holds the language of this phone, keeps it over restarts, and tells the page (`<html lang>`) about it. */
export function TextProvider({ children, initial }: { children: ReactNode; initial?: Lang }) {
  const [lang, setState] = useState<Lang>(() => initial ?? readChoice(KEY, LANGS, "zh"));
  const setLang = useCallback((next: Lang) => {
    setState(next);
    writeChoice(KEY, next);
  }, []);
  useLayoutEffect(() => {
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  }, [lang]);
  const choice = useMemo(() => ({ lang, setLang }), [lang, setLang]);
  return <TextContext.Provider value={choice}>{children}</TextContext.Provider>;
}

/** The language and the way to change it. */
export const useLang = (): TextChoice => useContext(TextContext);

/** The words of a context in the language of this phone. */
export function useText<T extends object>(zh: T, en: Messages<T>): Messages<T> {
  return textIn(useLang().lang, zh, en);
}

/** The same without React: for a pure function that makes a sentence. */
export function textIn<T extends object>(lang: Lang, zh: T, en: Messages<T>): Messages<T> {
  return lang === "zh" ? (zh as unknown as Messages<T>) : en;
}
