/** Hands a file to another app of the phone. */

const sharing = (): Partial<Pick<Navigator, "share" | "canShare">> => navigator;

export function canShareFile(name: string, type: string): boolean {
  const file = new File([""], name, { type });
  return sharing().canShare?.({ files: [file] }) === true;
}

/** False where the person changed their mind or the phone refused. */
export async function shareFile(file: File): Promise<boolean> {
  try {
    await sharing().share?.({ files: [file], title: file.name });
    return true;
  } catch {
    // The only ways to fail are a closed menu and a phone that has no app for it; both leave the file where it is.
    return false;
  }
}
