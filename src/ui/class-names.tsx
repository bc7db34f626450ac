/** Joins the class names that apply: `classNames("card", selected && "card-selected")`. */
export const classNames = (...names: readonly (string | false | null | undefined)[]): string =>
  names.filter(Boolean).join(" ");
