/** Stands in for the build's own module in tests: there is no service worker to register. */
export function registerSW(): (reloadPage?: boolean) => Promise<void> {
  return async () => undefined;
}
