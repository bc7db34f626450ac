import { useEffect, useMemo } from "react";
import { useSearchParams } from "react-router";
import { LinkButton } from "#ui/button";
import { EmptyState, LoadingState } from "#ui/empty";
import { DataTable } from "#ui/table";
import { useCommunity } from "../community.tsx";
import { DeskFrame } from "../desk-frame.tsx";
import { registerColumns, type Saying } from "./register-columns.tsx";
import { type RegisterFilter, registerAddressOf, registerFilterIn } from "./register-filter.ts";
import { RegisterFilters } from "./register-filters.tsx";
import { RegisterPanel } from "./register-panel.tsx";
import { useRegisterText } from "./register-text.ts";
import { useRegister } from "./use-register.ts";
import { useSaying } from "./use-saying.ts";

/** 调解登记簿: every quarrel this person may know of. Street and district hold figures, no rows. */
export default function RegisterPage() {
  const { figuresOnly } = useCommunity();
  return figuresOnly ? <FiguresInstead /> : <Register />;
}

function FiguresInstead() {
  const t = useRegisterText();
  return (
    <DeskFrame title={t.title}>
      <EmptyState
        title={t.noRows}
        text={t.noRowsText}
        action={<LinkButton to="/desk/mediation-figures">{t.toFigures}</LinkButton>}
      />
    </DeskFrame>
  );
}

/** A link may name a community: it becomes the chosen one, as if it had been chosen by hand. */
function useNamedCommunity(): void {
  const [params, setParams] = useSearchParams();
  const { options, choose } = useCommunity();
  const named = params.get("community");
  const known = options.some((unit) => unit.id === named);
  useEffect(() => {
    if (named === null || options.length === 0) return;
    if (known) choose(named);
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        next.delete("community");
        return next;
      },
      { replace: true },
    );
  }, [named, known, options.length, choose, setParams]);
}

function Register() {
  const t = useRegisterText();
  useNamedCommunity();
  const [params, setParams] = useSearchParams();
  const address = params.toString();
  const filter = useMemo(() => registerFilterIn(new URLSearchParams(address)), [address]);
  const chosen = params.get("id") ?? undefined;
  const register = useRegister(filter);
  const saying = useSaying(register?.now);
  const line = chosen ? register?.all.find((one) => one.id === chosen) : undefined;
  const go = (next: RegisterFilter, id: string | undefined): void => {
    const to = new URLSearchParams(registerAddressOf(next));
    if (id) to.set("id", id);
    setParams(to, { replace: true });
  };
  return (
    <DeskFrame
      title={t.title}
      lead={t.lead}
      actions={
        <>
          <LinkButton to="/desk/mediation-figures">{t.toFigures}</LinkButton>
          <LinkButton to={`/desk/print/mediations?${registerAddressOf(filter)}`}>{t.print}</LinkButton>
        </>
      }
      side={line && saying ? <RegisterPanel key={line.id} line={line} saying={saying} /> : undefined}
      sideTitle={line ? t.panel : undefined}
      onSideClose={() => go(filter, undefined)}
    >
      {register && saying ? (
        <>
          <RegisterFilters filter={filter} onChange={(next) => go(next, chosen)} lines={register.all} />
          <Lines register={register} saying={saying} chosen={line?.id} onChoose={(id) => go(filter, id)} />
        </>
      ) : (
        <LoadingState />
      )}
    </DeskFrame>
  );
}

interface LinesProps {
  readonly register: NonNullable<ReturnType<typeof useRegister>>;
  readonly saying: Saying;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

function Lines({ register: { all, found }, saying, chosen, onChoose }: LinesProps) {
  const { t } = saying;
  const beside = chosen !== undefined;
  const columns = useMemo(() => registerColumns(saying, beside), [saying, beside]);
  if (all.length === 0) return <EmptyState title={t.none} text={t.noneText} />;
  return (
    <div className="stack-tight">
      <p className="dim small" role="status">
        {found.length === all.length ? t.count(all.length) : t.countOf(found.length, all.length)}
      </p>
      <DataTable
        label={t.title}
        columns={columns}
        rows={found}
        rowKey={(line) => line.id}
        selected={chosen ?? null}
        onSelect={(line) => onChoose(line.id)}
        empty={<EmptyState title={t.empty} text={t.emptyText} />}
      />
    </div>
  );
}
