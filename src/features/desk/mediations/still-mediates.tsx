import type { PersonId } from "#domain/kernel/ids";
import { Banner } from "#ui/banner";
import { LinkButton } from "#ui/button";
import { useRegisterText } from "./register-text.ts";
import { useCommunityRegister } from "./use-register.ts";

/** Files that somebody still mediates: they are handed over before his office ends. Nothing where there are none. */
export function StillMediates({ personId }: { readonly personId: PersonId }) {
  const t = useRegisterText();
  const register = useCommunityRegister();
  const count = (register?.all ?? []).filter(
    (line) => line.state !== "filed" && line.mediatorIds?.includes(personId),
  ).length;
  if (count === 0) return null;
  return (
    <Banner tone="warn" title={t.still(count)}>
      <div className="stack-tight">
        <p>{t.stillText}</p>
        <div>
          <LinkButton size="small" to={`/desk/mediations?mediator=${personId}`}>
            {t.stillLink}
          </LinkButton>
        </div>
      </div>
    </Banner>
  );
}
