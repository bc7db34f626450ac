import { type ComponentType, createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import { assert } from "#domain/kernel/assert";
import type { Mediation } from "#domain/mediation/mediation";
import type { OpenedMediation } from "#domain/mediation/opened";
import type { Opened } from "#storage/sealed";
import type { PhonePageProps } from "#ui/page";

/** Where a file is worked with: on the phone, or at the desk with more room around the same parts. */
export interface CasePlace {
  /** Where the list of files is; a file stands below it. */
  readonly list: string;
  /** The page around a file. */
  readonly Page: ComponentType<PhonePageProps>;
  /** The page around one of its steps; `beside` is the file, where there is room for it. */
  readonly StepPage: ComponentType<PhonePageProps & { readonly beside: ReactNode }>;
}

/** The file that stands open on the screen. */
export interface OpenCase {
  /** As the rules see it. */
  readonly file: Mediation;
  /** With its words; undefined while they are opened. */
  readonly plain: OpenedMediation | undefined;
  readonly opened: Opened;
  readonly place: CasePlace;
}

export const CaseContext = createContext<OpenCase | undefined>(undefined);

/** The address of a file at its place. */
export const homeOf = ({ file, place }: Pick<OpenCase, "file" | "place">): string => `${place.list}/${file.id}`;

export function useCase(): OpenCase {
  const open = useContext(CaseContext);
  assert(open, "a part of a file outside of it");
  return open;
}

/** Opens other words that were sealed for this file; undefined where the phone may not read them any more. */
export function useOpener() {
  const { opened } = useCase();
  return useCallback(
    async <T>(value: T) => {
      const result = await opened.reveal(value);
      return result.ok ? result.value : undefined;
    },
    [opened],
  );
}

/** The words of a file, opened anew whenever it changes; `closed`: the phone may not read them any more. */
export function useRevealed(
  opened: Opened | undefined,
  file: Mediation,
): { readonly plain: OpenedMediation | undefined; readonly closed: boolean } {
  const [plain, setPlain] = useState<OpenedMediation>();
  const [closed, setClosed] = useState(false);
  useEffect(() => {
    let current = true;
    void opened?.reveal(file).then((result) => {
      if (!current) return;
      setClosed(!result.ok);
      setPlain(result.ok ? (result.value as OpenedMediation) : undefined);
    });
    return () => {
      current = false;
    };
  }, [opened, file]);
  return { plain, closed };
}
