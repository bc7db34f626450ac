// Runs before the first paint, so that neither a dark phone nor large type flashes white or small.
// The keys and figures are those of src/ui/theme.tsx; tests/architecture/first-paint.test.ts holds them equal.
(() => {
  var root = document.documentElement;
  var read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch (_error) {
      return null;
    }
  };
  var scheme = read("zimajia.scheme");
  var size = Number(read("zimajia.size"));
  var night = window.matchMedia && matchMedia("(prefers-color-scheme: dark)").matches;
  var drawn = scheme === "dark" || scheme === "light" ? scheme : night ? "dark" : "light";
  root.dataset.theme = drawn;
  if (size === 22 || size === 28) root.style.setProperty("--scale", String(size / 18));
  if (read("zimajia.lang") === "en") root.lang = "en";
  var bar = drawn === "dark" ? "#141118" : "#F7F5F2";
  document.querySelectorAll('meta[name="theme-color"]').forEach((meta) => {
    meta.setAttribute("content", bar);
  });
})();
