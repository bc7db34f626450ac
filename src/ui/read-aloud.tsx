import Square from "lucide-react/icons/square";
import Volume2 from "lucide-react/icons/volume-2";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Button } from "./button.tsx";
import { type Lang, useLang } from "./text.tsx";
import { useWords } from "./words.tsx";

const SLOWER = 0.9;

const speech = (): SpeechSynthesis | undefined =>
  typeof window === "undefined" ? undefined : (window.speechSynthesis as SpeechSynthesis | undefined);

/** A voice of this phone for the language; one that needs a server would send the words away and fail in a stairwell. */
function voiceFor(lang: Lang): SpeechSynthesisVoice | undefined {
  const start = lang === "zh" ? /^(zh|cmn)/i : /^en/i;
  return speech()
    ?.getVoices()
    .find((voice) => voice.localService && start.test(voice.lang));
}

function subscribe(onChange: () => void): () => void {
  const synth = speech();
  synth?.addEventListener?.("voiceschanged", onChange);
  return () => synth?.removeEventListener?.("voiceschanged", onChange);
}

/** Reads the text out by the phone's own voice, for those without their glasses. Not drawn where the phone has no voice. */
export function ReadAloud({ text }: { text: string }) {
  const words = useWords();
  const { lang } = useLang();
  const voice = useSyncExternalStore(subscribe, () => voiceFor(lang));
  const [speaking, setSpeaking] = useState(false);
  // A screen that goes away falls silent.
  useEffect(() => () => speech()?.cancel(), []);
  const synth = speech();
  if (!voice || !synth) return null;
  const stop = (): void => {
    synth.cancel();
    setSpeaking(false);
  };
  const start = (): void => {
    const spoken = new SpeechSynthesisUtterance(text);
    spoken.voice = voice;
    spoken.lang = voice.lang;
    spoken.rate = SLOWER;
    spoken.onend = () => setSpeaking(false);
    spoken.onerror = () => setSpeaking(false);
    synth.cancel();
    synth.speak(spoken);
    setSpeaking(true);
  };
  return (
    <Button icon={speaking ? <Square /> : <Volume2 />} aria-pressed={speaking} onClick={speaking ? stop : start}>
      {speaking ? words.readStop : words.readAloud}
    </Button>
  );
}
