/** The style sheet that each of our pages loads first, before its own. */
export const BASE_STYLES = new URL('./base.css', import.meta.url);

/** Content types of the files that our pages are made of, by extension. */
export const PAGE_FILE_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
