import { BrowserRouter } from "react-router";
import { ErrorBoundary } from "#ui/error-boundary";
import { TextProvider } from "#ui/text";
import { ThemeProvider } from "#ui/theme";
import { ToastProvider } from "#ui/toast";
import { InstallOfferProvider } from "../features/home/install-offer.tsx";
import { Gate } from "./gate.tsx";
import { APP_VERSION } from "./version.ts";

/** Everything that stands above a screen: looks, words, messages, and the crash page. */
export function App() {
  return (
    <ThemeProvider>
      <TextProvider>
        <ErrorBoundary version={APP_VERSION}>
          <ToastProvider>
            <InstallOfferProvider>
              <BrowserRouter>
                <Gate />
              </BrowserRouter>
            </InstallOfferProvider>
          </ToastProvider>
        </ErrorBoundary>
      </TextProvider>
    </ThemeProvider>
  );
}
