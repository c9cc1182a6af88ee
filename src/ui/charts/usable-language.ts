/**
 * Import before uPlot: it asks Intl for navigator.language while it loads, and on machines without a locale some browsers
 * report one that Intl refuses ("en-US@posix").
 */
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true });
}
