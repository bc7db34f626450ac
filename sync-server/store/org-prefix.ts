/** What every 12-digit code at or below `code` begins with. */
export const prefixOf = (code: string): string => code.replace(/(000){1,2}$/, "");
